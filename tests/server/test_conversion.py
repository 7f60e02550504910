"""Values in the protocol's words."""

from __future__ import annotations

from lsprotocol import types

from preimage.model.edits import Edit
from preimage.server.conversion import from_range, to_diagnostic, to_range, to_text_edits, whole_range


def test_diagnostic(open_document) -> None:
    document = open_document("FROM a as b\nX\nENV \U0001f600 b\n")
    first, second, error = [to_diagnostic(document, each) for each in document.diagnostics]
    assert first.range == types.Range(types.Position(0, 7), types.Position(0, 9))
    assert first.code_description == types.CodeDescription("https://docs.docker.com/go/dockerfile/rule/from-as-casing/")
    assert (first.severity, first.source, first.data) == (types.DiagnosticSeverity.Warning, "preimage", None)
    assert second.range.end.character == 8
    assert second.data == {"beyond": True}
    assert (error.code, error.severity) == ("DockerfileError", types.DiagnosticSeverity.Error)
    assert error.code_description is None


def test_what_cannot_be_seen_is_made_visible(open_document) -> None:
    found = [
        to_diagnostic(open_document("FROM a\nX\u202e\n"), each)
        for each in open_document("FROM a\nX\u202e\n").diagnostics
    ]
    assert "\\u202e" in found[-1].message


def test_ranges(open_document) -> None:
    text = open_document("FROM a\nUSER b\n").text
    given = to_range(text, ((1, 6), (2, 5)))
    assert from_range(given) == ((0, 5), (1, 4))
    assert whole_range().end.line > 1_000_000


def test_edits_come_in_the_order_of_their_places(open_document) -> None:
    text = open_document("FROM a as b\n").text
    edits = [Edit("r", (1, 8), (1, 10), "as", "AS"), Edit("r", (1, 1), (1, 5), "FROM", "from")]
    assert [each.new_text for each in to_text_edits(text, edits)] == ["from", "AS"]
