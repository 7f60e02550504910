from __future__ import annotations

import pickle

from preimage import Finding
from preimage.testing import UnwantedWarnings
from preimage.testing.unwanted_warnings import render_warnings

FINDINGS = [
    Finding("JSONArgsRecommended", "JSON arguments recommended for CMD", (5, 6)),
    Finding("StageNameCasing", "Stage name 'A' should be lowercase", ()),
]


def test_a_line_for_each() -> None:
    assert render_warnings(FINDINGS, "web/Dockerfile") == [
        "web/Dockerfile:5: JSONArgsRecommended: JSON arguments recommended for CMD",
        "web/Dockerfile:1: StageNameCasing: Stage name 'A' should be lowercase",
    ]


def test_error_text_is_the_lines() -> None:
    error = UnwantedWarnings("Dockerfile", FINDINGS)
    assert isinstance(error, AssertionError)
    assert str(error) == "\n".join(render_warnings(FINDINGS, "Dockerfile"))


def test_error_survives_pickle() -> None:
    error = pickle.loads(pickle.dumps(UnwantedWarnings("Dockerfile", FINDINGS)))
    assert (error.path, error.warnings) == ("Dockerfile", FINDINGS)
