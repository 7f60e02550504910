"""Fields as people name them: ``Cmd``, ``Env.PATH``, ``config.labels.org.example.title``."""

from __future__ import annotations

from preimage.model.errors import OptionError
from preimage.results.leaves import KEYED, PATHS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.model.causes import Leaf

_BY_NAME = {path.removeprefix("config.").lower(): path for path in PATHS}


def find_field(text: str) -> Leaf | None:
    """Find the leaf that a text names: the field in any case, then perhaps a dot and a key; None: there is none.

    Raises:
        OptionError: the field has no keys, or a trigger has no such place.
    """
    name = text[len("config.") :] if text.lower().startswith("config.") else text
    path = _BY_NAME.get(name.lower())
    if path is not None:
        return path, None
    short, separator, key = name.partition(".")
    path = _BY_NAME.get(short.lower())
    if path is None or not separator:
        return None
    if path not in KEYED:
        raise OptionError(f"{text}: {path.removeprefix('config.')} has no keys")
    if path == "config.OnBuild":
        if not (key.isascii() and key.isdecimal() and len(key) < 10):
            raise OptionError(f"{text}: triggers go by their place, from 0, as in OnBuild.0")
        return path, int(key)
    return path, key


def require_pattern(text: str) -> None:
    """Refuse what can match no change: a pattern is a field, or a field with keys, a dot and a pattern of keys.

    Raises:
        OptionError: there is no such field, or it has no keys.
    """
    name = text[len("config.") :] if text.lower().startswith("config.") else text
    field = name.partition(".")[0]
    if name.lower() in _BY_NAME or field.lower() == "history":
        return
    if parse_field(field)[0] not in KEYED:
        raise OptionError(f"{text}: {field} has no keys")


def parse_field(text: str) -> Leaf:
    """Parse the name of a field.

    Raises:
        OptionError: there is no such field.
    """
    leaf = find_field(text)
    if leaf is None:
        from difflib import get_close_matches

        names = [path.removeprefix("config.") for path in PATHS]
        by_lower = {name.lower(): name for name in names}
        near = get_close_matches(text.partition(".")[0].lower(), by_lower, 1)
        hint = f" (did you mean {by_lower[near[0]]}?)" if near else ""
        raise OptionError(f"no such field: {text}{hint}; fields are {', '.join(names)}")
    return leaf
