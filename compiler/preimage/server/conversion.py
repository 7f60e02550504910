"""Values of the server as those of the protocol."""

from __future__ import annotations

from lsprotocol import types

from preimage.model.visible import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from preimage.model.edits import Edit
    from preimage.server.diagnostics import Diagnostic
    from preimage.server.document import Document
    from preimage.server.text import ClientPosition, ClientRange, ClientText
    from preimage.server.words import Span

SOURCE = "preimage"
_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "note": types.DiagnosticSeverity.Information,
}
_MOST_LINES = (1 << 31) - 1


def to_position(position: ClientPosition) -> types.Position:
    """Give a place of the client's."""
    return types.Position(*position)


def to_range(text: ClientText, span: Span) -> types.Range:
    """Give the range between two places of the file."""
    start, end = text.range_to_client(*span)
    return types.Range(to_position(start), to_position(end))


def whole_range() -> types.Range:
    """Give a range that takes in any text."""
    return types.Range(types.Position(0, 0), types.Position(_MOST_LINES, 0))


def from_range(given: types.Range) -> ClientRange:
    """Give the places of a range."""
    return (given.start.line, given.start.character), (given.end.line, given.end.character)


def to_diagnostic(document: Document, diagnostic: Diagnostic) -> types.Diagnostic:
    """Give a diagnostic of an open file."""
    code, url = diagnostic.code, diagnostic.url
    return types.Diagnostic(
        range=to_range(document.text, (diagnostic.start, diagnostic.end)),
        message=show(diagnostic.message),
        severity=_SEVERITIES[diagnostic.severity],
        code=code,
        code_description=types.CodeDescription(href=url) if url else None,
        source=SOURCE,
        related_information=_to_related(document, diagnostic.others) or None,
        data={"beyond": True} if diagnostic.is_beyond else None,
    )


def _to_related(document: Document, spans: Sequence[Span]) -> list[types.DiagnosticRelatedInformation]:
    return [
        types.DiagnosticRelatedInformation(types.Location(document.uri, to_range(document.text, span)), "and here")
        for span in spans
    ]


def to_text_edits(text: ClientText, edits: Sequence[Edit]) -> list[types.TextEdit]:
    """Give the edits of a fix, in the order of their places."""
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
    return [types.TextEdit(to_range(text, (edit.start, edit.end)), edit.new) for edit in ordered]
