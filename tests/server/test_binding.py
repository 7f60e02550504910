"""The real server process, driven by a client with the capabilities of real editors."""

from __future__ import annotations

import pytest
from lsprotocol import types

EDITORS = ("neovim", "visual_studio_code")


@pytest.mark.parametrize("editor", EDITORS)
def test_diagnostics_follow_the_typing(serve, editor: str) -> None:
    async def use(session) -> None:
        found = await session.open("FROM a as b\n")
        assert [(each.code, each.range) for each in found] == [
            ("FromAsCasing", types.Range(types.Position(0, 7), types.Position(0, 9)))
        ]
        assert await session.change([(((0, 7), (0, 9)), "AS")], 2) == []
        found = await session.change([(((1, 0), (1, 0)), "US"), (((1, 2), (1, 2)), "E")], 3)
        assert [(each.code, each.range.start.line) for each in found] == [("DockerfileError", 1)]
        assert await session.change([(((1, 3), (1, 3)), "R x")], 4) == []

    serve(use, editor)


def test_a_closed_file_has_no_diagnostics(serve) -> None:
    async def use(session) -> None:
        assert await session.open("FROM a as b\n")
        session.client.text_document_did_close(
            types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(session.uri()))
        )
        assert await session.diagnostics() == []

    serve(use)


def test_settings_of_the_project_hold_and_are_read_anew_after_saving(serve) -> None:
    async def use(session) -> None:
        settings = session.folder / "preimage.toml"
        settings.write_text('[rules]\nFromAsCasing = "off"\n')
        assert await session.open("FROM a as b\n") == []
        settings.write_text("")
        session.client.text_document_did_save(
            types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(session.uri()))
        )
        assert [each.code for each in await session.diagnostics()] == ["FromAsCasing"]

    serve(use)


def test_settings_above_the_workspace_are_not_looked_at(serve, tmp_path) -> None:
    async def use(session) -> None:
        assert [each.code for each in await session.open("FROM a as b\n")] == ["FromAsCasing"]

    (tmp_path.parent / "preimage.toml").write_text('[rules]\nFromAsCasing = "off"\n')
    try:
        serve(use)
    finally:
        (tmp_path.parent / "preimage.toml").unlink()


def test_a_file_that_is_not_on_this_machine_is_checked(serve) -> None:
    async def use(session) -> None:
        item = types.TextDocumentItem("untitled:Dockerfile-1", "dockerfile", 1, "FROM a as b\n")
        session.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        await session.client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        assert [each.code for each in session.client.diagnostics["untitled:Dockerfile-1"]] == ["FromAsCasing"]

    serve(use, "visual_studio_code", "--stdio")


def test_builds_of_the_settings_are_shown_and_read_anew(serve) -> None:
    async def use(session) -> None:
        compose = "services:\n  web:\n    build: {context: ., target: prod, args: {WHO: %s}}\n    ports: []\n"
        (session.folder / "compose.yaml").write_text(compose % "web")
        (session.folder / "preimage.toml").write_text('builds = ["compose.yaml#web"]\n')
        assert await session.open("FROM scratch AS prod\nARG WHO=nobody\nUSER $WHO\n") == []
        document = types.TextDocumentIdentifier(session.uri())
        place = types.HoverParams(document, types.Position(2, 6))
        (lens,) = await session.client.text_document_code_lens_async(types.CodeLensParams(document))
        assert lens.command.title.startswith("user web")
        assert "`web`" in (await session.client.text_document_hover_async(place)).contents.value
        (session.folder / "compose.yaml").write_text(compose % "other")
        session.client.text_document_did_save(types.DidSaveTextDocumentParams(document))
        assert await session.diagnostics() == []
        assert "`other`" in (await session.client.text_document_hover_async(place)).contents.value
        (session.folder / "compose.yaml").write_text("services: {}\n")
        session.client.text_document_did_save(types.DidSaveTextDocumentParams(document))
        (found,) = await session.diagnostics()
        assert "compose.yaml" in found.message

    serve(use)
