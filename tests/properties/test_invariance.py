"""What must change nothing: the process and its surroundings, comments, continuations, stages that nobody needs.

The Dockerfiles are those of the cases. Each test counts how many there were to compare, and wants most of them.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import preimage
from fuzz.target import read_cases

SOURCES = str(Path(preimage.__file__).parent.parent)
ROOT = Path(__file__).parent.parent.parent
FILES = ("source", "words", "config", "stages", "checks", "explain")
OPTIONS = ("target", "platform", "build_args", "labels", "contexts")
Case = dict[str, Any]


class Outcome(NamedTuple):
    """What a compilation gives, without the numbers of lines; ``image`` is empty where there is an error."""

    image: str
    error: str
    findings: list[tuple[str, str]]


def list_cases() -> Iterator[tuple[Case, bytes]]:
    for case in read_cases(*FILES):
        if isinstance(case.get("dockerfile"), str) and case["dockerfile"]:
            yield case, case["dockerfile"].encode()


def give_outcome(case: Case, data: bytes, **more: Any) -> Outcome:
    options = {name: case[name] for name in OPTIONS if case.get(name)} | more
    machine = case.get("build_platform") or "linux/amd64"
    try:
        result = preimage.compile(data, build_platform=machine, bases=case.get("bases") or {}, **options)
    except preimage.DockerfileError as error:
        return Outcome("", re.sub(r"\bline \d+", "line N", str(error)), sort_findings(error.warnings))
    return Outcome(result.image.to_json(), "", sort_findings(result.warnings))


def sort_findings(findings: Any) -> list[tuple[str, str]]:
    # A comment above FROM or ARG is its description, and this rule is about that.
    shown = [(each.rule, re.sub(r"\bline \d+", "line N", each.message)) for each in findings]
    return sorted(each for each in shown if each[0] != "InvalidDefinitionDescription")


SCRIPT = """
import hashlib, json, sys
sys.path[:0] = sys.argv[1:3]
from tests.properties.test_invariance import list_cases, give_outcome
import preimage
seen = hashlib.sha256()
count = 0
for case, data in list_cases():
    seen.update(repr(give_outcome(case, data)).encode("utf-8", "surrogatepass"))
    checked = preimage.check(data, build_platform="linux/amd64", bases=case.get("bases") or {})
    seen.update(repr([(each.rule, each.message, each.lines) for each in checked.findings]).encode())
    try:
        result = preimage.compile(data, build_platform="linux/amd64", bases=case.get("bases") or {})
    except preimage.PreimageError:
        pass
    else:
        seen.update(json.dumps(result.explanation().to_dict()).encode())
    count += 1
print(count, seen.hexdigest())
"""
SURROUNDINGS = [
    pytest.param({"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC"}, id="plain"),
    pytest.param({"PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8", "TZ": "Asia/Kathmandu"}, id="another seed and time zone"),
    pytest.param(
        {
            "PYTHONHASHSEED": "4294967295", "LC_ALL": "tr_TR.UTF-8", "LANG": "ja_JP.eucJP", "PYTHONUTF8": "0",
            "SOURCE_DATE_EPOCH": "1", "DOCKER_DEFAULT_PLATFORM": "windows/arm64", "HTTP_PROXY": "http://p:1",
            "a": "x", "PATH": "/nowhere", "HOME": "/nowhere", "BUILDKIT_DOCKERFILE_CHECK": "skip=all", "NO_COLOR": "1",
        },
        id="an environment full of names that mean something elsewhere",
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def answers() -> set[str]:
    return set()


@pytest.mark.parametrize("env", SURROUNDINGS)
def test_results_do_not_depend_on_the_surroundings(env: dict[str, str], tmp_path: Path, answers: set[str]) -> None:
    (tmp_path / "Dockerfile").write_text("not this one")
    (tmp_path / "preimage.toml").write_text("not these")
    ran = subprocess.run(
        [sys.executable, "-B", "-c", SCRIPT, str(ROOT), SOURCES],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    count, digest = ran.stdout.split()
    assert int(count) > 1500
    answers.add(digest)
    assert len(answers) == 1


def find_places(data: bytes) -> list[tuple[int, int]]:
    """Give the first and last line of each instruction; none if the file cannot be read."""
    try:
        return [(each.lines[0], each.lines[-1]) for each in preimage.locate_words(data)]
    except preimage.PreimageError:
        return []


def test_comment_more_changes_nothing_but_lines() -> None:
    count = 0
    for case, data in list_cases():
        before = give_outcome(case, data)
        for first, _ in find_places(data):
            lines = data.split(b"\n")
            if first == 1 and data.startswith(b"\xef\xbb\xbf"):
                # A mark of byte order means something at the start only.
                continue
            lines.insert(first - 1, b"# one more")
            assert give_outcome(case, b"\n".join(lines)) == before, (case["id"], first)
            count += 1
    assert count > 3000


def find_escape(data: bytes) -> bytes:
    """Give the escape of a file: that which joins two lines in its place."""
    first = find_places(data)[:1]
    lines = data.split(b"\n")
    below = b"\n".join(lines[: first[0][0] - 1] if first else lines)
    joined = find_places(below + b"\nRUN a `\nb\n")
    return b"`" if joined and joined[-1][0] != joined[-1][1] else b"\\"


def split_line(line: bytes, escape: bytes, chance: random.Random) -> bytes:
    """Put a continuation behind one of the blanks of a line; the same line if there is none that will do."""
    # What follows must not become a comment, nor begin with blanks.
    places = [match.end() for match in re.finditer(rb"(?<=[^\s\\`]) (?=[^\s#])", line)]
    if not places:
        return line
    at = chance.choice(places)
    return line[:at] + escape + b"\n" + line[at:]


def test_line_that_is_split_by_a_continuation_is_the_same() -> None:
    chance = random.Random(1)
    count = 0
    for case, data in list_cases():
        escape = find_escape(data)
        before = give_outcome(case, data)
        for first, last in find_places(data):
            lines = data.split(b"\n")
            split = split_line(lines[first - 1], escape, chance)
            # Below other lines and in heredocs blanks stand for themselves.
            if first != last or split == lines[first - 1] or b"<<" in split or lines[first - 1].startswith(b" "):
                continue
            lines[first - 1] = split
            assert give_outcome(case, b"\n".join(lines)) == before, (case["id"], split)
            count += 1
    assert count > 2000


def name_last_stage(data: bytes) -> tuple[bytes, str]:
    """Give the file with a name for its last stage, and that name; empty: it can have none."""
    try:
        stages = preimage.targets(data).targets
    except preimage.PreimageError:
        return data, ""
    if not stages or stages[-1].name:
        return data, stages[-1].name if stages else ""
    lines = data.split(b"\n")
    number = stages[-1].lines[0]
    lines[number - 1] = lines[number - 1].rstrip() + b" AS last-stage"
    named = b"\n".join(lines)
    return named, "last-stage" if len(find_places(named)) == len(find_places(data)) else ""


def without_neighbours(outcome: Outcome) -> Outcome:
    """Leave out what looks at the whole file: which casing is usual, and what a wrong name may have meant."""
    findings = [each for each in outcome.findings if each[0] != "ConsistentInstructionCasing"]
    return Outcome(outcome.image, re.sub(r" \(did you mean .*?\?\)$", "", outcome.error), findings)


def test_stage_that_the_target_does_not_need_changes_nothing() -> None:
    more = b"\nFROM scratch AS unneeded-stage\nENV UNNEEDED=1\nUSER nobody\n"
    count = 0
    for case, text in list_cases():
        data, last = name_last_stage(text)
        target = case.get("target") or last
        # A number may name the stage that is new.
        if re.search(rb"from=[^\s,]*\d+", data):
            continue
        # The file may end in the middle of something.
        if not target or len(find_places(data + more)) != len(find_places(data)) + 3:
            continue
        before, after = give_outcome(case, data, target=target), give_outcome(case, data + more, target=target)
        assert without_neighbours(after) == without_neighbours(before), case["id"]
        count += 1
    assert count > 1200


LINES = st.sampled_from(
    [
        *("ENV A=2 B=x", "ENV A=$B$A", "ENV PATH=/x:$PATH", "ENV B", "LABEL l=$A", "LABEL m=1 l=2", "CMD x", "CMD []"),
        *('CMD ["y"]', "ENTRYPOINT e", "ENTRYPOINT []", 'SHELL ["s", "-c"]', "WORKDIR /a", "WORKDIR b/$A", "USER $A"),
        *("EXPOSE 80 1-3/udp", "VOLUME /v $A/v", "STOPSIGNAL 9", "HEALTHCHECK NONE", "HEALTHCHECK CMD h", "RUN r $A"),
        *("HEALTHCHECK --interval=3s --retries=2 CMD h", "ONBUILD ENV A=3 E=$A", "ONBUILD CMD z", "ONBUILD RUN t"),
        *("COPY a b", "MAINTAINER m", "ADD https://a/b /c"),
    ]
)
BASE = {
    "architecture": "amd64",
    "os": "linux",
    "rootfs": {"type": "layers", "diff_ids": []},
    "config": {"Env": ["PATH=/bin", "A=0"], "Cmd": ["c"], "Labels": {"l": "0"}, "OnBuild": ["ENV F=$A", "USER t"]},
}


@settings(max_examples=500, deadline=None)
@given(st.lists(LINES, max_size=8), st.lists(LINES, max_size=8), st.booleans())
def test_printed_config_as_a_base_is_the_stage_as_a_base(first: list[str], second: list[str], pretty: bool) -> None:
    bases = {"base": BASE}
    stage, child = "\n".join(["FROM base AS x", *first]), "\n".join(["FROM x", *second])
    case: Case = {"bases": bases}
    both = give_outcome(case, f"{stage}\n{child}\n".encode())
    if "ENV B" in (*first, *second):
        assert both.error
        return
    image = preimage.compile(stage, build_platform="linux/amd64", bases=bases).image
    printed = image.to_json(indent=2) if pretty else image.to_json()
    apart = give_outcome({"bases": {"x": json.loads(printed)}}, child.encode())
    assert json.loads(apart.image) == json.loads(both.image)
