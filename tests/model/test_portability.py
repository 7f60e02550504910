from __future__ import annotations

import re
from pathlib import Path

import pytest

from preimage.model.portability import PORTABILITY_RULES
from preimage.model.rules import RULES

PAGE = Path(__file__).parent.parent.parent / "docs/reference/portability.md"


@pytest.mark.parametrize("name", PORTABILITY_RULES)
def test_names_cannot_be_buildkits(name) -> None:
    assert re.fullmatch(r"preimage/[A-Z][A-Za-z0-9]+", name)
    assert name not in RULES
    # A name must be able to stand in "# check=skip=".
    assert not set(" ,;=") & set(name)


@pytest.mark.parametrize("rule", PORTABILITY_RULES.values(), ids=PORTABILITY_RULES)
def test_rules_are_like_buildkits(rule) -> None:
    assert rule.description
    assert rule.url == ""
    assert not rule.is_experimental
    assert PORTABILITY_RULES[rule.name] is rule


@pytest.mark.parametrize("name", PORTABILITY_RULES)
def test_rules_are_documented(name) -> None:
    assert f"\n## {name}\n" in PAGE.read_text(encoding="utf-8")
