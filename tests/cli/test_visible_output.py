"""Nothing foreign is printed raw, whatever the command and the format.

A project of nothing but hostile texts is given to all of them: what is in files, their names, the answer of a registry
and the environment.
"""

from __future__ import annotations

import http.server
import json
import os
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from preimage.cli.check_formats import FORMATS as CHECK_FORMATS
from preimage.cli.commands import COMMANDS

EVIL = (
    "\x1b[31m\x07\x00\x7f\x9b\u0085\u2028\u2029\u202e\u2066\u200f\u061c\u200b\ufeff\udcff##[error]x##vso[y]##teamcity[z"
)
LINE = "\n::error file=a::pwn"
NAME = "a\n::warning::n\x1b]0;t\x07\u202e\u2028##[z"

RAW = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\r(?!\n)"
    r"|##\[|##vso\[|##teamcity\[|(?m:^\s*::(?!(?:warning|notice|error) file=))"
)

TEXT = EVIL.replace("\x00", "").replace("\udcff", "")
GOOD = f"""\
FROM base AS b
ARG P='{TEXT}'
ENV E='{TEXT}' secret_key='{TEXT}'
# x {TEXT}
LABEL l='{TEXT}' ::error::k=v
USER $undefined{TEXT[-5:]}
WORKDIR rel/{TEXT[:9]}
EXPOSE 80/TCP
CMD echo '{TEXT}'
HEALTHCHECK --start-interval=1s CMD echo '{TEXT}'
SHELL ["a\\u001b\\u2028{LINE[1:]}"]
RUN --mount=type=secret,id=::error::s{TEXT[:3]} true
"""
BAD = {
    "a failing variable": f"FROM scratch\nCOPY <<E /\n${{zz:?a{LINE}}}\nE\n",
    "an unknown instruction": f"FROM scratch\nF{TEXT} x\n",
    "a bad stage": f"FROM {TEXT}\n",
    "a missing base": f"FROM scratch AS x\n# ::error::{TEXT}\n::FROM\n",
    "bytes": "FROM scratch\nUSER \udcff\udc9b\nSTOPSIGNAL \udc9b31m\n",
}
BASE = {"architecture": "amd64", "os": "linux", "config": {"Env": [f"B={EVIL}{LINE}"], "OnBuild": [f"ENV o='{TEXT}'"]}}
TEST = {
    "schemaVersion": "2.0.0",
    "metadataTest": {
        "user": f"{EVIL}{LINE}",
        "labels": [{"key": f"{EVIL}{LINE}", "value": "("}, {"key": "l", "value": f"({EVIL}{LINE}", "isRegex": True}],
    },
}

FROM_FILE = ("--offline", "--base", "*=base.json", "--platform", "linux/amd64")
CALL = ("--offline", "--base", "*=base.json")

# Each has its hostile text in another place; the reading of all ends in an error, or in a warning that quotes it.
HOSTILE_COMPOSE: dict[str, object] = {
    "service": {"services": {TEXT: {"build": "."}}},
    "context": {"services": {"a": {"build": {"context": f"{TEXT}{LINE}"}}}},
    "dockerfile": {"services": {"a": {"build": {"dockerfile": f"{TEXT}{LINE}"}}}},
    "target": {"services": {"a": {"build": {"context": ".", "target": f"{TEXT}{LINE}"}}}},
    "platform": {"services": {"a": {"build": {"context": ".", "platforms": [f"{TEXT}{LINE}"]}}}},
    "extends": {"services": {"a": {"extends": {"file": f"{TEXT}{LINE}", "service": "b"}}}},
    "extended": {"services": {"a": {"extends": {"file": "compose.yaml", "service": f"{TEXT}{LINE}"}}}},
    "include": {"include": [f"{TEXT}{LINE}"]},
    "env-file": {"services": {"a": {"build": ".", "env_file": f"{TEXT}{LINE}"}}},
    "env-line": {"services": {"a": {"build": ".", "env_file": "bad.env"}}},
    "depends": {"services": {"a": {"build": ".", "depends_on": [f"{TEXT}{LINE}"]}}},
    "required": {"services": {"a": {"build": ".", "image": f"${{zz:?{TEXT}{LINE}}}"}}},
    "modifier": {"services": {"a": {"build": ".", "image": f"${{{TEXT}{LINE}}}"}}},
    "unset": {"services": {"a": {"build": ".", "image": "$UNSET_x"}, TEXT[:3]: {"image": f"${TEXT}"}}},
    "port": {"services": {"a": {"build": ".", "ports": [f"{TEXT}{LINE}"]}}},
    "volume": {"services": {"a": {"build": ".", "volumes": [f"{TEXT}{LINE}"]}}},
    "network": {"services": {"a": {"build": ".", "networks": [f"{TEXT}{LINE}"]}}},
    "named-context": {"services": {"a": {"build": {"context": ".", "additional_contexts": {"b": f"{TEXT}{LINE}"}}}}},
    "top": {f"{TEXT}{LINE}": {}},
    "name": {"name": f"{TEXT}{LINE}", "services": {"a": {"build": "."}}},
    "health": {"services": {"a": {"build": ".", "healthcheck": {"test": "x", "interval": f"{TEXT}{LINE}"}}}},
    "command": {"services": {"a": {"build": ".", "command": f"'{TEXT}{LINE}"}}},
}
HOSTILE_BAKE: dict[str, str] = {
    "target": f'target "{TEXT}" {{}}\n',
    "group": f'group "default" {{\n  targets = ["{TEXT}\\n{LINE[1:]}"]\n}}\n',
    "inherits": f'target "default" {{\n  inherits = ["{TEXT}\\n{LINE[1:]}"]\n}}\n',
    "matrix": f'target "default" {{\n  name = "{TEXT}\\n{LINE[1:]}-${{a}}"\n  matrix = {{ a = ["x"] }}\n}}\n',
    "dockerfile": f'target "default" {{\n  dockerfile = "{TEXT}\\n{LINE[1:]}"\n}}\n',
    "stage": f'target "default" {{\n  target = "{TEXT}\\n{LINE[1:]}"\n}}\n',
    "platform": f'target "default" {{\n  platforms = ["{TEXT}\\n{LINE[1:]}"]\n}}\n',
    "context": f'target "default" {{\n  contexts = {{ x = "target:{TEXT}\\n{LINE[1:]}" }}\n}}\n',
    "attribute": f'target "default" {{\n  x{TEXT} = 1\n}}\n',
    "ignored": 'target "default" {\n  "::error::x" = 1\n}\n',
    "variable": f'target "default" {{\n  target = x{TEXT[-1]}\n}}\n',
    "function": f'target "default" {{\n  target = upper("{TEXT}\\n{LINE[1:]}", "{TEXT}")\n}}\n',
    "number": f'target "default" {{\n  no-cache = "{TEXT}\\n{LINE[1:]}"\n}}\n',
    "validation": (
        'variable "v" {\n  default = "a"\n  validation {\n    condition = v == "b"\n'
        f'    error_message = "{TEXT}\\n{LINE[1:]}"\n  }}\n}}\ntarget "default" {{}}\n'
    ),
    "inline": (
        f'target "default" {{\n  dockerfile-inline = "FROM scratch\\nUSER $u{TEXT}\\n::error file=a::pwn\\n"\n}}\n'
    ),
    "inline-warning": f'target "default" {{\n  dockerfile-inline = "FROM scratch as A{TEXT}\\nWORKDIR x{TEXT}\\n"\n}}\n',
    "comment": f"/* {TEXT}{LINE}",
    "heredoc": f'target "default" {{\n  target = <<E\n{TEXT}{LINE}\n',
}
HOSTILE_PROJECTS = [
    *(f"{name}.compose.yaml" for name in HOSTILE_COMPOSE),
    *(f"{name}.bake.hcl" for name in HOSTILE_BAKE),
]

PROJECTS = ["bake.json", "compose.yaml", "broken.json", "broken.hcl", "broken.yaml", "shape.yaml", f"{NAME}.hcl"]
OF_PROJECTS = [(project, *FROM_FILE) for project in PROJECTS]
CONTAINER = ("--container", "compose.yaml", *FROM_FILE)

# Arguments by command; each is run with the Dockerfile in the place of D.
RUNS: dict[str, list[tuple[str, ...]]] = {
    "config": [
        *OF_PROJECTS,
        *((project, *FROM_FILE) for project in HOSTILE_PROJECTS),
        *(("--container", project, *FROM_FILE) for project in HOSTILE_PROJECTS if ".compose." in project),
        ("bake.json", "--show-settings"),
        CONTAINER,
        ("-f", "D", *FROM_FILE),
        ("-f", "D", *FROM_FILE, "--section", "config"),
        ("-f", "D", *FROM_FILE, "--digest"),
        ("-f", "D", *FROM_FILE, "--target", f"t{EVIL}{LINE}"),
        ("-f", "D", *FROM_FILE, "--platform", f"p{EVIL}{LINE}"),
        ("-f", "D", "--offline", "--base", f"{EVIL}{LINE}=base.json"),
        ("-f", "D", "--offline", "--base", f"x={NAME}"),
        ("-f", "D", "--bases-from", f"oci-layout://{NAME}"),
        ("-f", "D", "--bases-from", f"docker-archive:{NAME}"),
        ("-f", "D", "--lock", f"{NAME}", "--locked"),
        (f"--{EVIL}{LINE}",),
    ],
    "explain": [
        *OF_PROJECTS,
        ("compose.yaml", *FROM_FILE, "--show-values"),
        CONTAINER,
        (*CONTAINER, "--format", "json", "--all", "--show-values"),
        (*CONTAINER, "Env.E", "Cmd"),
        ("--container", "compose.yaml", *FROM_FILE),
        ("--container", "compose.yaml#web", *FROM_FILE, "--show-values", "Env", "Cmd", "Labels", "Healthcheck"),
        ("D", *FROM_FILE),
        ("D", *FROM_FILE, "--all", "--show-values"),
        ("D", *FROM_FILE, "--absent", "--format", "json"),
        ("D", "Env.E", "$P", "--line", "6", *FROM_FILE),
        ("D", f"Env.{EVIL}{LINE}", *FROM_FILE),
        ("D", "--line", "5", *FROM_FILE),
    ],
    "diff": [
        *((project, "other", *FROM_FILE) for project in PROJECTS),
        ("--container", "compose.yaml", "D", *FROM_FILE),
        ("--container", "compose.yaml", "commanded.yaml", *FROM_FILE),
        ("--container", "compose.yaml", "commanded.yaml", "--format", "markdown", "--show-values", *FROM_FILE),
        ("--container", "compose.yaml", "commanded.yaml", "--format", "json", *FROM_FILE),
        ("--before-as", "compose", "--after-as", "bake", "compose.yaml", *FROM_FILE),
        ("--container", "other", "compose.yaml#web", *FROM_FILE),
        ("D", "other", *FROM_FILE),
        ("D", "other", *FROM_FILE, "--format", "markdown", "--history"),
        ("D", "other", *FROM_FILE, "--format", "json", "--show-values"),
        (f"git:{EVIL}{LINE}", "D", *FROM_FILE),
    ],
    "report": [
        *((project, "-o", "-", *FROM_FILE) for project in PROJECTS),
        ("-f", "D", "-o", "page.html", *FROM_FILE),
        ("-f", "D", "-o", f"{NAME}/x/{NAME}", *FROM_FILE),
    ],
    "check": [
        *((project, *CALL) for project in PROJECTS),
        *((project, "--format", form, *CALL) for project in PROJECTS for form in CHECK_FORMATS),
        *((project, *CALL) for project in HOSTILE_PROJECTS),
        *(("--format", form, "--projects", "hostile", *CALL) for form in CHECK_FORMATS),
        ("--statistics", ".", *CALL),
        *(("--suggest", "--unsafe-fixes", "--format", form, "D", *CALL) for form in ("sarif", "rdjson", "markdown")),
        ("--fix-only", "--diff", "--unsafe-fixes", "D", *CALL),
        ("--fix", "--unsafe-fixes", "D", *CALL),
        *((("--format", form, "D", "--portable", *CALL)) for form in CHECK_FORMATS),
        *((("--format", form, ".", *CALL)) for form in CHECK_FORMATS),
    ],
    "test": [
        *(("-f", "D", "-c", "t.json", "--format", form, *FROM_FILE) for form in ("text", "json", "junit")),
        *((project, "-c", "t.json", *FROM_FILE) for project in PROJECTS),
        *(("-c", "t.json", "--format", form, *CONTAINER) for form in ("text", "json", "junit")),
        ("-f", "D", "-c", f"{NAME}.yaml", *FROM_FILE),
        ("-f", "D", "-c", "broken.yaml", *FROM_FILE),
    ],
    "snapshot": [
        *((project, *FROM_FILE) for project in PROJECTS),
        ("--projects", *FROM_FILE),
        ("--check", "D", *FROM_FILE),
        ("D", *FROM_FILE),
        ("--check", "D", "--target", "b", *FROM_FILE),
    ],
    "lock": [
        *((project, *FROM_FILE) for project in PROJECTS),
        ("--projects", *FROM_FILE),
        ("D", *FROM_FILE),
        ("D", *FROM_FILE, "--lock", f"{NAME}.lock"),
        ("D", "--check", *FROM_FILE, "--lock", f"{NAME}.lock"),
        ("D", "--upgrade", f"{EVIL}{LINE}", *FROM_FILE),
    ],
    "pin": [
        ("-f", "D", "--lock", "broken.lock"),
        ("-f", "D", "--lock", f"{NAME}"),
        ("-f", "D", "--lock", "names.lock"),
    ],
    "verify": [
        (".", "-f", "D", "built.json", *FROM_FILE),
        (".", "-f", "D", "built.json", "--format", "json", *FROM_FILE),
        (".", "-f", "D", "built.json", "--exact", *FROM_FILE),
        (".", "-f", "D", f"{EVIL}{LINE}", *FROM_FILE),
    ],
    "outline": [
        *((project, *CALL) for project in PROJECTS),
        ("-f", "D", *CALL),
        ("-f", "D", "--format", "json", *CALL),
    ],
    "builds": [
        *((project, "--format", form) for project in PROJECTS for form in ("json", "table")),
        *((project, "--format", "table") for project in HOSTILE_PROJECTS),
        *((project,) for project in HOSTILE_PROJECTS),
        ("bake.json", "--set", f"*.target={EVIL}{LINE}", "--format", "table"),
        ("bake.json", "--var", f"{EVIL}{LINE}=x", f"t{EVIL}{LINE}"),
        ("compose.yaml", f"t{EVIL}{LINE}"),
        (f"compose.yaml#{EVIL}{LINE}",),
    ],
    "lsp": [(f"{EVIL}{LINE}",)],
    "targets": [
        *((project,) for project in PROJECTS),
        *(("-f", "D", "--format", form) for form in ("text", "json", "dot", "mermaid")),
    ],
    "scan": [
        (".", "-o", "s.sqlite", "--jobs", "1"),
        (".", f"{EVIL}{LINE}", "-o", f"{EVIL}.sqlite", "--jobs", "1"),
        ("--query", f"{EVIL}{LINE}", "other"),
        ("--query", "root", f"{EVIL}{LINE}"),
    ],
    "rule": [("FromAsCasing",), (), ("--format", "json"), (TEXT,), (f"{EVIL}{LINE}",)],
    "completion": [("bash",), ("zsh",), ("fish",), (TEXT,)],
}


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(text.encode("utf-8", "surrogateescape"))


def write_hostile_projects() -> None:
    texts = {f"{name}.compose.yaml": json.dumps(project) for name, project in HOSTILE_COMPOSE.items()}
    texts |= {f"{name}.bake.hcl": text for name, text in HOSTILE_BAKE.items()}
    for path, text in texts.items():
        name, _, kind = path.partition(".")
        write(path, text)
        write(f"hostile/{name}/{'docker-bake.hcl' if kind == 'bake.hcl' else kind}", text)


@pytest.fixture(autouse=True)
def _project(monkeypatch: pytest.MonkeyPatch) -> None:
    write("Dockerfile", GOOD)
    for name, text in BAD.items():
        write(f"{name}.Dockerfile", text)
    write(f"{NAME}/Dockerfile.{NAME}", GOOD)
    Path(f"{NAME}/Dockerfile").symlink_to("/proc/self/environ")
    write("other", GOOD.replace("CMD echo", "CMD more").replace("rel/", "else/").replace("l='", "m='"))
    escaped = f"{EVIL}{LINE}".replace("$", "$$").replace("%", "%%").replace("\0", "").replace("\udcff", "")
    target = {"dockerfile": "Dockerfile", "args": {"P": escaped, escaped: escaped}, "labels": {escaped: escaped}}
    write("bake.json", json.dumps({"target": {"default": {**target, "platforms": ["linux/amd64"]}}}))
    service = {"build": {"context": ".", **target}, "environment": [escaped], "command": f"'{escaped}'; {escaped}"}
    service |= {"labels": {escaped: escaped}, "healthcheck": {"test": escaped}, "user": escaped}
    write("compose.yaml", json.dumps({"services": {"web": service}}))
    write("shape.yaml", json.dumps({"services": {"web": {**service, escaped: escaped}}}))
    write("commanded.yaml", json.dumps({"services": {"web": {**service, "command": ["a", escaped], "user": TEXT}}}))
    write("bad.env", f"A=b\n{TEXT}{LINE}\nB='{TEXT}")
    write("broken.json", json.dumps({"target": {"default": {"target": f"${{{escaped}}}"}}}))
    write("broken.hcl", f'target "default" {{\n  target = {EVIL}{LINE}\n}}\n')
    write(f"{NAME}.hcl", f'target "default" {{\n  target = "{TEXT}" + 1\n}}\n')
    write("base.json", json.dumps(BASE, ensure_ascii=False))
    write("t.json", json.dumps(TEST, ensure_ascii=False))
    write("broken.yaml", f"a: {{{EVIL}{LINE}")
    built = {**BASE, "author": EVIL, "config": {"Labels": {f"{EVIL}{LINE}": f"{EVIL}{LINE}"}, "User": EVIL}}
    write("built.json", json.dumps(built, ensure_ascii=False))
    write("Dockerfile.config.json", f'{{"image": "{EVIL}{LINE}"}}\n')
    write("broken.lock", json.dumps({"version": EVIL + LINE, "bases": []}))
    entry = {"reference": EVIL + LINE, "platform": EVIL, "config_digest": f"sha256:{'0' * 64}", "config": {}}
    write("names.lock", json.dumps({"version": 1, "bases": [entry, entry]}))
    monkeypatch.setenv("DOCKER_DEFAULT_PLATFORM", "linux/amd64")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", f"x{TEXT}{LINE}")
    monkeypatch.setenv("HOME", os.getcwd())


DOCKERFILES = ["Dockerfile", *(f"{name}.Dockerfile" for name in BAD), f"{NAME}/Dockerfile.{NAME}", f"{NAME}/no"]
NAMES_OF_HOSTILE = {*HOSTILE_PROJECTS, "hostile"}
# An epoch that cannot be read would be the first fault of each project.
ALL_RUNS = [
    pytest.param(command, arguments, epoch, id=f"{command}-{number}-{epoch}")
    for command, runs in RUNS.items()
    for number, arguments in enumerate(runs)
    for epoch in (("without",) if NAMES_OF_HOSTILE.intersection(arguments) else ("with", "without"))
]


def find_raw(text: str) -> list[str]:
    return [repr(text[max(0, match.start() - 60) : match.end() + 20]) for match in RAW.finditer(text)]


@pytest.mark.parametrize(("command", "arguments", "epoch"), ALL_RUNS)
def test_nothing_is_printed_raw(run, monkeypatch, command: str, arguments: tuple[str, ...], epoch: str) -> None:
    if epoch == "without":
        monkeypatch.delenv("SOURCE_DATE_EPOCH")
    if NAMES_OF_HOSTILE.intersection(arguments):
        write_hostile_projects()
    for dockerfile in DOCKERFILES if "D" in arguments else ["Dockerfile"]:
        # No argument of a process holds a zero.
        ran = run(command, *(dockerfile if argument == "D" else argument.replace("\0", "") for argument in arguments))
        assert ran.status in (0, 1, 2, 4), ran.err
        assert (find_raw(ran.out), find_raw(ran.err)) == ([], [])
        assert not re.search("[\ud800-\udfff]", ran.out + ran.err)
        assert "Traceback" not in ran.err


def test_every_command_is_tried() -> None:
    assert RUNS.keys() == COMMANDS.keys()


@pytest.fixture
def registry() -> Iterator[Callable[[bytes, dict[str, str]], str]]:
    """Give a function that starts a registry with one answer to all questions, and gives its address."""
    servers = []

    def start(body: bytes, headers: dict[str, str]) -> str:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(401 if "WWW-Authenticate" in headers else 200)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
                """Say nothing."""

        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        pytest.param({"mediaType": EVIL + LINE}, {}, id="media type"),
        pytest.param({"schemaVersion": 2, "config": {"digest": EVIL + LINE}}, {}, id="digest"),
        pytest.param({"errors": [{"code": EVIL + LINE, "message": EVIL}]}, {"WWW-Authenticate": "x"}, id="error"),
        pytest.param(
            {"manifests": [{"digest": f"sha256:{'0' * 64}", "platform": {"os": EVIL, "architecture": LINE}}]},
            {"Content-Type": "application/vnd.oci.image.index.v1+json"},
            id="platform",
        ),
    ],
)
def test_answers_of_a_registry_are_made_visible(
    run, registry, monkeypatch, body: object, headers: dict[str, str]
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    host = registry(json.dumps(body).encode(), headers)
    write("Dockerfile", f"FROM {host}/a:1\n")
    status, out, err = run("config", "--insecure-registry", host)
    assert (status, out) == (4, "")
    assert find_raw(err) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("a\x1b[31m", r"a\x1b[31m", id="control"),
        pytest.param("a\n::error file=a::pwn", r"a\n::error file=a::pwn", id="newline and command"),
        pytest.param("a\u202e", r"a\u202e", id="mark of direction"),
    ],
)
def test_what_is_shown(run, monkeypatch, text: str, shown: str) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    write("Dockerfile", f"FROM scratch\nCOPY <<E /\n${{zz:?{text}}}\nE\n")
    assert run("config", "--format", "canonical").err.endswith(f": zz: {shown}\n")
