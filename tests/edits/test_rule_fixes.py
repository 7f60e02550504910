from __future__ import annotations

from preimage.edits.rule_fixes import FIXES, REASONS, SUMMARIES, describe_fix, explain_missing
from preimage.model.notes import OWN_RULES
from preimage.model.rules import RULES


def test_each_rule_has_fixes_or_a_reason() -> None:
    assert FIXES.keys() | REASONS.keys() == RULES.keys() | OWN_RULES.keys()
    assert not FIXES.keys() & REASONS.keys()


def test_each_fix_has_a_summary() -> None:
    assert SUMMARIES.keys() == FIXES.keys()


def test_descriptions() -> None:
    assert describe_fix("FromAsCasing") == "Fix: AS in the case of FROM; safe (--fix)."
    assert describe_fix("UndefinedArgInFrom") == (
        "No fix: whether the name is misspelled or an ARG is missing is not known."
    )


def test_reasons_are_ends_of_sentences() -> None:
    assert all(reason[0].islower() and not reason.endswith(".") for reason in REASONS.values())


def test_rule_without_an_entry() -> None:
    assert explain_missing("Other") == "there is no fix for this rule"
