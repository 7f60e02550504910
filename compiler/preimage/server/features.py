"""Requests of a client about open files: each asks the state of the file, and answers in the protocol's words."""

from __future__ import annotations

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from preimage.model.errors import OptionError
from preimage.model.visible import show_line
from preimage.server.actions import find_quick_fixes, fix_all, has_fixable
from preimage.server.completion import list_proposals
from preimage.server.conversion import (
    changed_lines,
    to_code_action,
    to_completion,
    to_fold,
    to_hint,
    to_lens,
    to_location,
    to_range,
    to_symbol,
    to_workspace_edit,
)
from preimage.server.hints import list_hints
from preimage.server.hover import find_hover
from preimage.server.lenses import list_lenses
from preimage.server.names import find_definitions, find_references
from preimage.server.renaming import find_renamable, rename
from preimage.server.structure import list_folds, list_symbols

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from preimage.model.positions import Position
    from preimage.server.document import Document

    _Placed = (
        types.HoverParams
        | types.DefinitionParams
        | types.ReferenceParams
        | types.DocumentHighlightParams
        | types.PrepareRenameParams
        | types.RenameParams
        | types.CompletionParams
    )

TRIGGERS = ("$", "{", "-", "=", " ", ",")
"""Characters behind which clients ask for completion by themselves."""
FIX_ALL = types.CodeActionKind.SourceFixAll
FIX_ALL_COMMAND = "preimage.fixAll"
"""The command that fixes all in the file whose URI it is given."""
_FIX_ALL_TITLE = "Fix all that leaves the image as it is"


class Features:
    """Answers about open files; one that is not open has no answers.

    ``has_versions`` tells whether the client takes edits with the version of the file they are for.
    """

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents
        self.has_versions = False

    def list_handlers(self) -> dict[str, tuple[Callable[[Any], Any], Any]]:
        """Give what answers each request, and the options that the client is told."""
        return {
            types.TEXT_DOCUMENT_HOVER: (self.hover, None),
            types.TEXT_DOCUMENT_INLAY_HINT: (self.hints, None),
            types.TEXT_DOCUMENT_CODE_LENS: (self.lenses, types.CodeLensOptions(resolve_provider=False)),
            types.TEXT_DOCUMENT_DEFINITION: (self.definition, None),
            types.TEXT_DOCUMENT_REFERENCES: (self.references, None),
            types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT: (self.highlights, None),
            types.TEXT_DOCUMENT_PREPARE_RENAME: (self.prepare_rename, None),
            types.TEXT_DOCUMENT_RENAME: (self.rename, types.RenameOptions(prepare_provider=True)),
            types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: (self.symbols, None),
            types.TEXT_DOCUMENT_FOLDING_RANGE: (self.folds, None),
            types.TEXT_DOCUMENT_CODE_ACTION: (
                self.actions,
                types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix, FIX_ALL]),
            ),
            types.TEXT_DOCUMENT_COMPLETION: (
                self.completion,
                types.CompletionOptions(trigger_characters=list(TRIGGERS)),
            ),
        }

    def hover(self, params: types.HoverParams) -> types.Hover | None:
        """Answer ``textDocument/hover``."""
        document, place = self._find(params)
        found = find_hover(document, place) if document is not None else None
        if document is None or found is None:
            return None
        content = types.MarkupContent(types.MarkupKind.Markdown, found.text)
        return types.Hover(content, to_range(document.text, (found.start, found.end)))

    def hints(self, params: types.InlayHintParams) -> list[types.InlayHint]:
        """Answer ``textDocument/inlayHint``."""
        document = self._documents.get(params.text_document.uri)
        if document is None:
            return []
        first, last = params.range.start.line + 1, params.range.end.line + 1
        return [to_hint(document.text, hint) for hint in list_hints(document, first, last)]

    def lenses(self, params: types.CodeLensParams) -> list[types.CodeLens]:
        """Answer ``textDocument/codeLens``."""
        document = self._documents.get(params.text_document.uri)
        return [to_lens(document, lens) for lens in list_lenses(document)] if document is not None else []

    def definition(self, params: types.DefinitionParams) -> list[types.Location]:
        """Answer ``textDocument/definition``."""
        document, place = self._find(params)
        if document is None:
            return []
        return [to_location(document, span) for span in find_definitions(document, place)]

    def references(self, params: types.ReferenceParams) -> list[types.Location]:
        """Answer ``textDocument/references``."""
        document, place = self._find(params)
        if document is None:
            return []
        found = find_references(document, place, with_definitions=params.context.include_declaration)
        return [to_location(document, span) for span in found]

    def highlights(self, params: types.DocumentHighlightParams) -> list[types.DocumentHighlight]:
        """Answer ``textDocument/documentHighlight``."""
        document, place = self._find(params)
        if document is None:
            return []
        found = find_references(document, place, with_definitions=True)
        return [types.DocumentHighlight(to_range(document.text, span)) for span in found]

    def prepare_rename(self, params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
        """Answer ``textDocument/prepareRename``."""
        document, place = self._find(params)
        if document is None:
            return None
        try:
            span, text = find_renamable(document, place)
        except OptionError as error:
            raise JsonRpcInvalidParams(show_line(str(error))) from error
        return types.PrepareRenamePlaceholder(to_range(document.text, span), text)

    def rename(self, params: types.RenameParams) -> types.WorkspaceEdit | None:
        """Answer ``textDocument/rename``."""
        document, place = self._find(params)
        if document is None:
            return None
        try:
            edits = rename(document, place, params.new_name)
        except OptionError as error:
            raise JsonRpcInvalidParams(show_line(str(error))) from error
        return to_workspace_edit(document, edits, has_versions=self.has_versions)

    def symbols(self, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        """Answer ``textDocument/documentSymbol``."""
        document = self._documents.get(params.text_document.uri)
        return [to_symbol(document.text, each) for each in list_symbols(document)] if document is not None else []

    def folds(self, params: types.FoldingRangeParams) -> list[types.FoldingRange]:
        """Answer ``textDocument/foldingRange``."""
        document = self._documents.get(params.text_document.uri)
        return [to_fold(document.text, fold) for fold in list_folds(document)] if document is not None else []

    def completion(self, params: types.CompletionParams) -> list[types.CompletionItem]:
        """Answer ``textDocument/completion``."""
        document, place = self._find(params)
        if document is None:
            return []
        found = list_proposals(document, place)
        return [to_completion(document.text, each, place, number) for number, each in enumerate(found)]

    def actions(self, params: types.CodeActionParams) -> list[types.CodeAction | types.Command]:
        """Answer ``textDocument/codeAction``."""
        document = self._documents.get(params.text_document.uri)
        if document is None:
            return []
        only = params.context.only
        found: list[types.CodeAction | types.Command] = []
        if _is_asked(types.CodeActionKind.QuickFix, only):
            first, last = params.range.start.line + 1, params.range.end.line + 1
            for fix in find_quick_fixes(document, first, last):
                found.append(to_code_action(document, fix, has_versions=self.has_versions))
            if found and document.checked.error is None and has_fixable(document.diagnostics):
                found.append(types.Command(_FIX_ALL_TITLE, FIX_ALL_COMMAND, arguments=[document.uri]))
        if only and _is_asked(FIX_ALL, only):
            edit = self.fix_all(document)
            if edit is not None:
                found.append(types.CodeAction(_FIX_ALL_TITLE, FIX_ALL, edit=edit))
        return found

    def fix_all(self, document: Document) -> types.WorkspaceEdit | None:
        """Give the edit that fixes all that can be fixed safely; None: there is nothing."""
        if document.checked.error is not None or not has_fixable(document.diagnostics):
            return None
        result = fix_all(document)
        if not result.is_changed:
            return None
        edits = changed_lines(result.before, result.data)
        return to_workspace_edit(document, edits, has_versions=self.has_versions)

    def _find(self, params: _Placed) -> tuple[Document | None, Position]:
        document = self._documents.get(params.text_document.uri)
        if document is None:
            return None, (1, 1)
        return document, document.text.from_client((params.position.line, params.position.character))


def _is_asked(kind: types.CodeActionKind, only: object) -> bool:
    """Tell whether a kind of actions is asked for: all are if nothing is said."""
    if not isinstance(only, list | tuple):
        return True
    name = kind.value
    asked = [each.value if isinstance(each, types.CodeActionKind) else str(each) for each in only]
    return any(name == each or name.startswith(f"{each}.") or each.startswith(f"{name}.") for each in asked)
