"""Commands that a user gives, in the real server process."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from lsprotocol import types
from pygls.uris import to_fs_path


def test_the_config_of_a_stage_is_shown(serve) -> None:
    async def use(session) -> None:
        await session.open("FROM scratch AS a\nUSER x\nFROM a\nUSER y\n")
        document = types.TextDocumentIdentifier(session.uri())
        lenses = await session.client.text_document_code_lens_async(types.CodeLensParams(document))
        command = lenses[0].command
        call = types.ExecuteCommandParams(command.command, arguments=list(command.arguments))
        text = await session.client.workspace_execute_command_async(call)
        assert json.loads(text)["config"]["User"] == "x"
        (shown,) = session.client.shown_documents
        assert Path(to_fs_path(shown.uri)).read_text() == text
        shown_files.append(Path(to_fs_path(shown.uri)))

    shown_files: list[Path] = []
    serve(use, "visual_studio_code")
    assert [path.exists() for path in shown_files] == [False]


def test_arguments_that_mean_nothing_do_nothing(serve) -> None:
    async def use(session) -> None:
        for command in ("showConfig", "fixAll", "lockBases"):
            for arguments in ([], ["file:///nope", 0, 0], [{"a": 1}, "x"]):
                call = types.ExecuteCommandParams(f"preimage.{command}", arguments=arguments)
                assert not await session.client.workspace_execute_command_async(call)

    serve(use)


def test_error_of_a_config_that_cannot_be_had_is_told(serve) -> None:
    async def use(session) -> None:
        await session.open("FROM scratch\nFOO\n")
        call = types.ExecuteCommandParams("preimage.showConfig", arguments=[session.uri(), 0, 0])
        assert await session.client.workspace_execute_command_async(call) is None
        (message,) = session.client.messages
        assert message.message == (
            "preimage: the config cannot be shown: dockerfile parse error on line 2: unknown instruction: FOO "
            "(did you mean FROM?)"
        )

    serve(use)


def test_bases_are_locked_by_command_only(serve) -> None:
    async def use(session) -> None:
        folder = session.folder
        (folder / "base.json").write_text('{"architecture": "amd64", "os": "linux", "config": {"User": "me"}}')
        (folder / "preimage.toml").write_text('platforms = ["linux/amd64"]\n[bases]\n"example.com/a" = "base.json"\n')
        await session.open("FROM example.com/a\n")
        assert not (folder / "preimage.lock").exists()
        call = types.ExecuteCommandParams("preimage.lockBases", arguments=[session.uri()])
        assert await session.client.workspace_execute_command_async(call) is True
        assert (folder / "preimage.lock").exists()

    serve(use)


def test_error_of_a_folder_that_is_gone_is_told(serve, tmp_path) -> None:
    async def use(session) -> None:
        (tmp_path / "gone").mkdir()
        await session.open("FROM scratch\n", "gone/Dockerfile")
        shutil.rmtree(tmp_path / "gone")
        call = types.ExecuteCommandParams("preimage.lockBases", arguments=[session.uri("gone/Dockerfile")])
        assert await session.client.workspace_execute_command_async(call) is False
        (told,) = session.client.messages
        assert told.message == f"preimage: {tmp_path / 'gone'}: No such file or directory"

    serve(use)
