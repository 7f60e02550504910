"""The shape of EXPOSE and VOLUME.

Source: docs/reference/source.md, "Shape".
"""

from __future__ import annotations

from preimage.frontend.flags import parse_flags
from preimage.frontend.statement import Statement
from preimage.golang.text import BLANKS, encode_utf8
from preimage.model.instructions import Expose, Volume
from preimage.model.lint import Lint


def parse_expose(statement: Statement, lint: Lint) -> Expose:
    """Parse EXPOSE; BuildKit sorts the ports as written, before it expands them.

    Raises:
        ValueError: BuildKit's text.
    """
    if not statement.args:
        raise ValueError("EXPOSE requires at least one argument")
    if statement.flags:
        parse_flags(statement.flags, {})
    ports = statement.args if len(statement.args) == 1 else sorted(statement.args, key=encode_utf8)
    return Expose(statement, ports)


def parse_volume(statement: Statement, lint: Lint) -> Volume:
    """Parse VOLUME.

    Raises:
        ValueError: BuildKit's text.
    """
    if not statement.args:
        raise ValueError("VOLUME requires at least one argument")
    if statement.flags:
        parse_flags(statement.flags, {})
    paths = [path.strip(BLANKS) for path in statement.args]
    if "" in paths:
        raise ValueError("VOLUME specified can not be an empty string")
    return Volume(statement, paths)
