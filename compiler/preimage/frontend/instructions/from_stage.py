"""The shape of FROM.

Source: docs/reference/stages.md, "FROM in the file".
"""

from __future__ import annotations

import re

from preimage.frontend.flags import STRING, parse_flags
from preimage.frontend.statement import Statement
from preimage.golang.quoting import quote
from preimage.golang.text import equal_fold, lower, upper
from preimage.model import rules
from preimage.model.instructions import From
from preimage.model.lint import Lint

_NAME = r"[a-z][a-z0-9_.-]*"
_FLAGS = {"platform": STRING}


def parse_from(statement: Statement, lint: Lint) -> From:
    """Parse FROM; its casing warnings come before its errors.

    Raises:
        ValueError: BuildKit's text.
    """
    args = statement.args
    if len(args) >= 3:
        _report_casing(statement, lint)
    name = ""
    if len(args) == 3 and equal_fold(args[1], "as"):
        name = lower(args[2])
        if re.fullmatch(_NAME, name) is None:
            raise ValueError(
                f"invalid name for build stage: {quote(args[2])}, name can't start with a number or contain symbols"
            )
    elif len(args) != 1:
        raise ValueError("FROM requires either one or three arguments")
    flags = parse_flags(statement.flags, _FLAGS) if statement.flags else {}
    if name and statement.comments:
        report_description(statement, lint, "FROM", name, [name])
    return From(
        statement,
        base=args[0],
        name=name,
        platform=flags["platform"][0] if flags else "",
    )


def _report_casing(statement: Statement, lint: Lint) -> None:
    args, word = statement.args, statement.word
    if len(args) == 3 and args[2] != lower(args[2]):
        lint.report(rules.STAGE_NAME_CASING, statement.lines, statement.comments, args[2])
    for cased in (lower, upper):
        if word == cased(word) and args[1] != cased(args[1]):
            lint.report(rules.FROM_AS_CASING, statement.lines, statement.comments, args[1], word)


def report_description(statement: Statement, lint: Lint, keyword: str, shown: str, names: list[str]) -> None:
    """Report the last comment above FROM or ARG unless the comment begins with one of the names it may describe."""
    first, _, _ = statement.comments[-1].partition(" ")
    if first not in names:
        lint.report(rules.INVALID_DEFINITION_DESCRIPTION, statement.lines, statement.comments, keyword, shown)
