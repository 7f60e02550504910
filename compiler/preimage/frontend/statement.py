"""A statement: one instruction as read, before its shape is checked."""

from __future__ import annotations

from preimage.model.instructions import Heredoc


class Statement:
    """One instruction cut to pieces: the word as written and in lower case, flags, arguments and heredocs.

    ``text`` is the joined line, ``lines`` are all lines, heredocs included. ``is_legacy``: ENV or LABEL without an
    equals sign, ``args`` being key and value. ``trigger`` is the statement behind ONBUILD.
    """

    __slots__ = (
        "args",
        "comments",
        "flags",
        "heredocs",
        "is_json",
        "is_legacy",
        "keyword",
        "lines",
        "text",
        "trigger",
        "word",
    )

    def __init__(
        self,
        word: str,
        keyword: str,
        text: str,
        flags: list[str],
        args: list[str],
        is_json: bool,
        is_legacy: bool,
        lines: range,
        comments: tuple[str, ...],
    ) -> None:
        self.word = word
        self.keyword = keyword
        self.text = text
        self.flags = flags
        self.args = args
        self.is_json = is_json
        self.is_legacy = is_legacy
        self.lines = lines
        self.comments = comments
        self.heredocs: list[Heredoc] = []
        self.trigger: Statement | None = None
