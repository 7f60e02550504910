"""Commands that a user gives: show the whole config of a stage, fix all, lock the bases."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path
from typing import Any

from lsprotocol import types

from preimage.model.errors import PreimageError
from preimage.model.visible import show
from preimage.server.conversion import SHOW_CONFIG
from preimage.server.features import FIX_ALL_COMMAND
from preimage.server.lenses import render_config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Protocol

    from pygls.lsp.server import LanguageServer

    from preimage.server.document import Document
    from preimage.server.features import Features
    from preimage.server.situation import Project

    class Host(Protocol):
        """The server as commands see it."""

        features: Features

        @property
        def protocol(self) -> LanguageServer: ...

        @property
        def documents(self) -> Mapping[str, Document]: ...

        @property
        def project(self) -> Project: ...

        def look_anew(self) -> None: ...


LOCK_BASES = "preimage.lockBases"
"""The command that writes the lock file of an open file; it is the only one that may ask a registry."""


class Commands:
    """What is done for a client that asks for it."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def register(self) -> None:
        """Make the commands known."""
        command = self._host.protocol.command

        # pygls looks the types of arguments up: with Any it hands on whatever a client sends.
        @command(SHOW_CONFIG)
        def show_config(*arguments: Any) -> object:
            return self.show_config(arguments)

        @command(FIX_ALL_COMMAND)
        def fix_all(*arguments: Any) -> None:
            self.fix_all(arguments)

        @command(LOCK_BASES)
        async def lock_bases(*arguments: Any) -> object:
            return await self.lock_bases(arguments)

    def close(self) -> None:
        """Remove the files that were written to be shown."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def show_config(self, arguments: tuple[object, ...]) -> str | None:
        """Show the config of a stage; gives its JSON, for clients that cannot be asked to show a file."""
        document = self._find(arguments)
        numbers = [each if isinstance(each, int) and not isinstance(each, bool) else 0 for each in arguments[1:3]]
        stage, view = [*numbers, 0, 0][:2]
        if document is None:
            return None
        try:
            text = render_config(document, stage, view)
        except (PreimageError, OSError) as error:
            self._say(types.MessageType.Error, f"the config cannot be shown: {error}")
            return None
        window = self._host.protocol.client_capabilities.window
        if window is not None and window.show_document is not None and window.show_document.support:
            path = self._write(f"{Path(document.path).name or 'Dockerfile'}.{stage}.{view}.json", text)
            self._host.protocol.window_show_document(types.ShowDocumentParams(path.as_uri(), take_focus=True))
        return text

    def fix_all(self, arguments: tuple[object, ...]) -> None:
        """Fix all that can be fixed safely in an open file."""
        document = self._find(arguments)
        edit = self._host.features.fix_all(document) if document is not None else None
        if edit is not None:
            self._host.protocol.workspace_apply_edit(types.ApplyWorkspaceEditParams(edit, "preimage: fix all"))

    async def lock_bases(self, arguments: tuple[object, ...]) -> bool:
        """Write the lock file of an open file as ``preimage lock`` does; gives whether that worked."""
        document = self._find(arguments)
        if document is None or not document.path:
            return False
        try:
            process = await asyncio.create_subprocess_exec(
                *self._host.project.lock_command(document.path),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                cwd=os.path.dirname(document.path),
            )
        except OSError as error:
            self._say(types.MessageType.Error, f"{error.filename or document.path}: {error.strerror}")
            return False
        output, _ = await process.communicate()
        last = output.decode("utf-8", "replace").strip().splitlines()[-1:]
        is_good = process.returncode == 0
        self._say(types.MessageType.Info if is_good else types.MessageType.Error, last[0] if last else "locked")
        self._host.look_anew()
        return is_good

    def _find(self, arguments: tuple[object, ...]) -> Document | None:
        uri = arguments[0] if arguments else None
        return self._host.documents.get(uri) if isinstance(uri, str) else None

    def _say(self, kind: types.MessageType, text: str) -> None:
        self._host.protocol.window_show_message(types.ShowMessageParams(kind, f"preimage: {show(text)}"))

    def _write(self, name: str, text: str) -> Path:
        """Write a file that is there until the server ends."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="preimage-")
        path = Path(self._folder.name, name)
        path.write_text(text, encoding="utf-8")
        return path
