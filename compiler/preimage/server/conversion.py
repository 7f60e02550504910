"""Values of the server as those of the protocol."""

from __future__ import annotations

from lsprotocol import types

from preimage.golang.text import decode_utf8
from preimage.model.edits import Edit
from preimage.model.visible import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from preimage.model.positions import Position
    from preimage.server.actions import QuickFix
    from preimage.server.completion import Proposal
    from preimage.server.diagnostics import Diagnostic
    from preimage.server.document import Document
    from preimage.server.hints import Hint
    from preimage.server.lenses import Lens
    from preimage.server.structure import Fold, Symbol
    from preimage.server.text import ClientPosition, ClientRange, ClientText
    from preimage.server.words import Span

SOURCE = "preimage"
_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "note": types.DiagnosticSeverity.Information,
}
SHOW_CONFIG = "preimage.showConfig"
"""The command that shows the config of a stage: URI of the file, place of the stage, number of the view."""
_SYMBOLS = {
    "stage": types.SymbolKind.Module,
    "variable": types.SymbolKind.Variable,
    "instruction": types.SymbolKind.Method,
}
_COMPLETIONS = {
    "instruction": types.CompletionItemKind.Keyword,
    "flag": types.CompletionItemKind.Property,
    "stage": types.CompletionItemKind.Module,
    "variable": types.CompletionItemKind.Variable,
    "arg": types.CompletionItemKind.Variable,
    "value": types.CompletionItemKind.Value,
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


def to_location(document: Document, span: Span) -> types.Location:
    """Give a place in an open file."""
    return types.Location(document.uri, to_range(document.text, span))


def to_workspace_edit(document: Document, edits: Sequence[Edit], *, has_versions: bool) -> types.WorkspaceEdit:
    """Give edits of an open file; with versions they hold for its present text only."""
    changes = to_text_edits(document.text, edits)
    if not has_versions:
        return types.WorkspaceEdit(changes={document.uri: changes})
    identifier = types.OptionalVersionedTextDocumentIdentifier(document.uri, document.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(identifier, changes)])


def to_hint(text: ClientText, hint: Hint) -> types.InlayHint:
    """Give an inlay hint."""
    return types.InlayHint(to_position(text.to_client(hint.place)), hint.text, padding_left=True)


def to_lens(document: Document, lens: Lens) -> types.CodeLens:
    """Give a code lens, which shows the whole config."""
    place = to_position(document.text.to_client(lens.place))
    command = types.Command(lens.text, SHOW_CONFIG, arguments=[document.uri, lens.stage, lens.view])
    return types.CodeLens(types.Range(place, place), command)


def to_symbol(text: ClientText, symbol: Symbol) -> types.DocumentSymbol:
    """Give an entry of the outline, with what is in it."""
    return types.DocumentSymbol(
        name=symbol.name,
        detail=symbol.detail or None,
        kind=_SYMBOLS[symbol.kind],
        range=to_range(text, (symbol.start, symbol.end)),
        selection_range=to_range(text, symbol.mark),
        children=[to_symbol(text, child) for child in symbol.children],
    )


def to_fold(text: ClientText, fold: Fold) -> types.FoldingRange:
    """Give lines that can be folded."""
    first, last = text.to_client((fold.first, 1))[0], text.to_client((fold.last, 1))[0]
    return types.FoldingRange(first, last, kind=types.FoldingRangeKind.Comment if fold.kind == "comment" else None)


def to_completion(text: ClientText, proposal: Proposal, end: Position, number: int) -> types.CompletionItem:
    """Give what can be typed before ``end``; ``number`` keeps the order."""
    return types.CompletionItem(
        label=proposal.text,
        kind=_COMPLETIONS[proposal.kind],
        detail=proposal.detail or None,
        sort_text=f"{number:04}",
        filter_text=proposal.text,
        text_edit=types.TextEdit(to_range(text, (proposal.start, end)), proposal.text),
    )


def to_code_action(document: Document, fix: QuickFix, *, has_versions: bool) -> types.CodeAction:
    """Give a quick fix."""
    return types.CodeAction(
        title=show(fix.title),
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[to_diagnostic(document, fix.diagnostic)],
        is_preferred=fix.fix.is_safe or None,
        edit=to_workspace_edit(document, fix.fix.edits, has_versions=has_versions),
    )


def changed_lines(before: bytes, after: bytes) -> list[Edit]:
    """Give the edits, of whole lines, that make one text of another."""
    from preimage.backends.line_matching import LineMatcher

    old, new = _split_lines(before), _split_lines(after)
    edits = []
    for kind, first, last, new_first, new_last in LineMatcher(old, new).get_opcodes():
        if kind != "equal":
            places = (first + 1, 1), (last + 1, 1)
            edits.append(Edit("fix", *places, "".join(old[first:last]), "".join(new[new_first:new_last])))
    return edits


def _split_lines(data: bytes) -> list[str]:
    """Give the lines with their ends; a last line without an end ends the text."""
    text = decode_utf8(data).removeprefix("\ufeff")
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1].removesuffix("\n")
    return lines
