"""The language server protocol around the state of open files.

Nothing is worked out here: each handler finds the open file, asks, and gives the answer in the protocol's words.
"""

from __future__ import annotations

import asyncio
import gc
import time
from typing import cast

from lsprotocol import types
from pygls.uris import to_fs_path

from preimage.server.commands import Commands
from preimage.server.conversion import from_range, to_diagnostic
from preimage.server.document import Document
from preimage.server.features import Features
from preimage.server.frames import Frames
from preimage.server.log_lines import log_lines
from preimage.server.protocol import Client
from preimage.version import VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, BinaryIO, TextIO

    from preimage.server.situation import Project
    from preimage.server.text import Units

    MakeProject = Callable[[Sequence[str]], Project]
    """Gives the project of a workspace with these folders."""

SLOW_SECONDS = 0.03
"""A check that took longer waits for the typing to pause."""
LONGEST_PAUSE = 0.5

SOURCE_NAME = "preimage"
WATCHED = (
    "preimage.toml", "pyproject.toml", "preimage.lock", "*.dockerignore", ".containerignore", "docker-bake*",
    "*compose*.y*ml",
)  # fmt: skip
"""Files that say how Dockerfiles are built, as patterns of names."""

_UNITS: dict[str, Units] = {"utf-8": "utf-8", "utf-16": "utf-16", "utf-32": "utf-32"}


class Server:
    """The open files of one client."""

    def __init__(self, make_project: MakeProject) -> None:
        self.protocol = Client(SOURCE_NAME, VERSION)
        self.documents: dict[str, Document] = {}
        self._make_project = make_project
        self._project: Project | None = None
        self._folders: list[str] = []
        self._units: Units = "utf-16"
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self._seconds: dict[str, float] = {}
        self.features = Features(self.documents)
        self._commands = Commands(self)
        self._register()

    def run(self, given: BinaryIO, taken: BinaryIO, told: TextIO) -> None:
        """Read what a client says, and write to it, until it leaves; faults are told in ``told``.

        Raises:
            OptionError: what is given cannot be taken apart into messages.
        """
        # What was loaded stays: no collection has to look at it again.
        gc.freeze()
        try:
            with log_lines(told):
                self.protocol.start_io(cast("BinaryIO", Frames(given)), taken)
        finally:
            self._commands.close()

    def _register(self) -> None:
        handlers: dict[str, Callable[..., Any]] = {
            types.INITIALIZE: self._initialize,
            types.INITIALIZED: self._watch_files,
            types.TEXT_DOCUMENT_DID_OPEN: self._open,
            types.TEXT_DOCUMENT_DID_CHANGE: self._change,
            types.TEXT_DOCUMENT_DID_SAVE: self._save,
            types.TEXT_DOCUMENT_DID_CLOSE: self._close,
            types.WORKSPACE_DID_CHANGE_WATCHED_FILES: self._files_changed,
        }
        for name, handler in handlers.items():
            self.protocol.feature(name)(_as_function(handler))
        for name, (answer, options) in self.features.list_handlers().items():
            self.protocol.feature(name, options)(_as_function(answer))
        self._commands.register()

    def _initialize(self, params: types.InitializeParams) -> None:
        folders = [folder.uri for folder in params.workspace_folders or []]
        root = params.root_uri or (params.root_path or "")
        found = [to_fs_path(uri) if ":" in uri else uri for uri in folders or ([root] if root else [])]
        self._folders = [path for path in found if path]
        workspace = params.capabilities.workspace
        edit = workspace.workspace_edit if workspace is not None else None
        self.features.has_versions = bool(edit is not None and edit.document_changes)
        self._units = _UNITS.get(str(self.protocol.workspace.position_encoding), "utf-16")

    def _watch_files(self, params: types.InitializedParams) -> None:
        """Ask to be told when files change that say how Dockerfiles are built."""
        workspace = self.protocol.client_capabilities.workspace
        watched = workspace.did_change_watched_files if workspace is not None else None
        if watched is None or not watched.dynamic_registration:
            return
        options = types.DidChangeWatchedFilesRegistrationOptions(
            [types.FileSystemWatcher(glob_pattern=f"**/{name}") for name in WATCHED]
        )
        registration = types.Registration("preimage-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        self.protocol.client_register_capability(types.RegistrationParams([registration]))

    @property
    def project(self) -> Project:
        if self._project is None:
            self._project = self._make_project(self._folders)
        return self._project

    def _open(self, params: types.DidOpenTextDocumentParams) -> None:
        given = params.text_document
        path = to_fs_path(given.uri) if given.uri.startswith("file:") else None
        self.documents[given.uri] = Document(
            self.project, path or "", given.text, given.version, self._units, given.uri
        )
        self._schedule(given.uri)

    def _change(self, params: types.DidChangeTextDocumentParams) -> None:
        document = self.documents.get(params.text_document.uri)
        if document is None:
            return
        edits = [
            (from_range(each.range) if isinstance(each, types.TextDocumentContentChangePartial) else None, each.text)
            for each in params.content_changes
        ]
        document.change(edits, params.text_document.version)
        self._schedule(document.uri)

    def _save(self, params: types.DidSaveTextDocumentParams) -> None:
        """Look at settings anew for clients that do not tell of changed files."""
        self._files_changed(None)

    def _files_changed(self, params: types.DidChangeWatchedFilesParams | None) -> None:
        self.look_anew()

    def look_anew(self) -> None:
        """Read settings, lock files and ignore files anew, and have everything shown again."""
        self._project = None
        for document in self.documents.values():
            document.settle(self.project)
            self._schedule(document.uri)
        workspace = self.protocol.client_capabilities.workspace
        if workspace is not None and workspace.code_lens is not None and workspace.code_lens.refresh_support:
            self.protocol.workspace_code_lens_refresh(None)
        if workspace is not None and workspace.inlay_hint is not None and workspace.inlay_hint.refresh_support:
            self.protocol.workspace_inlay_hint_refresh(None)

    def _close(self, params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        self.documents.pop(uri, None)
        self._seconds.pop(uri, None)
        self._cancel(uri)
        self.protocol.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def _schedule(self, uri: str) -> None:
        """Have the latest text checked; what waits for an older one is dropped."""
        self._cancel(uri)
        seconds = self._seconds.get(uri, 0.0)
        if seconds <= SLOW_SECONDS:
            self._publish(uri)
            return
        loop = asyncio.get_running_loop()
        self._waiting[uri] = loop.call_later(min(2 * seconds, LONGEST_PAUSE), self._publish, uri)

    def _cancel(self, uri: str) -> None:
        waiting = self._waiting.pop(uri, None)
        if waiting is not None:
            waiting.cancel()

    def _publish(self, uri: str) -> None:
        self._waiting.pop(uri, None)
        document = self.documents.get(uri)
        if document is None:
            return
        start = time.perf_counter()
        found = [to_diagnostic(document, each) for each in document.diagnostics]
        self._seconds[uri] = time.perf_counter() - start
        self.protocol.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri, found, version=document.version)
        )


def _as_function(method: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Give a method as a function, on which pygls can keep its notes."""

    def handle(params: Any) -> Any:
        return method(params)

    return handle


def serve(make_project: MakeProject, given: BinaryIO, taken: BinaryIO, told: TextIO) -> None:
    """Serve one client, which writes to ``given`` and reads from ``taken``, until it leaves; both are closed then.

    ``told`` gets a line for each fault of the client and of the server.

    Raises:
        OptionError: what is given cannot be taken apart into messages.
    """
    Server(make_project).run(given, taken, told)
