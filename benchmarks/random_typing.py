"""Type at the language server at random, and compare what it shows with what ``preimage check`` says.

python benchmarks/random_typing.py [--edits N] [--seed N] [--units utf-16|utf-8] [--corpus FILE]

The real process is typed at. Each text is edited for a while, mostly character by character, and now and then something
else is asked of the server, at a place by chance. The texts are those of the conformance cases, and with ``--corpus``
those of a file of such cases. At the end stands how many of the texts that were compared had warnings, errors, neither.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import io
import json
import os
import queue
import random
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from preimage.cli import main as run_command
from preimage.model.visible import show
from random_edits import Edit, Typist

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests/conformance"
CASE_FILES = ("checks", "config", "source", "stages", "words")
ACTIONS_PER_TEXT = 25
BROKEN_SHARE = 8
LONGEST_TEXT = 20_000
SECONDS = 60.0
_BEHIND = 1 << 20

Found = list[tuple[str, str, int]]
"""Rule (empty: the error of the file), text, and first 1-based line (0: not compared) of what is wrong."""


class Failure(Exception):
    """The server said something else than the command, or an error; with all that is needed to see it again."""


class ServerProcess:
    """A server in a process of its own, and its answers as they come."""

    def __init__(self, folder: Path, units: str) -> None:
        command = [sys.executable, "-m", "preimage", "lsp"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "compiler")}
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the process
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, env=environment
        )
        self._messages: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._number = 0
        self._shown: dict[tuple[str, int], list[dict[str, Any]]] = {}
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        answer = self.ask(
            "initialize",
            {
                "processId": None,
                "rootUri": folder.as_uri(),
                "capabilities": {"general": {"positionEncodings": [units]}},
            },
        )
        if answer["capabilities"]["positionEncoding"] != units:
            raise Failure(f"the server counts in {answer['capabilities']['positionEncoding']}")
        self.tell("initialized", {})

    def tell(self, method: str, params: Mapping[str, Any]) -> None:
        """Send a notification."""
        self._send({"method": method, "params": params})

    def ask(self, method: str, params: Mapping[str, Any] | None) -> Any:
        """Send a request, and give its result."""
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        while True:
            message = self._take()
            if message.get("id") == self._number and "method" not in message:
                if "error" in message:
                    raise Failure(f"{method} {json.dumps(params)}: {message['error']}")
                return message["result"]

    def diagnostics(self, uri: str, version: int) -> list[dict[str, Any]]:
        """Wait for what is shown of a version of a file."""
        while (uri, version) not in self._shown:
            self._take()
        found = self._shown[uri, version]
        self._shown.clear()
        return found

    def close(self) -> str:
        """End the server, and give what it wrote to standard error."""
        self.ask("shutdown", None)
        self.tell("exit", {})
        status = self._process.wait(SECONDS)
        self._errors.seek(0)
        told = self._errors.read().decode("utf-8", "replace")
        self._errors.close()
        return told if status == 0 else f"{told}\nexit status {status}"

    def kill(self) -> None:
        """End the server, whatever it does."""
        self._process.kill()
        self._process.wait()
        self._reader.join(SECONDS)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _send(self, message: Mapping[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        given = self._process.stdin
        assert given is not None, "it is a pipe"
        given.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        given.flush()

    def _take(self) -> dict[str, Any]:
        message = self._messages.get(timeout=SECONDS)
        if message is None:
            raise Failure("the server has ended")
        if message.get("method") == "textDocument/publishDiagnostics":
            params = message["params"]
            self._shown[params["uri"], params.get("version", 0)] = params["diagnostics"]
        elif message.get("method") in ("window/showMessage", "window/logMessage"):
            raise Failure(f"the server says: {message['params']['message']}")
        return message

    def _read(self) -> None:
        taken = self._process.stdout
        assert taken is not None, "it is a pipe"
        with contextlib.suppress(OSError, ValueError):
            while header := taken.readline():
                length = int(header.split(b":")[1])
                while taken.readline().strip():
                    pass
                self._messages.put(json.loads(taken.read(length)))
        self._messages.put(None)


def check_file(path: Path) -> Found:
    """Give what ``preimage check`` says of a file."""
    # The command writes bytes to what is below standard output.
    written, told = io.BytesIO(), io.StringIO()
    with (
        io.TextIOWrapper(written, encoding="utf-8") as output,
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(told),
    ):
        status = run_command(["check", "--format=json", str(path)])
        output.flush()
        text = written.getvalue()
    if status not in (0, 1):
        raise Failure(f"exit status {status} of the command for {path.read_bytes()!r}: {told.getvalue()}")
    # A file for another front end is passed over.
    report = (json.loads(text) if text else None) or {}
    found = [
        (each["ruleName"], show(each["detail"]), _first_line(each))
        for each in [*(report.get("warnings") or ()), *(report.get("notes") or ())]
    ]
    error = report.get("buildError")
    if error is not None:
        found.append(("", show(error["message"]), _first_line(error)))
    return sorted(found)


def _first_line(entry: Mapping[str, Any]) -> int:
    ranges = (entry.get("location") or {}).get("ranges") or [{"start": {}}]
    # Line 0 is left out.
    return max(1, int(ranges[0]["start"].get("line", 0)))


def list_shown(diagnostics: Sequence[Mapping[str, Any]]) -> Found:
    """Give what the server shows, but for what lies beyond the first fault."""
    return sorted(
        ("" if each["code"] == "DockerfileError" else each["code"], each["message"], each["range"]["start"]["line"] + 1)
        for each in diagnostics
        if not (each.get("data") or {}).get("beyond")
    )


def is_same(shown: Found, expected: Found, text: str) -> bool:
    """Tell whether both say the same. What is about words may begin on a later line of its instruction."""
    if [each[:2] for each in shown] != [each[:2] for each in expected]:
        return False
    # With a lone carriage return, lines are not the same to an editor and to a Dockerfile.
    has_same_lines = "\r" not in text.replace("\r\n", "")
    return not has_same_lines or all(one[2] >= other[2] for one, other in zip(shown, expected, strict=True))


class Session:
    """Somebody who types at one server; ``counts`` says what the compared texts had."""

    def __init__(self, server: ServerProcess, folder: Path, seed: int, units: str) -> None:
        self._server = server
        self._folder = folder
        self._random = random.Random(seed)
        self._seed = seed
        self._units = units
        self._texts = 0
        self._last: list[dict[str, Any]] = []
        self.edits = 0
        self.counts: Counter[str] = Counter()

    def edit_text(self, text: str) -> None:
        """Open a text, edit it for a while, and close it."""
        self._texts += 1
        typist = Typist(self._seed * 1_000_003 + self._texts, self._units)
        typist.open(text)
        path = self._folder / f"Dockerfile.{self._texts}"
        uri = path.as_uri()
        version = 0
        item = {"uri": uri, "languageId": "dockerfile", "version": version, "text": text}
        self._server.tell("textDocument/didOpen", {"textDocument": item})
        is_broken = self._compare(path, version, typist.text, [])
        try:
            for _ in range(ACTIONS_PER_TEXT):
                # What is broken is mostly mended soon.
                if not is_broken:
                    typist.mark()
                edits = typist.undo() if is_broken and self._random.random() < 0.8 else typist.act()
                if not edits:
                    continue
                for change in self._group(edits):
                    version += 1
                    self._tell_change(uri, version, change)
                if self._random.random() < 0.3:
                    self._ask_something(uri, typist.text)
                is_broken = self._compare(path, version, typist.text, edits)
            self._compare_with_another(path, typist.text)
        finally:
            path.unlink(missing_ok=True)
        self._server.tell("textDocument/didClose", {"textDocument": {"uri": uri}})

    def _compare_with_another(self, path: Path, text: str) -> None:
        """Compare all that is shown with what is shown of a file that is opened with this text."""
        other = path.with_name(f"Other.{path.name}").as_uri()
        item = {"uri": other, "languageId": "dockerfile", "version": 0, "text": text}
        self._server.tell("textDocument/didOpen", {"textDocument": item})
        found = (self._last, self._server.diagnostics(other, 0))
        shown = [
            json.dumps([diagnostics, *self._look_at(uri)]).replace(other, path.as_uri())
            for uri, diagnostics in zip((path.as_uri(), other), found, strict=True)
        ]
        self._server.tell("textDocument/didClose", {"textDocument": {"uri": other}})
        if shown[0] != shown[1]:
            raise Failure(f"text {text!r}\nafter typing: {shown[0]}\nopened: {shown[1]}")

    def _look_at(self, uri: str) -> list[Any]:
        whole = {"textDocument": {"uri": uri}, "range": _to_range((0, 0), (_BEHIND, 0))}
        actions = {**whole, "context": {"diagnostics": []}}
        methods = ("inlayHint", "codeLens", "documentSymbol", "foldingRange")
        return [
            *(self._server.ask(f"textDocument/{method}", whole) for method in methods),
            # With each action goes the diagnostic that it is for.
            self._server.ask("textDocument/codeAction", actions),
        ]

    def _group(self, edits: Sequence[Edit]) -> Iterator[Sequence[Edit]]:
        """Give edits as editors tell of them: one by one, or several at once."""
        if self._random.random() < 0.2:
            yield edits
        else:
            yield from ([edit] for edit in edits)

    def _tell_change(self, uri: str, version: int, edits: Sequence[Edit]) -> None:
        self.edits += len(edits)
        changes = [{"text": new} if span is None else {"range": _to_range(*span), "text": new} for span, new in edits]
        document = {"uri": uri, "version": version}
        self._server.tell("textDocument/didChange", {"textDocument": document, "contentChanges": changes})

    def _ask_something(self, uri: str, text: str) -> None:
        lines = text.count("\n") + 2
        place = {"line": self._random.randrange(lines), "character": self._random.randrange(40)}
        document = {"textDocument": {"uri": uri}}
        whole = _to_range((0, 0), (_BEHIND, 0))
        method, params = self._random.choice(
            (
                ("hover", {"position": place}),
                ("definition", {"position": place}),
                ("references", {"position": place, "context": {"includeDeclaration": True}}),
                ("documentHighlight", {"position": place}),
                ("completion", {"position": place}),
                ("inlayHint", {"range": whole}),
                ("codeLens", {}),
                ("documentSymbol", {}),
                ("foldingRange", {}),
                ("codeAction", {"range": whole, "context": {"diagnostics": []}}),
            )
        )
        self._server.ask(f"textDocument/{method}", {**document, **params})

    def _compare(self, path: Path, version: int, text: str, edits: Sequence[Edit]) -> bool:
        """Compare what is shown with what is said of the file; tell whether that is an error."""
        data = text.encode("utf-8", "replace")
        path.write_bytes(data)
        expected = check_file(path)
        self._last = self._server.diagnostics(path.as_uri(), version)
        shown = list_shown(self._last)
        if not is_same(shown, expected, text):
            raise Failure(f"text {data!r}\nbehind the edits {edits}\nthe server: {shown}\nthe command: {expected}")
        rules = {rule for rule, _, _ in expected}
        self.counts["error" if "" in rules else "warning" if rules else "nothing"] += 1
        return "" in rules


def _to_range(start: tuple[int, int], end: tuple[int, int]) -> dict[str, dict[str, int]]:
    return {
        "start": {"line": start[0], "character": start[1]},
        "end": {"line": end[0], "character": end[1]},
    }


def list_texts(corpus: str = "") -> list[str]:
    """Give the texts of the cases, and of a file of such cases, as far as an editor could have them.

    Most of those with an error are left out: hardly anything that is done to them mends them.
    """
    cases = []
    for name in CASE_FILES:
        with open(CASES / f"{name}.jsonl", encoding="utf-8") as file:
            cases += [json.loads(line) for line in file]
    if corpus:
        with gzip.open(corpus, "rt", encoding="utf-8") as file:
            cases += [json.loads(line) for line in file]
    texts = [
        case["dockerfile"]
        for number, case in enumerate(cases)
        if "dockerfile" in case and ("error" not in case["expect"] or number % BROKEN_SHARE == 0)
    ]
    return [text for text in texts if len(text) < LONGEST_TEXT and text == text.encode("utf-8", "replace").decode()]


def run(edits: int, seed: int, units: str, corpus: str = "") -> tuple[int, Counter[str]]:
    """Make so many edits; gives how many it were, and what the compared texts had.

    Raises:
        Failure: the server said something else than the command, or an error.
    """
    texts = list_texts(corpus)
    random.Random(seed).shuffle(texts)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        server = ServerProcess(folder, units)
        try:
            session = Session(server, folder, seed, units)
            while session.edits < edits:
                session.edit_text(texts[session.counts.total() % len(texts)])
            told = server.close()
        finally:
            server.kill()
    if told:
        raise Failure(f"on standard error: {told}")
    return session.edits, session.counts


def main() -> int:
    """Run and print what the texts had; the exit status is 1 if the server failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edits", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--units", choices=("utf-16", "utf-8", "utf-32"), default="utf-16")
    parser.add_argument("--corpus", default="")
    options = parser.parse_args()
    try:
        edits, counts = run(options.edits, options.seed, options.units, options.corpus)
    except Failure as failure:
        print(failure)
        return 1
    shown = ", ".join(f"{counts[kind]} with {kind}" for kind in ("warning", "error", "nothing"))
    print(f"{edits} edits, {counts.total()} texts compared: {shown}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
