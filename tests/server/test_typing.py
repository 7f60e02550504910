"""Somebody types at the real process, and it shows what the command says; benchmarks/random_typing.py is the typist.

A longer run: PREIMAGE_EDITS=10000, over real files with PREIMAGE_CORPUS.
"""

from __future__ import annotations

import os

import pytest

from random_typing import check_file, is_same, list_shown, run

EDITS = int(os.environ.get("PREIMAGE_EDITS", "300"))
CORPUS = os.environ.get("PREIMAGE_CORPUS", "")


@pytest.mark.parametrize(
    ("units", "seed"), [pytest.param("utf-16", 1, id="utf-16"), pytest.param("utf-8", 2, id="utf-8")]
)
def test_what_is_shown_is_what_check_says(units: str, seed: int) -> None:
    edits, counts = run(EDITS, seed, units, CORPUS)
    assert edits >= EDITS
    # Texts of each kind were among those compared.
    assert min(counts[kind] for kind in ("warning", "error", "nothing")) > counts.total() / 20, counts


def test_the_comparison_sees_what_differs(tmp_path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text("FROM a as b\nRUN x \\\n  $\n")
    expected = check_file(path)
    text = path.read_text()
    assert [(rule, line) for rule, _, line in expected] == [("FromAsCasing", 1)]
    shown = list_shown(
        [
            {"code": "FromAsCasing", "message": expected[0][1], "range": {"start": {"line": 0}}},
            {"code": "DockerfileError", "message": "no", "range": {"start": {"line": 1}}, "data": {"beyond": True}},
        ]
    )
    assert is_same(shown, expected, text)
    assert not is_same([], expected, text)
    assert not is_same([("FromAsCasing", "x", 1)], expected, text)
    assert not is_same([(*expected[0][:2], 0)], expected, text)
    assert is_same([(*expected[0][:2], 0)], expected, "FROM a\rb")
