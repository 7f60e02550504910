from __future__ import annotations

from preimage.projects.hcl.diagnostics import Diagnostic, HclError, render_all
from preimage.projects.hcl.source import Source, Span

FAULT = Diagnostic("Short", "Long.", Span(Source("x.hcl", "ab"), 0, 2))


def test_the_first_fault_is_said_and_the_others_are_counted() -> None:
    assert str(HclError([FAULT])) == "x.hcl:1,1-3: Short; Long."
    assert render_all([FAULT] * 3) == "x.hcl:1,1-3: Short; Long., and 2 other diagnostic(s)"
    assert render_all([]) == "no diagnostics"


def test_a_fault_without_a_place() -> None:
    assert Diagnostic("Short", "Long.", None).render() == "<nil>: Short; Long."
