"""Random projects, held against a real Buildx 0.29.1 where this machine has one.

The program is what ``PREIMAGE_DOCKER_BUILDX`` names, else the plugin of Debian's package ``docker-buildx``. No engine is
needed. ``PREIMAGE_DOCKER_BUILDX_EXAMPLES`` says how many projects are tried.
"""

from __future__ import annotations

import json
import os
import random
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

PROGRAM = os.environ.get("PREIMAGE_DOCKER_BUILDX", "/usr/libexec/docker/cli-plugins/docker-buildx")
EXAMPLES = int(os.environ.get("PREIMAGE_DOCKER_BUILDX_EXAMPLES", "100"))
VERSION = "0.29.1"

ENVIRON = {
    "HOME": "/nonexistent",
    "PATH": "/usr/bin",
    "TAG": "9.9",
    "COUNT": "7",
    "FLAG": "f",
    "LIST": "x,y",
    "EMPTY": "",
}
OTHERS = re.compile(r",? and \d+ other diagnostic\(s\)$")

DEFAULTS = [
    '"1.0"',
    "3",
    "true",
    "null",
    '""',
    '["a", "b"]',
    "{ k = 1 }",
    "1.5",
    "TAG",
    '"${COUNT}x"',
    "upper(TAG)",
    "[]",
    "{}",
]
SAFE = {"TAG": '"1"', "COUNT": "1", "FLAG": "true", "LIST": 'join("-", ["a", "b"])', "EMPTY": "null"}
TYPES = [
    "string",
    "number",
    "bool",
    "list(string)",
    "map(string)",
    "set(string)",
    "any",
    "object({ k = string })",
    "list(any)",
]
NAMES = ["TAG", "COUNT", "FLAG", "LIST", "EMPTY", "NOPE", "base", "item"]
LITERALS = [
    "1", "0", "-1", "1.50", "1e3", "true", "false", "null", '"a"', '""', '"1"', '"true"', '"é"', '"a b"', "[]", "{}",
    '["a", "b"]', "[1, 2]", '[1, "a"]', "{ a = 1 }", '{ b = "x", a = 2 }', '[{ a = 1 }, { a = 2 }]', "0.1", '"x.y"', "[null]",
]  # fmt: skip
CALLS = [
    "upper({})", "lower({})", "length({})", "join(\",\", {})", "split(\",\", {})", "jsonencode({})", "concat({}, {})", "merge({}, {})",
    "replace({}, \"a\", \"b\")", "try({}, {})", "can({})", "max({}, {})", "keys({})", "values({})", "flatten([{}, {}])", "coalesce({}, {})",
    "contains({}, {})", "lookup({}, \"a\", {})", "format(\"%s-%v\", {}, {})", "substr({}, 0, 2)", "distinct({})", "sort({})",
    "reverse({})", "element({}, {})", "setunion({}, {})", "zipmap({}, {})", "range({})", "title({})", "trimspace({})", "nope({})", "f({})",
    "convert({}, string)", "compact({})", "index({}, 0)", "md5({})", "equal({}, {})", "not({})", "strlen({})", "slice({}, 0, 1)",
    "formatlist(\"%s\", {})", "setproduct({}, {})", "chunklist({}, 2)", "regex_replace({}, \"[a-z]\", \"-\")", "tonumber({})",
]  # fmt: skip
SIGNS = ["+", "-", "*", "/", "%", "==", "!=", "<", ">=", "&&", "||"]


class Writer:
    """Writes projects of the language, most of them right, from a source of chance."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def pick(self, options: list[str]) -> str:
        return self.chance.choice(options)

    def expression(self, depth: int = 0) -> str:
        kinds = [self.literal, self.name, self.template]
        if depth < 3:
            kinds += [self.binary, self.conditional, self.call, self.steps, self.loop, self.collection, self.template]
        return self.chance.choice(kinds)(depth + 1)

    def literal(self, depth: int) -> str:
        return self.pick(LITERALS)

    def name(self, depth: int) -> str:
        return self.pick(NAMES[:5] if self.chance.random() < 0.9 else NAMES)

    def template(self, depth: int) -> str:
        if depth > 3:
            return '"x"'
        inner = self.expression(depth + 1)
        return self.pick(
            [
                f'"a${{{inner}}}"',
                f'"${{{inner}}}"',
                f'"a ${{~ {inner} ~}} b"',
                f'"%{{if {inner}}}y%{{else}}n%{{endif}}"',
                f'"%{{for x in {inner}}}<${{x}}>%{{endfor}}"',
                f'"$${{x}} %%{{y}} ${{{inner}}}"',
                f"<<-E\n      a ${{{inner}}}\n        ${{~ TAG ~}}\n     b\n    E\n",
                f"<<E\na\n  %{{~ if true ~}}\n  ${{{inner}}}\n%{{ endif }}\nE\n",
            ]
        )

    def binary(self, depth: int) -> str:
        text = f"{self.expression(depth)} {self.pick(SIGNS)} {self.expression(depth)}"
        return f"({text})" if self.chance.random() < 0.5 else text

    def conditional(self, depth: int) -> str:
        return f"({self.expression(depth)} ? {self.expression(depth)} : {self.expression(depth)})"

    def call(self, depth: int) -> str:
        pattern = self.pick(CALLS)
        return pattern.format(*(self.expression(depth) for _ in range(pattern.count("{}"))))

    def steps(self, depth: int) -> str:
        ends = [".a", "[0]", '["a"]', "[*]", ".*.a", "[*].a", ".0", "[-1]", f"[{self.expression(depth)}]"]
        return self.expression(depth) + self.pick(ends)

    def loop(self, depth: int) -> str:
        head, result = f"for item in {self.expression(depth)}", self.expression(depth)
        condition = f" if {self.expression(depth)}" if self.chance.random() < 0.3 else ""
        return self.pick(
            [
                f"[{head} : item{condition}]",
                f"[{head} : {result}{condition}]",
                f"{{ for k, item in {self.expression(depth)} : k => {result}{condition} }}",
                f"{{ {head} : {result} => item... }}",
            ]
        )

    def collection(self, depth: int) -> str:
        items = [self.expression(depth) for _ in range(self.chance.randrange(3))]
        if self.chance.random() < 0.5:
            return f"[{', '.join(items)}]"
        keys = ["a", '"b"', "(TAG)", '"${COUNT}"', "c"]
        return "{ " + ", ".join(f"{self.pick(keys)} = {item}" for item in items) + " }"

    def variable(self, name: str, is_risky: bool) -> str:
        # One at most may fail: which of several is said first varies.
        if not is_risky:
            return f'variable "{name}" {{\n  default = {SAFE[name]}\n}}\n'
        lines = []
        if self.chance.random() < 0.3:
            lines.append(f"type = {self.pick(TYPES)}")
        if self.chance.random() < 0.85:
            # Circles of defaults are said of any of their members.
            defaults = [
                each for each in DEFAULTS if name not in {"TAG", "COUNT"} or ("TAG" not in each and "COUNT" not in each)
            ]
            lines.append(f"default = {self.pick(defaults)}")
        if self.chance.random() < 0.1:
            lines.append(f'validation {{\n condition = {name} != "bad"\n error_message = "no ${{TAG}}"\n }}')
        body = "\n  ".join(lines)
        return f'variable "{name}" {{\n  {body}\n}}\n'

    def target(self, name: str, others: list[str]) -> str:
        # One attribute that may fail: which of several faults is said first varies.
        plain = {
            "tags": '["x:${TAG}"]',
            "target": '"prod"',
            "context": self.pick(['"."', '"./a//b"', '"https://x/y.git"', '"cwd://z"', '""']),
            "dockerfile": '"./D"',
            "platforms": '["linux/amd64", "linux/arm64"]',
            "labels": '{ l = "1", "a.b" = null }',
            "pull": "true",
            "output": self.pick(['["type=docker"]', '["out"]', '[{ type = "oci", dest = "o" }]']),
            "cache-from": '["a/b", "type=gha"]',
            "description": '"d ${TAG}"',
            "contexts": self.pick(['{ c = "docker-image://x" }', f'{{ c = "target:{self.pick(others)}" }}']),
            "network": self.pick(['"host"', '"none"']),
            "entitlements": '["e"]',
        }
        chosen = self.chance.sample(sorted(plain), self.chance.randrange(4))
        lines = [f"{key} = {plain[key]}" for key in chosen]
        if self.chance.random() < 0.4:
            lines.append(f"inherits = [{', '.join(json.dumps(self.pick(others)) for _ in range(2))}]")
        lines.append(f"args = {{\n    A = {self.expression()}\n    b = null\n  }}")
        if self.chance.random() < 0.15:
            lines.append('matrix = { m = ["1", "2"] }')
            lines.append(f'name = "{name}-${{m}}"')
        body = "\n  ".join(lines)
        return f'target "{name}" {{\n  {body}\n}}\n'

    def project(self) -> str:
        targets = ["default", "base", "app", "lib"][: self.chance.randrange(1, 5)]
        names = ["TAG", "COUNT", "FLAG", "LIST", "EMPTY"]
        risky = self.pick(names) if self.chance.random() < 0.4 else ""
        blocks = [self.variable(name, name == risky) for name in names]
        blocks += [self.target(name, ["base", "app", "lib", "default"]) for name in targets]
        if self.chance.random() < 0.3:
            blocks.append(f'group "all" {{\n  targets = {json.dumps(targets[::-1])}\n}}\n')
        blocks.append('function "f" {\n  params = [x]\n  result = "${x}${TAG}"\n}\n')
        self.chance.shuffle(blocks)
        return "".join(blocks)


def find_version() -> str:
    if shutil.which(PROGRAM) is None:
        return ""
    done = subprocess.run([PROGRAM, "version"], capture_output=True, encoding="utf-8", check=False, timeout=60)
    return done.stdout


VERSION_LINE = find_version()
pytestmark = pytest.mark.skipif(
    VERSION not in VERSION_LINE, reason=f"there is no Buildx {VERSION} at {PROGRAM}: {VERSION_LINE or 'nothing'}"
)


def run_tool(text: str, arguments: list[str]) -> tuple[int, str]:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "docker-bake.hcl").write_text(text, encoding="utf-8")
        done = subprocess.run(
            [PROGRAM, "bake", "--print", *arguments],
            cwd=folder,
            env=ENVIRON,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=120,
            stdin=subprocess.DEVNULL,
        )
    errors = "\n".join(line for line in done.stderr.splitlines() if not re.match(r"#\d+ ", line))
    return done.returncode, done.stdout.rstrip("\n") if done.returncode == 0 else errors.strip("\n")


def run_preimage(text: str, targets: list[str], overrides: list[str]) -> tuple[int, str]:
    files = preimage.MemoryFiles("/project", {"docker-bake.hcl": text.encode()})
    try:
        return 0, preimage.bake(files, targets=targets, overrides=overrides, environ=ENVIRON).to_json()
    except preimage.ProjectError as error:
        return 1, str(error)


def simplify(text: str) -> str:
    """Leave out what varies from run to run: other faults, suggestions, names in circles."""
    text = OTHERS.sub("", text)
    text = re.sub(r' Did you mean "[^"]*"\?', "", text)
    return "\n".join(line for line in text.splitlines() if line)


def sort_groups(text: str) -> Any:
    printed = json.loads(text)
    for group in printed.get("group", {}).values():
        group["targets"] = group["targets"] and sorted(group["targets"])
    return printed


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.integers(min_value=0, max_value=2**40))
def test_random_projects(seed: int) -> None:
    chance = random.Random(seed)
    text = Writer(chance).project()
    targets = chance.choice([[], ["default"], ["*"], ["app", "base"], ["all"]])
    overrides = chance.choice([[], [], [], ["*.args.X=${y}"], ["default.target=t"], ["app.tags+=z"]])
    status, said = run_preimage(text, targets, overrides)
    arguments = [*(part for each in overrides for part in ("--set", each)), *targets]
    # Go's maps are walked in another order each time: what is said once in a few runs counts.
    for _ in range(6):
        real_status, real = run_tool(text, arguments)
        if "goroutine " in real:
            return
        if real_status == 0 == status:
            assert sort_groups(said) == sort_groups(real), text
            return
        if real_status != 0 != status and simplify(real) == simplify(said):
            return
    assert (status, simplify(said)) == (real_status, simplify(real)), text
