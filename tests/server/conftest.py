"""What tests of the server share: a project without files."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from lsprotocol import types
from pytest_lsp import LanguageClient, client_capabilities, make_test_lsp_client

from preimage.bases.chain import ChainOfBases
from preimage.bases.empty import EmptyBases
from preimage.bases.static import StaticBases
from preimage.model.options import BuildRequest
from preimage.server.document import Document
from preimage.server.situation import Situation, View

SOURCES = Path(__file__).parents[2] / "compiler"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(SOURCES)}
NAMES = """\
ARG V=1
FROM a:$V AS base
ARG V
ENV E=$V
RUN <<X
echo $V $E
X
FROM base AS two
ARG W=${V:-x}
COPY --from=base /$W /$E
COPY --from=0 /b /
FROM scratch
RUN --mount=from=TWO,target=/c x
ENV V=other
USER $V
"""
"""A Dockerfile whose stages and variables are named in every way."""


def place_of(text: str, line: int, word: str) -> tuple[int, int]:
    return line, text.splitlines()[line - 1].index(word) + 1


class MemoryProject:
    """Gives one situation for every file."""

    def __init__(
        self,
        *,
        bases: Mapping[str, dict[str, object]] | None = None,
        platforms: tuple[str, ...] = ("linux/amd64",),
        build_args: Mapping[str, str] | None = None,
        levels: Mapping[str, str] | None = None,
        target: str | None = None,
    ) -> None:
        source = ChainOfBases([StaticBases(bases or {}), EmptyBases()])
        args = build_args or {}

        def request(platform: str | None) -> BuildRequest:
            return BuildRequest(
                build_args=args,
                platform=platform,
                build_platform="linux/amd64",
                target=target,
                all_stages=True,
                has_notes=True,
            )

        self.situation = Situation(
            request=request(None),
            bases=source,
            list_views=lambda: [View(platform, request(platform), source) for platform in platforms],
            levels=levels or {},
            platforms=platforms,
        )

    def open(self, path: str, data: bytes) -> Situation:
        return self.situation


@pytest.fixture
def open_document():
    """Open a document that is no file; keywords are those of `MemoryProject`."""

    def open_it(text: str, **keywords) -> Document:
        return Document(MemoryProject(**keywords), "/w/Dockerfile", text, 1, "utf-16", "file:///w/Dockerfile")

    return open_it


class Session:
    """A client and the real server process behind it."""

    def __init__(self, client: LanguageClient, folder: Path) -> None:
        self.client = client
        self.folder = folder

    def uri(self, name: str = "Dockerfile") -> str:
        return (self.folder / name).as_uri()

    async def open(self, text: str, name: str = "Dockerfile") -> list[types.Diagnostic]:
        """Write and open a file; give what is said of it."""
        (self.folder / name).write_text(text, encoding="utf-8", newline="")
        item = types.TextDocumentItem(self.uri(name), "dockerfile", 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return await self.diagnostics(name)

    async def change(self, edits, version: int, name: str = "Dockerfile") -> list[types.Diagnostic]:
        """Change a file; each edit is a range, as two pairs, and a text."""
        changes = [
            types.TextDocumentContentChangePartial(types.Range(types.Position(*start), types.Position(*end)), new)
            for (start, end), new in edits
        ]
        document = types.VersionedTextDocumentIdentifier(version, self.uri(name))
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, changes))
        return await self.diagnostics(name)

    async def diagnostics(self, name: str = "Dockerfile") -> list[types.Diagnostic]:
        """Wait for what is said next."""
        await asyncio.wait_for(self.client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS), 60)
        return list(self.client.diagnostics[self.uri(name)])


@pytest.fixture
def serve(tmp_path: Path):
    """Run a coroutine function, which takes a `Session`, with a server that serves it in a folder of its own."""

    async def run(use, capabilities: str, options: tuple[str, ...]) -> None:
        client = make_test_lsp_client()
        await client.start_io(sys.executable, "-m", "preimage", "lsp", *options, env=ENVIRONMENT, cwd=str(tmp_path))
        folder = types.WorkspaceFolder(tmp_path.as_uri(), "w")
        params = types.InitializeParams(client_capabilities(capabilities), workspace_folders=[folder])
        await asyncio.wait_for(client.initialize_session(params), 60)
        await use(Session(client, tmp_path))
        await asyncio.wait_for(client.shutdown_session(), 60)

    def serve_it(use, capabilities: str = "neovim", *options: str) -> None:
        asyncio.run(run(use, capabilities, options))

    return serve_it
