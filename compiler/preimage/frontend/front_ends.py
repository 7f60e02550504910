"""Which front end a Dockerfile asks for: by ``# syntax=``, or by the build arg BUILDKIT_SYNTAX in its place.

Source: docs/reference/source.md, "Other front ends".
"""

from __future__ import annotations

from collections.abc import Mapping

from preimage.frontend.source import find_directive
from preimage.model.options import SYNTAX_ARG
from preimage.model.references import Reference, parse_reference

_OWN_PATH = "docker/dockerfile"
_FLOATING = ("", "1", "latest")


class FrontEnd:
    """A front end that is asked for.

    - ``name``: as it was written; ``line``: 1-based, 0 if it comes from a build arg.
    - ``is_own``: it is docker/dockerfile, from whatever registry.
    - ``is_other_version``: its rules may be other ones than ours: a fixed version, labs, or one under development.
    """

    __slots__ = ("is_other_version", "is_own", "line", "name")

    def __init__(self, name: str, line: int) -> None:
        self.name = name
        self.line = line
        reference = _parse(name)
        self.is_own = reference is not None and _is_own(reference.path.removesuffix("-upstream"))
        self.is_other_version = reference is not None and (
            reference.path.endswith("-upstream") or bool(reference.digest) or reference.tag not in _FLOATING
        )


def _is_own(path: str) -> bool:
    return path == _OWN_PATH or path.endswith(f"/{_OWN_PATH}")


def _parse(name: str) -> Reference | None:
    try:
        return parse_reference(name)
    except ValueError:
        return None


def find_front_end(data: bytes, build_args: Mapping[str, str]) -> FrontEnd | None:
    """Give the front end that is asked for; None if none is, so that the builder takes its own."""
    value, line = find_directive(data, "syntax")
    given = build_args.get(SYNTAX_ARG, "")
    words = (given or value).split()
    return FrontEnd(words[0], 0 if given else line) if words else None
