"""The options of ``RUN --mount``, read when the RUN is run.

Source: docs/reference/config.md, "RUN"; docs/reference/source.md, "RUN flags".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from preimage.golang.numbers import parse_bool
from preimage.golang.paths import join
from preimage.golang.quoting import quote
from preimage.golang.suggest import suggest
from preimage.golang.text import lower

_TYPES = ("bind", "cache", "tmpfs", "secret", "ssh")
_SHARING_MODES = ("shared", "private", "locked")
_KEYS = (
    *("type", "from", "source", "target", "readonly", "id", "sharing", "required", "size", "mode", "uid", "gid"),
    *("src", "dst", "destination", "ro", "rw", "readwrite", "env"),
)
_OWNERSHIP_KEYS = ("mode", "uid", "gid")
_BARE_MODES = frozenset(("readonly", "ro", "readwrite", "rw"))
_TEXT_KEYS = {
    "from": "from",
    "source": "source",
    "src": "source",
    "target": "target",
    "dst": "target",
    "destination": "target",
    "id": "id",
    "env": "env",
}
_SIZE = re.compile(r"(?:\+?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]+)?) ?(?:b|[kmgtp](?:i?b)?)?")
_MAX_ID = 1 << 32


@dataclass(slots=True)
class Mount:
    """A mount in shape: its type and what later checks look at; ``ownership`` names what it sets of mode, uid, gid."""

    type: str = "bind"
    source_stage: str = ""
    source: str = ""
    target: str = ""
    id: str = ""
    sharing: str = ""
    is_required: bool = False
    ownership: frozenset[str] = frozenset()


def parse_mount(fields: list[str], expand: Callable[[str], str]) -> Mount:
    """Parse the fields of a mount, values expanded.

    Raises:
        ValueError: BuildKit's text.
    """
    mount = Mount()
    for field in fields:
        key, separator, value = field.partition("=")
        key = lower(key)
        if separator:
            _apply_option(mount, field, key, expand(value))
        elif key == "required":
            _require_type(mount, key, ("secret", "ssh"))
            mount.is_required = True
        elif key not in _BARE_MODES:
            raise ValueError(f"invalid field '{field}' must be a key=value pair")
    _check_combination(mount)
    return mount


def _apply_option(mount: Mount, field: str, key: str, value: str) -> None:
    if key in _TEXT_KEYS:
        name = _TEXT_KEYS[key]
        if name != "env":
            setattr(mount, "source_stage" if name == "from" else name, value)
    elif key == "type":
        mount.type = lower(value)
        if mount.type not in _TYPES:
            raise ValueError(f"unsupported mount type {quote(value)}{suggest(value, _TYPES)}")
    elif key == "sharing":
        mount.sharing = lower(value)
        if mount.sharing not in _SHARING_MODES:
            raise ValueError(f"unsupported sharing value {quote(value)}{suggest(value, _SHARING_MODES)}")
    elif key in _BARE_MODES or key == "required":
        _apply_switch(mount, key, value)
    elif key == "size" or key in _OWNERSHIP_KEYS:
        _apply_number(mount, key, value)
    else:
        raise ValueError(f"unexpected key '{key}' in '{field}'{suggest(key, _KEYS)}")


def _apply_switch(mount: Mount, key: str, value: str) -> None:
    if key == "required":
        _require_type(mount, key, ("secret", "ssh"))
    try:
        is_true = parse_bool(value)
    except ValueError:
        raise ValueError(f"invalid value for {key}: {value}") from None
    if key == "required":
        mount.is_required = is_true


def _apply_number(mount: Mount, key: str, value: str) -> None:
    if key == "size":
        _require_type(mount, key, ("tmpfs",))
        if not _SIZE.fullmatch(lower(value)):
            raise ValueError(f"invalid value for size: {value}")
        return
    if not _is_number(value, 8 if key == "mode" else 10):
        raise ValueError(f"invalid value {value} for {key}")
    mount.ownership |= {key}


def _require_type(mount: Mount, key: str, types: tuple[str, ...]) -> None:
    if mount.type not in types:
        raise ValueError(f"unexpected key '{key}' for mount type '{mount.type}'")


def _is_number(text: str, base: int) -> bool:
    """Tell whether the text is an unsigned number of 32 bits without sign."""
    if not text or any(character not in "0123456789"[:base] for character in text):
        return False
    digits = text.lstrip("0")
    return len(digits) <= 11 and int(digits or "0", base) < _MAX_ID


def _check_combination(mount: Mount) -> None:
    if mount.type in ("bind", "tmpfs"):
        for key in _OWNERSHIP_KEYS:
            if key in mount.ownership:
                raise ValueError(f"{key} not allowed for {quote(mount.type)} type mounts")
    if mount.type == "secret":
        if mount.source_stage:
            raise ValueError("secret mount should not have a from")
        if mount.sharing:
            raise ValueError("secret mount should not define sharing")
        if not (mount.source or mount.target or mount.id):
            raise ValueError("invalid secret mount. one of source, target required")
        if mount.source and mount.id:
            raise ValueError("both source and id can't be set")
    elif mount.sharing and mount.type != "cache":
        raise ValueError(f"invalid cache sharing set for {mount.type} mount")


def check_mount(mount: Mount, has_source_started: bool, working_dir: str) -> None:
    """Check a mount against the stage it stands in.

    Raises:
        ValueError: BuildKit's text.
    """
    if not has_source_started and (mount.source_stage or mount.type == "cache"):
        raise ValueError(
            f"cannot mount from stage {quote(mount.source_stage or 'scratch')} to {quote(mount.target)}, stage needs "
            "to be defined before current command"
        )
    if mount.type == "ssh" and mount.source:
        raise ValueError("ssh does not support source")
    if mount.type not in ("secret", "ssh"):
        target = mount.target
        if not target.startswith("/"):
            target = join("/", working_dir, target)
        if target == "/":
            raise ValueError('invalid mount target "/"')
