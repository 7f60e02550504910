"""Requests to the real server process, with the capabilities of real editors."""

from __future__ import annotations

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from preimage.server.features import Features

TEXT = """\
ARG V=1.2
FROM scratch AS base
ARG V
ENV A=$V
FROM base AS two
run echo $A
MAINTAINER me
"""
AUTHORS = "org.opencontainers.image.authors"
P = types.Position
ALL = types.Range(P(0, 0), P(9, 0))


def edits_of(edit: types.WorkspaceEdit) -> list[tuple[str, str]]:
    changes = [*(edit.changes or {}).values(), *(each.edits for each in edit.document_changes or ())]
    return [(str(each.range), each.new_text) for group in changes for each in group]


@pytest.mark.parametrize("editor", ["neovim", "visual_studio_code"])
def test_answers(serve, editor: str) -> None:
    async def use(session) -> None:
        client = session.client
        await session.open(TEXT)
        uri = session.uri()
        document = types.TextDocumentIdentifier(uri)
        hover = await client.text_document_hover_async(types.HoverParams(document, P(3, 7)))
        assert hover.contents.value == "`$V` is `1.2`, from line 1 ARG."
        assert await client.text_document_hover_async(types.HoverParams(document, P(9, 0))) is None
        hints = await client.text_document_inlay_hint_async(types.InlayHintParams(document, ALL))
        assert [(each.position, each.label) for each in hints] == [(P(3, 8), "= 1.2")]
        lenses = await client.text_document_code_lens_async(types.CodeLensParams(document))
        assert [(each.range.start.line, each.command.title) for each in lenses] == [(1, "2 ENV"), (4, "2 ENV")]
        (found,) = await client.text_document_definition_async(types.DefinitionParams(document, P(4, 6)))
        assert (found.uri, found.range) == (uri, types.Range(P(1, 16), P(1, 20)))
        context = types.ReferenceContext(include_declaration=True)
        found = await client.text_document_references_async(types.ReferenceParams(context, document, P(0, 4)))
        assert [each.range.start.line for each in found] == [0, 2, 3]
        found = await client.text_document_document_highlight_async(types.DocumentHighlightParams(document, P(0, 4)))
        assert len(found) == 3
        found = await client.text_document_prepare_rename_async(types.PrepareRenameParams(document, P(0, 4)))
        assert found.placeholder == "V"
        edit = await client.text_document_rename_async(
            types.RenameParams(new_name="W", text_document=document, position=P(0, 4))
        )
        assert [new for _, new in edits_of(edit)] == ["W", "W", "W"]
        assert bool(edit.document_changes) == (editor == "visual_studio_code")
        symbols = await client.text_document_document_symbol_async(types.DocumentSymbolParams(document))
        assert [each.name for each in symbols] == ["ARG V", "base", "two"]
        folds = await client.text_document_folding_range_async(types.FoldingRangeParams(document))
        assert [(each.start_line, each.end_line) for each in folds] == [(1, 3), (4, 6)]
        found = await client.text_document_completion_async(types.CompletionParams(document, P(5, 10)))
        assert [each.label for each in found] == ["A", "V"]

    serve(use, editor)


@pytest.mark.parametrize("editor", ["neovim", "visual_studio_code"])
def test_quick_fixes(serve, editor: str) -> None:
    async def use(session) -> None:
        await session.open(TEXT)
        document = types.TextDocumentIdentifier(session.uri())
        context = types.CodeActionContext([])
        found = await session.client.text_document_code_action_async(types.CodeActionParams(document, ALL, context))
        assert [each.title for each in found] == [
            "ConsistentInstructionCasing: write RUN",
            f"MaintainerDeprecated: write the author as LABEL {AUTHORS} (changes the image: Labels, author)",
            "Fix all that leaves the image as it is",
        ]
        assert edits_of(found[0].edit) == [("5:0-5:3", "RUN")]
        assert [each.is_preferred for each in found[:2]] == [True, None]
        context = types.CodeActionContext([], only=[types.CodeActionKind.SourceFixAll])
        (found,) = await session.client.text_document_code_action_async(types.CodeActionParams(document, ALL, context))
        assert edits_of(found.edit) == [("5:0-6:0", "RUN echo $A\n")]
        context = types.CodeActionContext([], only=[types.CodeActionKind.Refactor])
        assert not await session.client.text_document_code_action_async(types.CodeActionParams(document, ALL, context))

    serve(use, editor)


def test_errors_of_renaming_are_told(serve) -> None:
    async def use(session) -> None:
        await session.open(TEXT)
        document = types.TextDocumentIdentifier(session.uri())
        with pytest.raises(JsonRpcInvalidParams, match="A is an ENV, which the image keeps by this name"):
            await session.client.text_document_rename_async(
                types.RenameParams(new_name="B", text_document=document, position=P(3, 4))
            )
        with pytest.raises(JsonRpcInvalidParams, match="neither a stage nor an ARG stands here"):
            await session.client.text_document_prepare_rename_async(types.PrepareRenameParams(document, P(5, 1)))

    serve(use)


def test_a_file_that_is_not_open_has_no_answers() -> None:
    features = Features({})
    document = types.TextDocumentIdentifier("file:///x")
    assert features.hover(types.HoverParams(document, P(0, 0))) is None
    assert features.hints(types.InlayHintParams(document, ALL)) == []
    assert features.lenses(types.CodeLensParams(document)) == []
    assert features.definition(types.DefinitionParams(document, P(0, 0))) == []
    assert features.references(types.ReferenceParams(types.ReferenceContext(True), document, P(0, 0))) == []
    assert features.highlights(types.DocumentHighlightParams(document, P(0, 0))) == []
    assert features.prepare_rename(types.PrepareRenameParams(document, P(0, 0))) is None
    assert features.rename(types.RenameParams(new_name="x", text_document=document, position=P(0, 0))) is None
    assert features.symbols(types.DocumentSymbolParams(document)) == []
    assert features.folds(types.FoldingRangeParams(document)) == []
    assert features.completion(types.CompletionParams(document, P(0, 0))) == []
    assert features.actions(types.CodeActionParams(document, ALL, types.CodeActionContext([]))) == []


def test_nothing_to_fix_is_no_edit(open_document) -> None:
    features = Features({})
    assert features.fix_all(open_document("FROM a\n")) is None
    assert features.fix_all(open_document("FROM a as b\nFOO\n")) is None
    assert features.fix_all(open_document("FROM a\nMAINTAINER me\n")) is None
