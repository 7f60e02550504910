from __future__ import annotations

from preimage.frontend.statement import Statement


def test_statements_share_no_heredocs() -> None:
    first, second = (Statement("RUN", "run", "RUN a", [], ["a"], False, False, range(1, 2), ()) for _ in range(2))
    assert first.heredocs == second.heredocs == []
    assert first.heredocs is not second.heredocs
    assert first.trigger is None
    # Two instructions of the same text are still two.
    assert first != second
