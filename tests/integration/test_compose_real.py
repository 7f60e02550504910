"""Random projects, held against a real Docker Compose 2.40.3 where this machine has one.

The program is what ``PREIMAGE_DOCKER_COMPOSE`` names, else the plugin of Debian's package ``docker-compose``. No engine is
needed. ``PREIMAGE_DOCKER_COMPOSE_EXAMPLES`` says how many projects are tried.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import preimage

PROGRAM = os.environ.get("PREIMAGE_DOCKER_COMPOSE", "/usr/libexec/docker/cli-plugins/docker-compose")
EXAMPLES = int(os.environ.get("PREIMAGE_DOCKER_COMPOSE_EXAMPLES", "60"))
VERSION = "2.40.3"

ENVIRON = {"HOME": "/home/me", "SET": "value", "EMPTY": "", "NUMBER": "7", "TAG": "1.2", "DOLLAR": "a$SET"}
SERVICES = ["app", "web", "db", "a.b", "x-1"]
TEXTS = [
    "plain", "two words", "", "$SET", "${SET}", "${NOPE}", "$NOPE", "${NOPE:-d}", "${EMPTY:-e}", "${EMPTY-e}",
    "${SET:+r}", "${NOPE+r}", "$$SET", "$${SET}", "a$", "${TAG}-${NUMBER:-1}", "${NOPE:-${SET}}", "yes", "010", "1.50",
    "é", "a=b", "a: b", "<&>", "~", "null", "${DOLLAR}", "a\nb\n", "-", "${FROM_FILE}", "${FILE_ONLY:-x}", "%{x}",
]  # fmt: skip
BAD_TEXTS = ["${", "${SET", "${NOPE:?why}", "${EMPTY:?}", "${NOPE?}", "${SET!x}", "${1}", "${NOPE:-${}}"]
SCALARS = ["5", "1.50", "3.10", "1e6", "true", "True", "010", "0x1f", "null", "~", "yes", "12:30", "1_000", ".5", "-0"]
WORDS = ["A", "B", "SET", "EMPTY", "NOPE", "FROM_FILE", "a.b", "COMPOSE_PROJECT_NAME"]
FOLDERS = [".", "./a", "../x", "/srv/app", "a/../b", "~/src", "https://github.com/acme/app.git#main", "git@h:a/b", ""]


class Raw(str):
    """Text that stands in the file as it is."""

    __slots__ = ()


class Tagged:
    """A value with a tag."""

    def __init__(self, tag: str, value: Any) -> None:
        self.tag = tag
        self.value = value


def quote_text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def render(value: Any, indent: int = 0) -> str:
    """Write a value as YAML, mappings and lists as blocks where that can be."""
    if isinstance(value, Tagged):
        inner = render(value.value, indent)
        return f" {value.tag}{inner}"
    if isinstance(value, Raw):
        return f" {value}"
    if isinstance(value, str):
        return f" {quote_text(value)}"
    margin = " " * indent
    if isinstance(value, dict):
        if not value:
            return " {}"
        return "\n" + "\n".join(
            f"{margin}{key if isinstance(key, Raw) else quote_text(key)}:{render(item, indent + 2)}"
            for key, item in value.items()
        )
    if not value:
        return " []"
    return "\n" + "\n".join(f"{margin}-{render(item, indent + 2)}" for item in value)


class Grammar:
    """Draws the parts of a project; a part may hold at most one fault, and then the project has no other."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.is_faulty = self.chance(6)

    def pick(self, values: Any) -> Any:
        return self.draw(st.sampled_from(list(values)))

    def chance(self, one_in: int) -> bool:
        return bool(self.draw(st.integers(0, one_in - 1)) == 0)

    def some(self, values: Any, most: int = 3) -> list[Any]:
        values = list(values)
        return [] if not values else self.draw(st.lists(st.sampled_from(list(values)), max_size=most, unique_by=str))

    def fault(self, value: Any) -> bool:
        """Tell whether the one fault of the project is to be here."""
        if not self.is_faulty or not self.chance(4):
            return False
        self.is_faulty = False
        return True

    def text(self) -> str:
        return str(self.pick(BAD_TEXTS if self.fault("text") else TEXTS))

    def scalar(self) -> Any:
        return Raw(self.pick(SCALARS)) if self.chance(3) else self.text()

    def pairs(self) -> Any:
        if self.chance(2):
            return {name: Raw("") if self.chance(6) else self.scalar() for name in self.some(WORDS)}
        return [name if self.chance(4) else f"{name}={self.text()}" for name in self.some(WORDS)]

    def tagged(self, value: Any) -> Any:
        return Tagged(self.pick(["!reset", "!override"]), value) if self.chance(12) else value

    def build(self) -> Any:
        if self.chance(4):
            return self.pick(FOLDERS)
        keys: dict[str, Any] = {}
        makers = {
            "context": lambda: self.pick(FOLDERS),
            "dockerfile": lambda: self.pick(["Dockerfile", "docker/D", "../D", "/etc/D", "$SET", ""]),
            "dockerfile_inline": lambda: self.pick(["FROM scratch\n", "FROM a\nENV A=$${B}\n", ""]),
            "args": self.pairs,
            "labels": self.pairs,
            "target": lambda: self.pick(["prod", "", "${SET}", "$NOPE"]),
            "platforms": lambda: self.some(["linux/amd64", "linux/arm64", "$NOPE"]),
            "tags": lambda: self.some(["t:1", "t:2", "a=b", "a=c"]),
            "additional_contexts": self.contexts,
            "network": lambda: self.pick(["host", "none", ""]),
            "no_cache": lambda: self.pick([Raw("true"), "yes", "false", Raw("no")]),
            "pull": lambda: self.pick([Raw("true"), Raw("false")]),
            "shm_size": lambda: self.pick([Raw("64"), "1g", "2kb", "1.5m"]),
            "extra_hosts": lambda: self.pick([["a=1.2.3.4"], ["a:1.2.3.4", "b=::1"], {"a": "1.1.1.1"}]),
            "cache_from": lambda: self.some(["x", "y"]),
            "provenance": lambda: self.pick([Raw("true"), "mode=max", Raw("false")]),
            "x-other": self.scalar,
        }
        for key in self.some(makers, 5):
            keys[key] = self.tagged(makers[key]())
        if self.fault("build"):
            keys[self.pick(["foo", "target", "args", "context", "tags", "platforms"])] = self.pick(
                [Raw("null"), Raw("5"), [], {}, "text", [Raw("5")], {"a": []}]
            )
        return keys

    def contexts(self) -> Any:
        values = ["./src", "docker-image://alpine", "https://x/y.git", f"service:{self.pick(SERVICES)}", "$SET"]
        names = self.some(["base", "src", "b"])
        if self.chance(2):
            return {name: self.pick(values) for name in names}
        return [f"{name}={self.pick(values)}" for name in names]

    def service(self, others: list[str]) -> Any:
        keys: dict[str, Any] = {}
        if not self.chance(4):
            keys["build"] = self.tagged(self.build())
        if not keys or self.chance(3):
            keys["image"] = self.pick(["img", "reg/img:${TAG}", "$NOPE", ""])
        makers = {
            "environment": self.pairs,
            "labels": self.pairs,
            "platform": lambda: self.pick(["linux/amd64", "linux/arm64", ""]),
            "profiles": lambda: self.some(["p", "q", "$SET", ""]),
            "ports": lambda: self.some(["80:80", Raw("8080"), "9000-9002:9000-9002/udp", "127.0.0.1:1:1"]),
            "expose": lambda: self.some(["80", Raw("81"), "90-92"]),
            "volumes": lambda: self.some([".:/src", "/anon", "./d:/data:ro"]),
            "command": lambda: self.pick(["run -x", ["a", "b"], "a; b", "'q w' e", Raw("null"), []]),
            "entrypoint": lambda: self.pick(["e 'x y'", ["e"], ""]),
            "healthcheck": self.healthcheck,
            "depends_on": lambda: self.some(others),
            "restart": lambda: "always",
            "tmpfs": lambda: self.pick(["/t", ["/t", "/u"]]),
            "dns": lambda: self.pick(["1.1.1.1", ["1.1.1.1", "8.8.8.8"], ""]),
            "ulimits": lambda: {"nofile": self.pick([Raw("5"), "7", {"soft": Raw("1"), "hard": Raw("2")}])},
            "stop_grace_period": lambda: self.pick(["5s", "1m30s", "1d"]),
            "mem_limit": lambda: self.pick(["1g", Raw("5")]),
            "logging": lambda: {"driver": self.pick(["a", "b"]), "options": {"o": "1"}},
            "pull_policy": lambda: self.pick(["build", "always"]),
            "init": lambda: self.pick([Raw("true"), "yes", "$SET"]) if self.fault("init") else Raw("true"),
            "x-any": self.scalar,
            "extends": lambda: self.pick(others) if others else "app",
        }
        for key in self.some(makers, 4):
            keys[key] = self.tagged(makers[key]())
        if self.fault("service"):
            keys[self.pick(["comand", "user", "ports", "environment", "image", "depends_on"])] = self.pick(
                [Raw("null"), Raw("5"), "text", [Raw("5")], {"a": {}}]
            )
        return keys

    def healthcheck(self) -> Any:
        keys: dict[str, Any] = {}
        if self.chance(2):
            keys["test"] = self.pick(["true", ["CMD", "a"], ["NONE"], "NONE"])
        if self.chance(2):
            keys["interval"] = self.pick(["5s", "1m", "1w"])
        if self.chance(3):
            keys["retries"] = self.pick([Raw("3"), "4"])
        return keys

    def file(self, names: list[str], *, is_first: bool) -> dict[str, Any]:
        root: dict[str, Any] = {}
        if self.chance(4):
            root["name"] = self.pick(["shop", "My Shop", "${SET}-x", "a"])
        if self.chance(6):
            root["version"] = "3.8"
        services = {}
        is_shared = is_first and self.chance(5)
        if is_shared:
            part = self.service([])
            root["x-shared"] = Tagged("&shared", part)
        for name in names:
            others = [other for other in names if other != name]
            service = self.service([other for other in others if is_first or self.chance(2)])
            if not is_first:
                service = {key: service[key] for key in self.some(service, 3)}
            if is_shared and self.chance(2):
                service[Raw("<<")] = Raw(self.pick(["*shared", "[*shared]", "[*shared, {image: other}]"]))
            services[name] = service
        root["services"] = services
        if self.chance(6):
            root["networks"] = {"net": Raw("null"), "ext": {"external": Raw("true")}}
            root["volumes"] = {"data": Raw("")}
            services[names[0]]["networks"] = self.pick([["net"], {"net": Raw("null"), "ext": {"aliases": ["a", "a"]}}])
            services[names[0]]["volumes"] = ["data:/data", {"type": "bind", "source": "./s", "target": "/s"}]
        if self.chance(8):
            root["x-part"] = self.pairs()
        if self.fault("root"):
            root[self.pick(["foo", "volumes", "networks", "secrets", "include", "services"])] = self.pick(
                [Raw("null"), Raw("5"), "text", [], ["x"], {"a": Raw("5")}, {"a b": {}}]
            )
        return root


@st.composite
def projects(draw: Any) -> dict[str, Any]:
    return make_project(Grammar(draw))


def make_project(grammar: Grammar) -> dict[str, Any]:
    names = grammar.some(SERVICES) or ["app"]
    documents = {"compose.yaml": grammar.file(names, is_first=True)}
    args: dict[str, Any] = {}
    if grammar.chance(3):
        documents["over.yaml"] = grammar.file(grammar.some(names) or names[:1], is_first=False)
        args["files"] = ["compose.yaml", "over.yaml"]
    elif grammar.chance(4):
        documents["compose.override.yaml"] = grammar.file(names[:1], is_first=False)
    if grammar.chance(5):
        documents["sub/part.yaml"] = grammar.file(["inner"], is_first=True)
        documents["compose.yaml"]["include"] = [grammar.pick(["sub/part.yaml", {"path": "sub/part.yaml"}])]
    if grammar.chance(5):
        documents["base/base.yaml"] = grammar.file(["base", "other"], is_first=True)
        services = documents["compose.yaml"]["services"]
        if isinstance(services, dict) and isinstance(services.get(names[0]), dict):
            services[names[0]]["extends"] = {"service": "base", "file": "base/base.yaml"}
    files = {path: render(root).lstrip("\n") + "\n" for path, root in documents.items()}
    if grammar.chance(8):
        more = grammar.file(grammar.some(names) or names[:1], is_first=False)
        files["compose.yaml"] += "---\n" + render(more).lstrip("\n") + "\n"
    return {
        "files": {**files, **draw_env_file(grammar)},
        "args": args | draw_args(grammar, names),
        "environ": draw_environ(grammar),
    }


def draw_env_file(grammar: Grammar) -> dict[str, str]:
    lines = ["FROM_FILE=file", "SET=hidden", "FILE_ONLY='a b'", 'Q="x\\ny"', "# c", "NOPE2", "R=${SET}-$FROM_FILE"]
    return {".env": "\n".join(grammar.some(lines, 5)) + "\n"} if grammar.chance(2) else {}


def draw_args(grammar: Grammar, names: list[str]) -> dict[str, Any]:
    args: dict[str, Any] = {}
    if grammar.chance(5):
        args["profiles"] = grammar.some(["p", "q", "*"])
    if grammar.chance(6):
        args["services"] = grammar.some([*names, "nope", "a*"], 2)
    if grammar.chance(8):
        args["project_name"] = "given"
    if grammar.chance(8):
        args["build_args"] = {"A": "given", "Z": ""}
    return args


def draw_environ(grammar: Grammar) -> dict[str, str]:
    return {**ENVIRON, **({"DOCKER_DEFAULT_PLATFORM": "linux/arm64"} if grammar.chance(12) else {})}


def command_of(args: dict[str, Any]) -> list[str]:
    options = [f"--file={path}" for path in args.get("files", ())]
    options += [f"--profile={profile}" for profile in args.get("profiles", ())]
    if "project_name" in args:
        options.append(f"--project-name={args['project_name']}")
    given = [f"--build-arg={name}={value}" for name, value in args.get("build_args", {}).items()]
    return [PROGRAM, *options, "build", "--print", *given, *args.get("services", ())]


def normalize(text: str) -> Any:
    printed = json.loads(text) if text.strip() else {}
    for group in printed.get("group", {}).values():
        group["targets"] = sorted(group["targets"] or ())
    for target in printed.get("target", {}).values():
        for key in ("ulimits", "ssh"):
            if key in target:
                target[key].sort()
    return printed


def ask_tool(project: dict[str, Any], folder: Path) -> Any:
    """Give what the tool prints, or the text of its error with the names of unknown keys sorted."""
    environ = {"PATH": "/usr/bin", "PWD": str(folder), **project["environ"]}
    ran = subprocess.run(
        command_of(project["args"]),
        cwd=folder,
        env=environ,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    if ran.returncode == 0:
        return normalize(ran.stdout)
    lines = [line for line in ran.stderr.splitlines() if not line.startswith("time=")]
    return sort_names("\n".join(lines))


def sort_names(text: str) -> str:
    def order(match: re.Match[str]) -> str:
        return f"additional properties {', '.join(sorted(match[1].split(', ')))} not allowed"

    return re.sub("additional properties (.*) not allowed", order, text)


def ask_preimage(project: dict[str, Any], folder: Path) -> Any:
    try:
        loaded = preimage.compose(folder, environ={**project["environ"], "PWD": str(folder)}, **project["args"])
    except preimage.ProjectError as error:
        return sort_names(str(error))
    return normalize(loaded.to_json())


def tool_version() -> str:
    if not os.path.isfile(PROGRAM):
        return ""
    ran = subprocess.run(
        [PROGRAM, "version", "--short"], capture_output=True, encoding="utf-8", check=False, timeout=60
    )
    return ran.stdout.strip().removeprefix("v")


needs_tool = pytest.mark.skipif(
    not tool_version().startswith(VERSION), reason=f"needs Docker Compose {VERSION} as PREIMAGE_DOCKER_COMPOSE"
)


@needs_tool
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(project=projects())
def test_random_projects(project: dict[str, Any]) -> None:
    folder = Path(tempfile.mkdtemp(prefix="compose-")).resolve() / "demo"
    try:
        for path, text in project["files"].items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        ours = ask_preimage(project, folder)
        theirs = ask_tool(project, folder)
        # With several faults the tool names any of them; where it breaks down itself, there is nothing to compare.
        for _ in range(12):
            if ours == theirs or (isinstance(theirs, str) and "goroutine " in theirs):
                return
            theirs = ask_tool(project, folder)
        assert ours == theirs
    finally:
        shutil.rmtree(folder.parent)
