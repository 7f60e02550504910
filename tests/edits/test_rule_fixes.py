from __future__ import annotations

from preimage.edits.rule_fixes import FIXES, REASONS, explain_missing
from preimage.model.notes import OWN_RULES
from preimage.model.rules import RULES


def test_each_rule_has_fixes_or_a_reason() -> None:
    assert FIXES.keys() | REASONS.keys() == RULES.keys() | OWN_RULES.keys()
    assert not FIXES.keys() & REASONS.keys()


def test_reasons_are_ends_of_sentences() -> None:
    assert all(reason[0].islower() and not reason.endswith(".") for reason in REASONS.values())


def test_rule_without_an_entry() -> None:
    assert explain_missing("Other") == "there is no fix for this rule"
