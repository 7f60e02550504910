"""What the outline and targets calls tell of a Dockerfile.

Lines are 1-based; ``source`` is the bytes of the Dockerfile. A text that is not there is empty.

Source: docs/reference/check-calls.md, "Outline" and "Targets".
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineArg:
    """A build argument that the target uses, with the value it has without further build arguments."""

    name: str
    description: str = ""
    value: str = ""
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineMount:
    """A secret or an ssh agent that a RUN of the target mounts."""

    name: str
    is_required: bool = False
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What a build of one target takes."""

    name: str = ""
    description: str = ""
    args: tuple[OutlineArg, ...] = ()
    secrets: tuple[OutlineMount, ...] = ()
    ssh: tuple[OutlineMount, ...] = ()
    source: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A stage that can be asked for; ``base`` and ``platform`` are as written, not expanded."""

    name: str = ""
    is_default: bool = False
    description: str = ""
    base: str = ""
    platform: str = ""
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """The stages of a Dockerfile in order."""

    targets: tuple[Target, ...] = ()
    source: bytes = b""
