from __future__ import annotations

from preimage.frontend.statement import Statement
from preimage.model.instructions import Heredoc


def test_extended_statement_keeps_what_was_read_first() -> None:
    statement = Statement("RUN", "run", "RUN a", ["--x"], ["a"], False, False, range(1, 2), ("c",))
    assert (statement.heredocs, statement.trigger) == ((), None)
    heredocs = [Heredoc("E", "b", True, False)]
    extended = statement.extended(range(1, 4), heredocs, None)
    assert (extended.lines, extended.heredocs, extended.trigger) == (range(1, 4), heredocs, None)
    assert extended != statement
    assert extended.extended(statement.lines, (), None) == statement
