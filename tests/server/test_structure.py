"""Outline and folding."""

from __future__ import annotations

from preimage.server.structure import list_folds, list_symbols


def test_outline(open_document) -> None:
    found = list_symbols(open_document("ARG a\nFROM b AS c\nENV d=1 e=2\nBROKEN x\nFROM f\nRUN \\\n g\n"))
    assert [(each.name, each.detail, each.kind, each.start, each.end) for each in found] == [
        ("ARG a", "", "variable", (1, 1), (1, 6)),
        ("c", "FROM b", "stage", (2, 1), (4, 9)),
        ("f", "stage 1", "stage", (5, 1), (7, 3)),
    ]
    assert [child.name for child in found[1].children] == ["ENV d e", "BROKEN"]
    assert found[1].mark == ((2, 11), (2, 12))
    assert [(child.start, child.end) for child in found[2].children] == [((6, 1), (7, 3))]


def test_a_symbol_always_has_a_name(open_document) -> None:
    assert [each.name for each in list_symbols(open_document("FROM\n"))] == ["stage 0"]


def test_folding(open_document) -> None:
    text = "# a\n# b\n\n# c\nFROM a\nRUN x \\\n# d\n  y\nRUN <<E\nz\nE\n# e\n# f\nFROM b\n"
    assert [(fold.first, fold.last, fold.kind) for fold in list_folds(open_document(text))] == [
        (1, 2, "comment"),
        (5, 11, "stage"),
        (6, 8, "instruction"),
        (9, 11, "instruction"),
        (12, 13, "comment"),
    ]
