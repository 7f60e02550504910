"""The protocol as pygls speaks it, but for the texts of open files, and for messages that are none.

A message that cannot be understood is answered with the error of JSON-RPC for it, and the next one is read.

Source: docs/reference/server.md, "Faults of a client".
"""

from __future__ import annotations

from typing import Any

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInternalError,
    JsonRpcInvalidRequest,
    JsonRpcParseError,
    PyglsError,
)
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method
from pygls.protocol.json_rpc import RPCRequest

from preimage.model.visible import show_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_VERSION = "2.0"


class _Refused(JsonRpcException):
    """A message that has an ID to answer to, but not the form of a message."""

    def __init__(self, number: object, cause: JsonRpcException, method: object) -> None:
        super().__init__(f"{cause.message or cause.MESSAGE}: {show_line(str(method))}", cause.code)
        self.id = number


class Protocol(LanguageServerProtocol):
    """The protocol, but for the texts of open files, which are kept by `Document` alone."""

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> Iterator[Any]:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Iterator[Any]:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> Iterator[Any]:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CLOSE], (params,), None

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Give the message that a JSON object is; other objects are given as they are."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            raise _Refused(data.get("id"), error, data.get("method")) from error

    def handle_message(self, message: Any) -> None:
        """Do what a message asks for.

        Raises:
            JsonRpcInvalidRequest: it is JSON, but no message of this version of JSON-RPC.
        """
        if message is None or isinstance(message, dict | list | str | int | float) or message.jsonrpc != _VERSION:
            raise JsonRpcInvalidRequest("Invalid Request: no message of JSON-RPC 2.0")
        if self._shutdown and isinstance(message, RPCRequest):
            cause = JsonRpcInvalidRequest("Invalid Request: the server was shut down")
            raise _Refused(message.id, cause, message.method)
        super().handle_message(message)

    def refuse(self, error: Exception) -> None:
        """Answer a message that could not be handled."""
        fault = _to_fault(error)
        number = fault.id if isinstance(fault, _Refused) and isinstance(fault.id, str | int) else None
        # As a plain object: the library leaves an ID of null out, which JSON-RPC asks for.
        answer = {"code": fault.code, "message": fault.message}
        self._send_data({"jsonrpc": _VERSION, "id": number, "error": answer})


class Client(LanguageServer):
    """The client of the server, as pygls sees it."""

    protocol: Protocol

    def __init__(self, name: str, version: str) -> None:
        super().__init__(name, version, protocol_cls=Protocol)

    def report_server_error(self, error: Exception, source: type[PyglsError] | type[JsonRpcException]) -> None:
        """Answer a message that could not be handled; other errors are shown by the client."""
        if source is JsonRpcException:
            self.protocol.refuse(error)
        else:
            super().report_server_error(error, source)


def _to_fault(error: Exception) -> JsonRpcException:
    if isinstance(error, JsonRpcException):
        return error
    if isinstance(error, RecursionError):
        return JsonRpcParseError("Parse Error: nested too deeply")
    # Bytes that are no text, text that is no JSON, numbers that are too long.
    if isinstance(error, ValueError):
        return JsonRpcParseError(f"Parse Error: {show_line(str(error))}")
    return JsonRpcInternalError(f"Internal Error: {type(error).__name__}: {show_line(str(error))}")
