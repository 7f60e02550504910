"""What callers hand over, looked at before it is used: a wrong type is told by the name of its argument.

A type checker says the same earlier; these are for those who use none, and for values that come from elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping

from preimage.model.limits import Limits
from preimage.model.options import BuildRequest


def require_text(name: str, value: object, example: str = "") -> None:
    """Raise TypeError unless a value is a ``str`` or None; ``example`` is one that is right, as Python writes it."""
    if value is not None and not isinstance(value, str):
        such = f", such as {example}," if example else ""
        raise TypeError(f"{name} is a str{such} or None, not {_describe(value)}")


def require_texts(name: str, values: object) -> None:
    """Raise TypeError unless values are a mapping of ``str`` to ``str``."""
    # To ask whether a dict is a Mapping takes longer than all else here.
    if not isinstance(values, dict) and not isinstance(values, Mapping):
        raise TypeError(f"{name} is a mapping of str to str, not {_describe(values)}")
    for key, value in values.items():
        if not isinstance(key, str):
            raise TypeError(f"{name} is a mapping of str to str, and {key!r} is {_describe(key)}")
        if not isinstance(value, str):
            raise TypeError(f"{name}[{key!r}] is a str, not {_describe(value)}")


def require_kind(name: str, value: object, kind: type | tuple[type, ...], wanted: str) -> None:
    """Raise TypeError unless a value is of a kind; ``wanted`` says which that is, in words."""
    if not isinstance(value, kind):
        raise TypeError(f"{name} is {wanted}, not {_describe(value)}")


def require_arguments(
    request: BuildRequest, limits: object, check: object = None, ignore_file: object | None = None
) -> None:
    """Raise TypeError for the first argument of a compilation that is of a wrong type."""
    require_text("target", request.target, "'web'")
    require_text("platform", request.platform, "'linux/arm64'")
    require_text("build_platform", request.build_platform, "'linux/amd64'")
    require_texts("build_args", request.build_args)
    require_texts("labels", request.labels)
    require_texts("contexts", request.contexts)
    require_text("check", check, "'skip=JSONArgsRecommended'")
    require_kind("limits", limits, Limits, "a preimage.Limits")
    if ignore_file is not None:
        from preimage.model.ignore import IgnoreFile

        wanted = "what preimage.model.ignore.parse_ignore_file gives, or None"
        require_kind("ignore_file", ignore_file, IgnoreFile, wanted)


def _describe(value: object) -> str:
    if value is None:
        return "None"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    name = type(value).__name__
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"
