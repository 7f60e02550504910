"""Words that are no instruction because of something that cannot be seen, and files in another encoding.

Source: docs/reference/notes.md, "preimage/HiddenCharacter".
"""

from __future__ import annotations

import re

from preimage.golang.text import lower
from preimage.model.instructions import INSTRUCTION_NAMES
from preimage.model.notes import HIDDEN_CHARACTER, UTF16
from preimage.model.visible import show_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.frontend.statement import Statement
    from preimage.model.lint import Lint

_MOST_CHARACTERS = 200
_UTF16 = r"(\udcff\udcfe|\udcfe\udcff)?(?:([!-~]\0){2}|(\0[!-~]){2})"


def report_unknown_word(statement: Statement, lint: Lint) -> None:
    """Report a word that is no instruction, if that is due to what cannot be seen."""
    text = statement.text[:_MOST_CHARACTERS]
    utf16 = re.match(_UTF16, text) if "\0" in text else None
    if utf16 is not None:
        # Every other line is as wrong.
        if not any(finding.rule == UTF16.name for finding in lint.findings):
            order = "little endian" if utf16[2] else "big endian"
            lint.report(UTF16, statement.lines, statement.comments, order)
        return
    start = next((at for at, character in enumerate(text) if not _is_hidden(character)), len(text))
    end = next((at for at in range(start, len(text)) if not text[at].isascii() or not text[at].isalpha()), len(text))
    keyword = text[start:end]
    if start and _is_keyword(keyword):
        lint.report(HIDDEN_CHARACTER, statement.lines, statement.comments, _show(text[0]), "in front of", keyword)
    elif end < len(text) and _is_hidden(text[end]):
        whole = "".join(character for character in statement.word[:_MOST_CHARACTERS] if not _is_hidden(character))
        if _is_keyword(whole):
            lint.report(HIDDEN_CHARACTER, statement.lines, statement.comments, _show(text[end]), "in", whole)
        elif _is_keyword(keyword):
            lint.report(
                HIDDEN_CHARACTER, statement.lines, statement.comments, _show(text[end]), "right behind", keyword
            )


def _is_keyword(word: str) -> bool:
    return lower(word) in INSTRUCTION_NAMES


def _is_hidden(character: str) -> bool:
    return character != " " and (not character.isprintable() or show_line(character) != character)


def _show(character: str) -> str:
    shown = show_line(character)
    # What is no letter of ASCII may still be a blank that looks like one.
    return shown if shown != character else f"\\u{ord(character):04x}"
