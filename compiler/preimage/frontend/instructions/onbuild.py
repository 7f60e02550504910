"""The shape of ONBUILD: what is stored is the text behind it.

Source: docs/reference/source.md, "ONBUILD".
"""

from __future__ import annotations

import re

from preimage.frontend.flags import parse_flags
from preimage.frontend.statement import Statement
from preimage.golang.text import BLANKS, upper
from preimage.model.instructions import Onbuild
from preimage.model.lint import Lint

_KEYWORD = r"(?ai)[\t\n\f\r ]*ONBUILD[\t\n\f\r ]*"


def parse_onbuild(statement: Statement, lint: Lint) -> Onbuild:
    """Parse ONBUILD; the instruction behind it has been read, but its shape is not checked before it runs.

    Raises:
        ValueError: BuildKit's text.
    """
    trigger = statement.trigger
    if trigger is None:
        raise ValueError("ONBUILD requires at least one argument")
    if statement.flags:
        parse_flags(statement.flags, {})
    word = upper(trigger.word.strip(BLANKS))
    if word == "ONBUILD":
        raise ValueError("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")
    if word in ("FROM", "MAINTAINER"):
        raise ValueError(f"{word} isn't allowed as an ONBUILD trigger")
    match = re.match(_KEYWORD, statement.text)
    text = statement.text if match is None else statement.text[match.end() :]
    for heredoc in trigger.heredocs:
        text += f"\n{heredoc.body}{heredoc.name}"
    return Onbuild(statement, text)
