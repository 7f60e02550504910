"""The shape of ARG, ENV, LABEL and MAINTAINER.

Source: docs/reference/source.md, "Shape".
"""

from __future__ import annotations

from preimage.frontend.flags import parse_flags
from preimage.frontend.instructions.from_stage import report_description
from preimage.frontend.statement import Statement
from preimage.model import rules
from preimage.model.instructions import Arg, Env, Label, Maintainer
from preimage.model.lint import Lint


def parse_arg(statement: Statement, lint: Lint) -> Arg:
    """Parse ARG; its flags are dropped unread.

    Raises:
        ValueError: BuildKit's text.
    """
    if not statement.args:
        raise ValueError("ARG requires at least one argument")
    pairs: list[tuple[str, str | None]] = []
    for word in statement.args:
        name, separator, default = word.partition("=")
        if not name:
            raise ValueError("ARG names can not be blank")
        pairs.append((name, default if separator else None))
    if statement.comments:
        names = [name for name, _ in pairs]
        shown = names[0] if len(names) == 1 else "<arg_key>"
        report_description(statement, lint, "ARG", shown, names)
    return Arg(statement, pairs)


def parse_env(statement: Statement, lint: Lint) -> Env:
    """Parse ENV.

    Raises:
        ValueError: BuildKit's text.
    """
    return Env(statement, _parse_pairs(statement, "ENV"), statement.is_legacy)


def parse_label(statement: Statement, lint: Lint) -> Label:
    """Parse LABEL.

    Raises:
        ValueError: BuildKit's text.
    """
    return Label(statement, _parse_pairs(statement, "LABEL"), statement.is_legacy)


def parse_maintainer(statement: Statement, lint: Lint) -> Maintainer:
    """Parse MAINTAINER; its warning comes before its errors.

    Raises:
        ValueError: BuildKit's text.
    """
    lint.report(rules.MAINTAINER_DEPRECATED, statement.lines, statement.comments)
    if len(statement.args) != 1:
        raise ValueError("MAINTAINER requires exactly one argument")
    parse_flags(statement.flags, {})
    return Maintainer(statement, statement.args[0])


def _parse_pairs(statement: Statement, keyword: str) -> list[tuple[str, str]]:
    if statement.flags:
        parse_flags(statement.flags, {})
    if not statement.args:
        raise ValueError(f"{keyword} requires at least one argument")
    if statement.is_legacy:
        return [(statement.args[0], statement.args[1])]
    pairs = []
    for word in statement.args:
        key, _, value = word.partition("=")
        if not key:
            raise ValueError(f"{keyword} names can not be blank")
        pairs.append((key, value))
    return pairs
