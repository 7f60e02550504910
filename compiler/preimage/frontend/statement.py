"""A statement: one instruction as read, before its shape is checked."""

from __future__ import annotations

from preimage.model.instructions import Header

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from preimage.model.instructions import Heredoc


class Statement(Header):
    """One instruction cut to pieces: the word as written and in lower case, flags, arguments and heredocs.

    ``text`` is the joined line, ``lines`` are all lines, heredocs included. ``is_legacy``: ENV or LABEL without an
    equals sign, ``args`` being key and value. ``trigger`` is the statement behind ONBUILD.
    """

    __slots__ = ("keyword", "text", "flags", "args", "is_json", "is_legacy", "heredocs", "trigger")

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
        heredocs: Sequence[Heredoc] = (),
        trigger: Statement | None = None,
    ) -> None:
        # What Header does, without a call for each statement.
        self.word = word
        self.lines = lines
        self.comments = comments
        self.keyword: Final = keyword
        self.text: Final = text
        self.flags: Final = flags
        self.args: Final = args
        self.is_json: Final = is_json
        self.is_legacy: Final = is_legacy
        self.heredocs: Final = heredocs
        self.trigger: Final = trigger

    def extended(self, lines: range, heredocs: Sequence[Heredoc], trigger: Statement | None) -> Statement:
        """Give the same statement on other lines, with what was read behind its own."""
        return Statement(
            self.word,
            self.keyword,
            self.text,
            self.flags,
            self.args,
            self.is_json,
            self.is_legacy,
            lines,
            self.comments,
            heredocs,
            trigger,
        )
