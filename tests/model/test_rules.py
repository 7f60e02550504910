from __future__ import annotations

import re

import pytest

from preimage.model.rules import RULES, UNDEFINED_VAR, Rule


def test_table_holds_all_rules_of_buildkit() -> None:
    assert len(RULES) == 22
    assert [name for name, rule in RULES.items() if rule.is_experimental] == ["InvalidDefinitionDescription"]
    assert [name for name, rule in RULES.items() if not rule.url] == ["InvalidBaseImagePlatform"]


@pytest.mark.parametrize("rule", [pytest.param(rule, id=name) for name, rule in RULES.items()])
def test_slug_is_the_name_in_lower_case_with_dashes(rule: Rule[...]) -> None:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=JSON)", "-", rule.name).lower()
    expected = f"https://docs.docker.com/go/dockerfile/rule/{words}/" if rule.slug else ""
    assert rule.url == expected
    assert rule.description


def test_message_is_built_from_typed_arguments() -> None:
    assert UNDEFINED_VAR.message("A", " (did you mean $B?)") == "Usage of undefined variable '$A' (did you mean $B?)"


def test_text_is_the_name() -> None:
    assert repr(UNDEFINED_VAR) == "<Rule UndefinedVar>"
