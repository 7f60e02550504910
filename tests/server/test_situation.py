"""Views are made when one is needed, and once; a rule is on unless its level says otherwise."""

from __future__ import annotations

from preimage.bases.empty import EmptyBases
from preimage.model.options import BuildRequest
from preimage.server.situation import Situation, View


def test_views_are_made_once() -> None:
    made: list[int] = []

    def list_views() -> list[View]:
        made.append(1)
        return [View("linux/arm64", BuildRequest(), EmptyBases())]

    situation = Situation(request=BuildRequest(), bases=EmptyBases(), list_views=list_views)
    assert made == []
    assert [view.title for view in situation.views] == ["linux/arm64"]
    assert situation.views is situation.views
    assert made == [1]


def test_a_rule_is_on_unless_it_is_off() -> None:
    levels = {"UndefinedVar": "off", "FromAsCasing": "error"}
    situation = Situation(request=BuildRequest(), bases=EmptyBases(), list_views=list, levels=levels)
    rules = ("UndefinedVar", "FromAsCasing", "StageNameCasing")
    assert [rule for rule in rules if situation.is_on(rule)] == ["FromAsCasing", "StageNameCasing"]
