"""A statement: one instruction as read, before its shape is checked."""

from __future__ import annotations

from dataclasses import dataclass, field

from preimage.model.instructions import Heredoc


@dataclass(slots=True, eq=False)
class Statement:
    """One instruction cut to pieces: the word as written and in lower case, flags, arguments and heredocs.

    ``text`` is the joined line, ``header_end`` the last line of the header, ``lines`` all lines, heredocs included.
    """

    word: str
    keyword: str
    text: str
    flags: list[str]
    args: list[str]
    is_json: bool
    is_legacy: bool
    """ENV and LABEL: written without an equals sign, ``args`` being key and value."""
    lines: range
    comments: tuple[str, ...]
    heredocs: list[Heredoc] = field(default_factory=list)
    trigger: Statement | None = None
    """ONBUILD: the statement behind it."""
