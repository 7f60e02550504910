"""Quick fixes."""

from __future__ import annotations

import pytest

from preimage.model.edits import apply_edits
from preimage.server.actions import find_quick_fixes, fix_all, has_fixable

TEXT = "FROM a as b\nENV x y\nMAINTAINER me\n"


def test_fixes_of_the_lines_that_are_asked_for(open_document) -> None:
    document = open_document(TEXT)
    (found,) = find_quick_fixes(document, 1, 1)
    assert found.title == "FromAsCasing: write AS"
    assert found.fix.is_safe
    assert apply_edits(TEXT.encode(), found.fix.edits).startswith(b"FROM a AS b\n")
    assert [each.diagnostic.code for each in find_quick_fixes(document, 1, 9)] == [
        "FromAsCasing", "LegacyKeyValueFormat", "MaintainerDeprecated",
    ]  # fmt: skip


def test_a_fix_that_changes_the_image_says_so(open_document) -> None:
    (found,) = find_quick_fixes(open_document(TEXT), 3, 3)
    assert not found.fix.is_safe
    assert found.title.endswith("(changes the image: Labels, author)")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("FROM a as b\nFOO\n", id="error"),
        pytest.param("FROM a\n", id="nothing found"),
        pytest.param("FROM a\nUSER $x\n", id="no fix"),
    ],
)
def test_no_fixes(open_document, text: str) -> None:
    assert find_quick_fixes(open_document(text), 1, 9) == []


def test_all_safe_fixes_at_once(open_document) -> None:
    document = open_document(TEXT)
    assert has_fixable(document.diagnostics)
    assert fix_all(document).data == b"FROM a AS b\nENV x=y\nMAINTAINER me\n"
    assert fix_all(open_document(TEXT, levels={"FromAsCasing": "off"})).data.startswith(b"FROM a as b\n")
    assert not has_fixable(open_document("FROM a\nUSER $x\n").diagnostics)


def test_in_a_long_file_only_the_first_findings_are_proven(open_document) -> None:
    document = open_document("FROM a\n" + "ENV x y\n" * 4 + "# long\n" * 30_000)
    assert len(document.diagnostics) == 4
    assert [each.diagnostic.start for each in find_quick_fixes(document, 3, 5)] == [(3, 1), (4, 1)]
