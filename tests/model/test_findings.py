from __future__ import annotations

import pickle

import pytest

from preimage.model.findings import Finding

ONE = Finding("UndefinedVar", "m", (1, 2))


def test_url_and_description_are_those_of_the_rule() -> None:
    assert ONE.url == "https://docs.docker.com/go/dockerfile/rule/undefined-var/"
    assert ONE.description == "Variables should be defined before their use"


def test_rule_without_a_page_has_no_url() -> None:
    assert Finding("InvalidBaseImagePlatform", "m", ()).url == ""


@pytest.mark.parametrize(
    ("other", "is_equal"),
    [
        pytest.param(Finding("UndefinedVar", "m", (1, 2)), True, id="the same"),
        pytest.param(Finding("StageNameCasing", "m", (1, 2)), False, id="another rule"),
        pytest.param(Finding("UndefinedVar", "n", (1, 2)), False, id="another message"),
        pytest.param(Finding("UndefinedVar", "m", (1,)), False, id="other lines"),
        pytest.param("UndefinedVar", False, id="no finding"),
    ],
)
def test_equality(other: object, is_equal: bool) -> None:
    assert (other == ONE) is is_equal
    assert len({ONE, other}) == (1 if is_equal else 2)


def test_text_names_all_parts() -> None:
    assert repr(ONE) == "Finding(rule='UndefinedVar', message='m', lines=(1, 2))"


def test_finding_survives_pickle() -> None:
    assert pickle.loads(pickle.dumps(ONE)) == ONE


def test_rules_of_our_own_have_their_own_table() -> None:
    from preimage.model.notes import OWN_RULES

    for name, rule in OWN_RULES.items():
        assert Finding(name, "m", ()).description == rule.description


@pytest.mark.parametrize(
    ("rule", "is_note"),
    [("UndefinedVar", False), ("preimage/OciFormatDropsShell", False), ("preimage/AlmostJson", True)],
)
def test_notes_about_the_text_are_told_from_warnings(rule: str, is_note: bool) -> None:
    assert Finding(rule, "m", ()).is_note is is_note


def test_error_rule_is_unknown() -> None:
    with pytest.raises(KeyError):
        _ = Finding("NoSuchRule", "m", ()).description
