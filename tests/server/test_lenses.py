"""Code lenses, and the whole config of a stage."""

from __future__ import annotations

import json

import pytest

from preimage.model.errors import OptionError
from preimage.server.lenses import list_lenses, render_config

TEXT = "FROM scratch AS a\nUSER x\nFROM a\nARG TARGETARCH\nWORKDIR /$TARGETARCH\n"
PLATFORMS = ("linux/amd64", "linux/arm64")


def test_a_line_for_each_stage(open_document) -> None:
    found = list_lenses(open_document(TEXT))
    assert [(each.place, each.text, each.stage, each.view) for each in found] == [
        ((1, 1), "user x · 1 ENV", 0, 0),
        ((3, 1), "user x · in /amd64 · 1 ENV", 1, 0),
    ]


def test_platforms_that_differ_have_a_line_each(open_document) -> None:
    found = list_lenses(open_document(TEXT, platforms=PLATFORMS))
    assert [(each.text, each.stage, each.view) for each in found] == [
        ("user x · 1 ENV", 0, 0),
        ("linux/amd64: user x · in /amd64 · 1 ENV", 1, 0),
        ("linux/arm64: user x · in /arm64 · 1 ENV", 1, 1),
    ]


def test_stages_at_fault_have_none(open_document) -> None:
    found = list_lenses(open_document("FROM\nUSER x\nFROM scratch AS b\nUSER y\nFOO\n"))
    assert [(each.place, each.stage) for each in found] == [((3, 1), 1)]


def test_the_whole_config(open_document) -> None:
    document = open_document(TEXT, platforms=PLATFORMS)
    config = json.loads(render_config(document, 1, 1))
    assert (config["architecture"], config["config"]["WorkingDir"]) == ("arm64", "/arm64")
    assert json.loads(render_config(document, 0, 0))["config"]["User"] == "x"


def test_error_of_a_stage_that_is_not_there(open_document) -> None:
    with pytest.raises(OptionError, match="there is no stage 7"):
        render_config(open_document(TEXT), 7, 0)
    with pytest.raises(OptionError, match="there is no platform 7"):
        render_config(open_document(TEXT), 0, 7)
