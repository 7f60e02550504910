"""What docs/reference/security.md promises, seen by an audit hook: what is run, asked, written and read.

The command runs in a process of its own on files that name programs, servers and other files wherever they can. Python
reports to the hook whatever it opens, runs or connects to, whoever asks for it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import preimage
from preimage.bases.lock import render_lock
from preimage.cli import commands

ROOT = Path(__file__).parent.parent
SOURCES = str(Path(preimage.__file__).parent.parent)
PAGE = (ROOT / "docs/reference/security.md").read_text(encoding="utf-8")

GUARD = r"""
import json, os, sys

RUNS = ("subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "pty.", "os.startfile", "ctypes.")
CHANGES = (
    "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown",
    "os.utime", "os.setxattr", "os.mkfifo", "os.mknod", "shutil.", "tempfile.",
)
ASKS = ("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "telnetlib.", "imaplib.", "poplib.", "nntplib.")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
OWN = tuple({os.path.realpath(path) for path in (sys.prefix, sys.base_prefix, os.environ["SOURCES"])} | {"/usr/share/zoneinfo"})
seen = []
quiet = False

def show(value):
    return os.fsdecode(value) if isinstance(value, (str, bytes)) else repr(value)

def watch(event, arguments):
    if quiet:
        return
    if event == "open":
        path, _, flags = arguments
        if isinstance(path, int):
            return
        path = os.path.abspath(show(path))
        if flags & WRITING:
            seen.append(("write", path))
        elif not os.path.realpath(path).startswith(OWN) and not path.startswith(OWN):
            seen.append(("read", path))
    elif event.startswith(RUNS):
        seen.append(("run", show(arguments[0]) if arguments else event))
    elif event.startswith(CHANGES):
        seen.append(("write", os.path.abspath(show(arguments[0]))))
    elif event.startswith(ASKS):
        seen.append(("ask", f"{event} {arguments[1:] if event == 'socket.connect' else ''}"))
    elif event == "compile" and b"INTRUDER" in os.fsencode(arguments[0] or b""):
        seen.append(("evaluate", show(arguments[1])))
    elif event == "pickle.find_class":
        seen.append(("evaluate", show(arguments[0])))

sys.addaudithook(watch)
"""
COMMAND = (
    GUARD
    + r"""
from preimage.cli import main
status = main(sys.argv[2:])
sys.stdout.flush()
quiet = True
with open(sys.argv[1], "w") as file:
    json.dump([status, seen], file)
"""
)
LIBRARY = (
    GUARD
    + r"""
import preimage
from preimage import api, project_api

def work():
    bases = {"*": {"config": {"OnBuild": ["RUN touch INTRUDER"], "Env": ["A=b"]}}}
    text = open(sys.argv[2], "rb").read() if not work.text else work.text
    work.text = text
    result = preimage.compile(text, build_platform="linux/amd64", bases=bases, all_stages=True, notes=True)
    result.image.to_json(), result.explanation().to_dict(), result.image.to_dict(), result.line(3)
    preimage.diff(result, preimage.compile(text, build_platform="linux/arm64", bases=bases)).to_dict()
    for function in (preimage.check, preimage.outline, preimage.stage_graph):
        function(text, build_platform="linux/amd64", bases=bases)
    preimage.targets(text), preimage.locate_words(text)
    files = {"compose.yaml": b"services: {a: {build: {context: ., args: {A: $INTRUDER}}, env_file: []}}", "Dockerfile": text}
    preimage.compose(preimage.MemoryFiles("/p", files), environ={}).to_json()
    files = {"docker-bake.hcl": b'target "default" { args = { A = "${INTRUDER}" } }\nvariable "INTRUDER" {}', "Dockerfile": text}
    preimage.bake(preimage.MemoryFiles("/p", files), environ={}).to_json()

work.text = None
work()
# What is loaded on first use is loaded.
seen.clear()
class Refused(dict):
    def __getitem__(self, name): raise RuntimeError(f"environment: {name}")
    get = pop = setdefault = __contains__ = keys = items = values = copy = __iter__ = __getitem__
os.environ = Refused()
work()
found = list(seen)
quiet = True
with open(sys.argv[1], "w") as file:
    json.dump([0, found], file)
"""
)

DOCKERFILE = """\
# syntax=docker/dockerfile:1
FROM alpine as one
ARG TOKEN
ADD https://files.invalid/x.tar /x
ADD git@git.invalid:o/r.git#main /r
COPY private.txt /
COPY <<EOF /body
$(touch INTRUDER)
EOF
RUN --mount=type=bind,source=private.txt,target=/p --mount=type=secret,id=s,env=S touch INTRUDER
RUN <<EOF bash
touch INTRUDER
EOF
SHELL ["touch", "INTRUDER"]
ONBUILD RUN touch INTRUDER
ENV A="$(touch INTRUDER)" B="`touch INTRUDER`" C=${HOME} D='__import__("os").system("touch INTRUDER")'
HEALTHCHECK CMD touch INTRUDER
FROM one
COPY --from=one /etc/passwd /etc/shadow
WORKDIR relative
CMD touch INTRUDER
"""
COMPOSE = """\
services:
  web:
    build: {context: ., args: {A: "$INTRUDER", B: "`touch INTRUDER`"}, secrets: [s]}
    command: touch INTRUDER
    configs: [c]
    post_start: [{command: touch INTRUDER}]
configs: {c: {file: ./private.txt}}
secrets: {s: {file: ./private.txt}}
"""
BAKE = """\
target "default" {
  context = "https://git.invalid/o/r.git"
  secret = ["type=file,id=s,src=private.txt"]
}
target "web" { args = { A = "$(touch INTRUDER)" } }
"""
TESTS = """\
schemaVersion: 2.0.0
commandTests: [{name: c, command: touch, args: [INTRUDER], setup: [[touch, INTRUDER]]}]
fileExistenceTests: [{name: f, path: /etc/passwd, shouldExist: true}]
metadataTest: {workdir: /relative}
"""


class Seen(NamedTuple):
    status: int
    events: list[tuple[str, str]]

    def of(self, kind: str) -> set[str]:
        return {what for which, what in self.events if which == kind}


Run = Callable[..., Seen]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with files that name what must not be touched."""
    home = tmp_path / "work"
    home.mkdir()
    texts = {
        "Dockerfile": DOCKERFILE, "other": DOCKERFILE.replace("relative", "/other"), "compose.yaml": COMPOSE,
        "docker-bake.hcl": BAKE, "test.yaml": TESTS, "private.txt": "INTRUDER", ".dockerignore": "x\n",
        "base.json": '{"architecture":"amd64","os":"linux","config":{"OnBuild":["RUN touch INTRUDER"]}}',
    }  # fmt: skip
    for name, text in texts.items():
        (home / name).write_text(text)
    return home


@pytest.fixture
def run(folder: Path, tmp_path: Path) -> Run:
    """Give what runs a command, or a script, in the folder and says what it did."""

    def run_one(*arguments: str, script: str = COMMAND, given: str = "", **env: str) -> Seen:
        report = tmp_path / "events.json"
        result = subprocess.run(
            [sys.executable, "-B", "-c", script, str(report), *arguments],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": SOURCES, "SOURCES": SOURCES, **env},
            input=given,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert report.exists(), result.stderr
        status, events = json.loads(report.read_text())
        return Seen(status, [(kind, what) for kind, what in events])

    return run_one


def list_files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def find_changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


GIVEN = ("--base", "*=base.json", "--platform", "linux/amd64")
COMMANDS = [
    pytest.param(("config", ".", *GIVEN), set(), 0, id="config"),
    pytest.param(("config", ".", *GIVEN, "-o", "out.json"), {"out.json"}, 0, id="config to a file"),
    pytest.param(("config", "compose.yaml#web", *GIVEN), set(), 0, id="config of a service"),
    pytest.param(("config", "docker-bake.hcl#web", *GIVEN), set(), 0, id="config of a target"),
    pytest.param(("explain", ".", *GIVEN), set(), 0, id="explain"),
    pytest.param(("diff", ".", "other", *GIVEN), set(), 1, id="diff"),
    pytest.param(("report", ".", *GIVEN, "-o", "page.html"), {"page.html"}, 0, id="report"),
    pytest.param(("outline", "."), set(), 0, id="outline"),
    pytest.param(("targets", "."), set(), 0, id="targets"),
    pytest.param(("targets", ".", "--format", "dot"), set(), 0, id="graph"),
    pytest.param(("builds", "compose.yaml"), set(), 0, id="builds of Compose"),
    pytest.param(("builds", "docker-bake.hcl"), set(), 0, id="builds of Bake"),
    pytest.param(("check", "Dockerfile"), set(), 1, id="check"),
    pytest.param(("check", "Dockerfile", "--diff"), set(), 1, id="check with a diff"),
    pytest.param(("check", "Dockerfile", "--fix"), {"Dockerfile"}, 1, id="check with fixes"),
    pytest.param(
        ("check", "Dockerfile", "--format", "sarif", "-o", "found.sarif"), {"found.sarif"}, 1, id="check to a file"
    ),
    pytest.param(("test", ".", "-c", "test.yaml", *GIVEN), set(), 0, id="test"),
    pytest.param(("snapshot", ".", *GIVEN), {"Dockerfile.config.json"}, 0, id="snapshot"),
    pytest.param(("verify", ".", "base.json", *GIVEN), set(), 1, id="verify"),
    pytest.param(("lock", ".", "--check"), set(), 1, id="lock that is missing"),
    pytest.param(("pin", "."), set(), 2, id="pin without a lock"),
    pytest.param(
        ("scan", ".", "--jobs", "1", "-o", "store.jsonl"), {"store.jsonl", "store.jsonl.sqlite"}, 0, id="scan"
    ),
    pytest.param(("scan", ".", "--jobs", "1", "-o", "store.sqlite"), {"store.sqlite"}, 0, id="scan into a database"),
    pytest.param(("rule", "JSONArgsRecommended"), set(), 0, id="rule"),
    pytest.param(("completion", "bash"), set(), 0, id="completion"),
]


SERVING = {"lsp"}
"""Commands that end only when somebody else does: `test_language_server_runs_nothing_and_asks_nobody` has them."""


@pytest.mark.parametrize(("arguments", "written", "status"), COMMANDS)
def test_command_runs_nothing_asks_nobody_and_touches_only_its_files(
    run: Run, folder: Path, tmp_path: Path, arguments: tuple[str, ...], written: set[str], status: int
) -> None:
    before = list_files(folder)
    seen = run(*arguments)
    assert seen.status == status
    assert seen.of("run") == set()
    assert seen.of("ask") == set()
    assert seen.of("evaluate") == set()
    assert find_changed(before, list_files(folder)) == written
    # A file is written under another name beside it, and then takes its place.
    places = {os.path.dirname(path) for path in seen.of("write")} - {"/dev"}
    assert places <= ({str(folder)} if written else set())
    assert set(tmp_path.iterdir()) == {folder, tmp_path / "events.json"}
    read = {path.removeprefix(f"{folder}/") for path in seen.of("read")}
    assert read & {"private.txt", "/etc/passwd"} == set()
    assert (read & {"Dockerfile", "compose.yaml", "docker-bake.hcl"}) or arguments[0] in ("rule", "completion")


def make_message(method: str, params: object, number: int | None = None) -> str:
    """Give a message of the language server protocol: a request if it has a number."""
    named = {} if number is None else {"id": number}
    text = json.dumps({"jsonrpc": "2.0", **named, "method": method, "params": params})
    return f"Content-Length: {len(text)}\r\n\r\n{text}"


def test_language_server_runs_nothing_and_asks_nobody(run: Run, folder: Path, tmp_path: Path) -> None:
    uri = (folder / "Dockerfile").as_uri()
    text = DOCKERFILE.replace("alpine", "registry.invalid/app:1")
    opened = {"uri": uri, "languageId": "dockerfile", "version": 1, "text": text}
    place = {"textDocument": {"uri": uri}, "position": {"line": 14, "character": 1}}
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 20, "character": 0}}
    workspace: dict[str, object] = {
        "processId": None,
        "capabilities": {},
        "workspaceFolders": [{"uri": folder.as_uri(), "name": "w"}],
    }
    messages = [
        make_message("initialize", workspace, 1),
        make_message("initialized", {}),
        make_message("textDocument/didOpen", {"textDocument": opened}),
        make_message("textDocument/hover", place, 2),
        make_message("textDocument/codeLens", {"textDocument": {"uri": uri}}, 3),
        make_message(
            "textDocument/codeAction",
            {"textDocument": {"uri": uri}, "range": whole, "context": {"diagnostics": []}},
            4,
        ),
        make_message("shutdown", None, 5),
        make_message("exit", None),
    ]
    before = list_files(folder)
    seen = run("lsp", given="".join(messages))
    assert seen.status == 0
    assert seen.of("run") == set()
    # The loop of asyncio wakes itself up through a pair of sockets.
    assert {what for what in seen.of("ask") if not what.startswith("socket.__new__ ")} == set()
    assert seen.of("evaluate") == set()
    assert seen.of("write") <= {"/dev/null"}
    assert find_changed(before, list_files(folder)) == set()
    assert str(folder / ".dockerignore") in seen.of("read")
    assert not {"private.txt", "/etc/passwd"} & {path.removeprefix(f"{folder}/") for path in seen.of("read")}


def test_every_command_is_tried() -> None:
    assert {str(param.values[0][0]) for param in COMMANDS} | SERVING == set(commands.COMMANDS)


def test_library_touches_no_file_and_no_environment(run: Run, folder: Path) -> None:
    seen = run(str(folder / "Dockerfile"), script=LIBRARY)
    assert seen.events == []


def test_the_hook_sees_everything(run: Run, folder: Path) -> None:
    script = GUARD + (
        "import socket, subprocess, shutil, tempfile\n"
        "open('private.txt').close(); open('w', 'w').close(); os.mkdir('d'); os.remove('w')\n"
        "subprocess.run(['true']); socket.socket().close(); os.system('true'); eval(b'\"INTRUDER\"')\n"
        "quiet = True\n"
        "json.dump([0, seen], open(sys.argv[1], 'w'))\n"
    )
    seen = run(script=script)
    assert {kind for kind, _ in seen.events} == {"read", "write", "run", "ask", "evaluate"}
    assert str(folder / "private.txt") in seen.of("read")
    assert {str(folder / "w"), str(folder / "d")} <= seen.of("write")


@pytest.fixture
def listener() -> Iterator[int]:
    """Give the port of a server on loopback that hangs up on everybody."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            try:
                while True:
                    server.accept()[0].close()
            except OSError:
                return

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


def test_only_the_registry_that_a_needed_base_names_is_asked(run: Run, folder: Path, listener: int) -> None:
    text = f"FROM registry.invalid/unneeded AS no\nFROM 127.0.0.1:{listener}/app:1\nRUN touch INTRUDER\n"
    (folder / "Dockerfile").write_text(text)
    seen = run("config", ".")
    assert seen.status == 4
    asked = {what for what in seen.of("ask") if what.startswith("socket.connect ")}
    assert asked == {f"socket.connect (('127.0.0.1', {listener}),)"}
    names = {what for what in seen.of("ask") if "invalid" in what}
    assert names == set()
    assert seen.of("run") == set()


@pytest.mark.parametrize("option", ["--offline", "--locked", "--unresolved=empty"])
def test_nobody_is_asked_when_that_is_forbidden(run: Run, folder: Path, listener: int, option: str) -> None:
    (folder / "Dockerfile").write_text(f"FROM 127.0.0.1:{listener}/app:1\n")
    seen = run("config", ".", option)
    assert seen.status == (0 if option == "--unresolved=empty" else 2 if option == "--locked" else 4)
    assert seen.of("ask") == set()


@pytest.mark.parametrize("option", ["--offline", "--locked", "--unresolved=empty"])
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("verify", ".", "IMAGE"), id="verify"),
        pytest.param(("diff", "IMAGE", "."), id="diff, before"),
        pytest.param(("diff", ".", "IMAGE"), id="diff, after"),
        pytest.param(("report", ".", "--against", "IMAGE", "-o", "-"), id="report"),
    ],
)
def test_nobody_is_asked_for_an_image_when_that_is_forbidden(
    run: Run, folder: Path, listener: int, arguments: tuple[str, ...], option: str
) -> None:
    (folder / "Dockerfile").write_text("FROM scratch\n")
    (folder / "preimage.lock").write_bytes(render_lock([]))
    image = f"127.0.0.1:{listener}/app:1"
    seen = run(*(image if each == "IMAGE" else each for each in arguments), option)
    assert seen.status == 2
    assert seen.of("ask") == set()


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_git_is_asked_for_objects_only_and_runs_nothing_of_the_repository(run: Run, folder: Path) -> None:
    git = ("git", "-c", "user.name=n", "-c", "user.email=e", "-c", "commit.gpgsign=false")
    subprocess.run([*git, "init", "-q"], cwd=folder, check=True)
    (folder / ".gitattributes").write_text("* filter=f diff=f\n")
    subprocess.run([*git, "add", "."], cwd=folder, check=True)
    subprocess.run([*git, "commit", "-q", "-m", "m"], cwd=folder, check=True)
    for key in (
        "core.fsmonitor",
        "core.pager",
        "filter.f.smudge",
        "filter.f.clean",
        "diff.f.textconv",
        "core.sshCommand",
    ):
        subprocess.run([*git, "config", key, f"touch {folder}/INTRUDER"], cwd=folder, check=True)
    hook = folder / ".git" / "hooks" / "post-index-change"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {folder}/INTRUDER\n")
    hook.chmod(0o755)
    before = list_files(folder)
    seen = run("diff", "git:HEAD", "other", *GIVEN)
    assert seen.status in (0, 1)
    assert seen.of("run") == {"git"}
    assert seen.of("ask") == set()
    assert find_changed(before, list_files(folder)) == set()


@pytest.mark.parametrize(
    "arguments",
    [
        ("explain", "."),
        ("explain", ".", "--format", "json"),
        ("report", ".", "-o", "-"),
        ("diff", ".", "other", "--history"),
        ("builds", "compose.yaml", "--format", "table"),
        ("config", ".", "--show-settings"),
    ],
    ids=" ".join,
)
def test_secret_of_a_build_argument_is_shown_by_no_report(
    folder: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    secret = "hunter2-hunter2"
    (folder / "Dockerfile").write_text("FROM alpine\nARG TOKEN\nENV API_KEY=$TOKEN\nRUN echo $TOKEN\n")
    (folder / "other").write_text("FROM alpine\nARG TOKEN\nENV API_KEY=x$TOKEN\nRUN echo $TOKEN x\n")
    (folder / "compose.yaml").write_text("services: {web: {build: {context: ., args: {TOKEN: $TOKEN}}}}\n")
    given = () if arguments[0] == "builds" else ("--build-arg", "TOKEN", *GIVEN)
    result = subprocess.run(
        [sys.executable, "-m", "preimage", *arguments, *given],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": SOURCES, "TOKEN": secret},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode in (0, 1), result.stderr
    assert "TOKEN" in result.stdout + result.stderr or "API_KEY" in result.stdout
    assert secret not in result.stdout + result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("explain", "."),
        ("explain", ".", "Env.URL", "Cmd", "OnBuild"),
        ("explain", ".", "--line", "3"),
        ("explain", ".", "--line", "7", "$U"),
        ("explain", ".", "--format", "json"),
        ("explain", "--container", "compose.yaml#web"),
        ("report", ".", "-o", "-"),
        ("report", ".", "--against", "other", "-o", "-"),
        ("diff", ".", "other", "--history"),
        ("diff", ".", "other", "--format", "markdown"),
        ("diff", "--container", "compose.yaml#web", "compose.yaml#two"),
        ("builds", "compose.yaml", "--format", "table"),
        ("config", ".", "--show-settings"),
    ],
    ids=" ".join,
)
def test_password_in_a_url_is_shown_by_no_report(folder: Path, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    text = (
        "FROM alpine\nARG U=https://u:hunter2@h\nENV URL=https://u:hunter2@host/x NEXT=$U\n"
        "LABEL url=https://u:hunter2@h\nCMD get https://u:hunter2@h\nONBUILD RUN get https://u:hunter2@h\n"
        "ADD https://u:hunter2@h/file /\nRUN get $U\n"
    )
    (folder / "Dockerfile").write_text(text)
    (folder / "other").write_text(text.replace("hunter2", "hunter2-other").replace("@h", "@other"))
    args = "{U: 'https://u:hunter2@h'}"
    (folder / "compose.yaml").write_text(
        f"services:\n  web: {{build: {{context: ., args: {args}}}, environment: {args}}}\n"
        "  two: {build: {context: ., dockerfile: other}, environment: {U: 'https://u:hunter2-x@other'}}\n"
    )
    is_own = arguments[0] == "builds" or "--container" in arguments
    given = () if is_own else ("--build-arg", "U", "--build-context", "c=https://u:hunter2@h/r.git")
    result = subprocess.run(
        [sys.executable, "-m", "preimage", *arguments, *given, *(() if arguments[0] == "builds" else GIVEN)],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": SOURCES, "U": "https://u:hunter2@arg"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode in (0, 1), result.stderr
    assert "https://u:(" in result.stdout
    assert "hunter2" not in result.stdout + result.stderr


TEST_NAME = r"`(tests/[\w/]+\.py)::(test_\w+)`"
TEST_NAMES = re.findall(TEST_NAME, PAGE)


@pytest.mark.parametrize(("file", "name"), TEST_NAMES, ids=[name for _, name in TEST_NAMES])
def test_promise_names_a_test_that_is_there(file: str, name: str) -> None:
    assert f"\ndef {name}(" in (ROOT / file).read_text(encoding="utf-8")


def test_every_promise_names_a_test() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("|") and not line.startswith(("|---", "| Promise"))]
    assert len(rows) > 12
    assert [row for row in rows if not re.search(TEST_NAME, row)] == []
