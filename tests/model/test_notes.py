from __future__ import annotations

import re
from pathlib import Path

import pytest

import preimage
from preimage.model.notes import NOTE_RULES, OWN_RULES
from preimage.model.portability import PORTABILITY_RULES
from preimage.model.rules import RULES

PAGE = (Path(__file__).parent.parent.parent / "docs/reference/notes.md").read_text("utf-8")


@pytest.mark.parametrize("name", NOTE_RULES)
def test_names_cannot_be_buildkits(name) -> None:
    assert re.fullmatch(r"preimage/[A-Z][A-Za-z0-9]+", name)
    assert name not in RULES
    assert name not in PORTABILITY_RULES


@pytest.mark.parametrize("rule", NOTE_RULES.values(), ids=NOTE_RULES)
def test_rules_are_like_buildkits(rule) -> None:
    assert rule.description
    assert rule.url == ""
    assert not rule.is_experimental


def sections() -> dict[str, str]:
    parts = re.split(r"^## (preimage/\w+)\n", PAGE, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_rule_is_documented() -> None:
    assert list(sections()) == list(NOTE_RULES)
    assert {**PORTABILITY_RULES, **NOTE_RULES} == OWN_RULES


@pytest.mark.parametrize("name", [name for name in NOTE_RULES if name != "preimage/Utf16"])
def test_wrong_example_gets_the_note_and_right_one_does_not(name) -> None:
    wrong, right = re.findall(r"```dockerfile title=\"(?:wrong|right)\"\n(.*?)```", sections()[name], re.DOTALL)
    assert name in find(wrong)
    assert find(right) == set()


def find(text: str) -> set[str]:
    # What cannot be seen is written out on the page.
    text = text.replace("\\u200b", "\u200b")
    try:
        notes = preimage.compile(text, notes=True, unresolved="empty", all_stages=True).notes
    except preimage.DockerfileError as error:
        notes = error.notes
    return {note.rule for note in notes}
