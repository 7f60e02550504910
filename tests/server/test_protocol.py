"""Messages that are none, at the real server process: each is answered, and the next one is read."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.server.conftest import ENVIRONMENT


def talk(*bodies: bytes) -> tuple[list[dict[str, object]], list[str], int]:
    """Send messages to a server; give its answers, the lines of its standard error, and its exit status."""
    data = b"".join(b"Content-Length: %d\r\n\r\n%b" % (len(body), body) for body in bodies)
    done = subprocess.run(
        [sys.executable, "-m", "preimage", "lsp"],
        input=data, capture_output=True, timeout=60, check=False, env=ENVIRONMENT,
    )  # fmt: skip
    answers = [json.loads(each.partition(b"\r\n\r\n")[2]) for each in done.stdout.split(b"Content-Length: ")[1:]]
    return answers, done.stderr.decode().splitlines(), done.returncode


def message(method: str, params: object, number: object = None) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}).encode()


INITIALIZE = message("initialize", {"capabilities": {}, "processId": None, "rootUri": None}, 9)


@pytest.mark.parametrize(
    ("body", "code", "text"),
    [
        pytest.param(b"{", -32700, "Parse Error: Expecting property name", id="half an object"),
        pytest.param(b"\xff", -32700, "Parse Error: 'utf-8' codec can't decode byte 0xff", id="no text"),
        pytest.param(b"[" * 100_000, -32700, "Parse Error: nested too deeply", id="nested"),
        pytest.param(b"9" * 5000, -32700, "Parse Error: Exceeds the limit", id="thousands of digits"),
        pytest.param(b"[]", -32600, "Invalid Request: no message of JSON-RPC 2.0", id="list"),
        pytest.param(b"null", -32600, "Invalid Request: no message of JSON-RPC 2.0", id="null"),
        pytest.param(b"{}", -32600, "Invalid Request: no message of JSON-RPC 2.0", id="empty object"),
        pytest.param(
            b'{"jsonrpc": "1", "id": 1, "method": "x", "params": {}}',
            -32600, "Invalid Request: no message of JSON-RPC 2.0", id="another version",
        ),
    ],
)  # fmt: skip
def test_error_of_what_is_no_message(body: bytes, code: int, text: str) -> None:
    (answer, good), lines, status = talk(body, INITIALIZE)
    assert answer["id"] is None
    assert answer["error"]["code"] == code
    assert answer["error"]["message"].startswith(text)
    assert good["id"] == 9
    assert "result" in good
    assert len(lines) == 1
    assert lines[0].startswith("ERROR: Unable to handle message: ")
    assert status == 0


def test_error_of_wrong_parameters_has_the_id_of_the_request() -> None:
    (answer, good), lines, _ = talk(message("textDocument/hover", {"x": 1}, 3), INITIALIZE)
    assert answer == {
        "jsonrpc": "2.0", "id": 3, "error": {"code": -32602, "message": "Invalid Params: textDocument/hover"},
    }  # fmt: skip
    assert good["id"] == 9
    assert len(lines) == 1


def test_error_of_an_unknown_command_is_a_line() -> None:
    call = message("workspace/executeCommand", {"command": "no\x1bpe", "arguments": []}, 3)
    (_, answer), lines, _ = talk(INITIALIZE, call)
    assert answer["id"] == 3
    assert answer["error"]["code"] == -32602
    assert len(lines) == 1
    assert "\\x1b" in lines[0]


def test_error_of_a_name_that_is_none_is_made_visible() -> None:
    item = {"uri": "untitled:Dockerfile", "languageId": "dockerfile", "version": 1, "text": "FROM a AS b\n"}
    place = {"textDocument": {"uri": item["uri"]}, "position": {"line": 0, "character": 10}}
    opened = json.dumps({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": item}}).encode()
    call = message("textDocument/rename", {**place, "newName": "\x1b"}, 3)
    answers, lines, _ = talk(INITIALIZE, opened, call)
    (answer,) = [each for each in answers if each.get("id") == 3]
    assert answer["error"]["code"] == -32602
    assert len(lines) == 1
    for text in (answer["error"]["message"], lines[0]):
        assert "\x1b" not in text
        assert "\\x1b" in text


def test_error_of_a_header_ends_the_server() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "preimage", "lsp"],
        input=b"Content-Length: 99999999999999999999\r\n\r\nx",
        capture_output=True, timeout=60, check=False, env=ENVIRONMENT,
    )  # fmt: skip
    assert done.stderr == b"ERROR: a message of 99999999999999999999 bytes is not read; the limit is 67108864\n"
    assert (done.stdout, done.returncode) == (b"", 2)


def test_error_of_a_request_behind_shutdown() -> None:
    place = {"textDocument": {"uri": "file:///x"}, "position": {"line": 0, "character": 0}}
    answers, _, status = talk(
        INITIALIZE, message("shutdown", None, 10), message("textDocument/hover", place, 11), message("exit", None)
    )
    errors = {answer["id"]: answer.get("error") for answer in answers}
    assert errors[10] is None
    assert errors[11] == {"code": -32600, "message": "Invalid Request: the server was shut down: textDocument/hover"}
    assert status == 0
