"""Fixes of texts in other shapes: line ends, marks, tabs, escapes, heredocs around, ONBUILD in front, casing, breaks.

What is fixed is held against the plain library, which knows nothing of edits.
"""

from __future__ import annotations

import base64
import json
import re
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import preimage
from preimage.bases.empty import EmptyBases
from preimage.edits.changes import list_changes
from preimage.edits.fixing import FixResult, fix_text
from preimage.fix_api import RequestCompiler
from preimage.model.options import BuildRequest

CASES = Path(__file__).parent.parent / "conformance"
REQUEST = BuildRequest(all_stages=True, has_notes=True, build_platform="linux/amd64")
BASES: tuple[dict[str, object], ...] = (
    {"config": {}},
    {
        "config": {
            "Env": ["X=a b", "Y=`q\\"],
            "WorkingDir": "/w d",
            "Shell": ["powershell", "-c"],
            "OnBuild": ["ENV T=$X"],
        }
    },
)
MARK = "\ufeff"

Lines = list[str]


def find_starts(lines: Lines) -> list[tuple[int, str]]:
    """Give the places of the lines on which instructions begin, the last first, with their words in lower case."""
    try:
        placed = preimage.locate_words("\n".join(lines).encode())
    except preimage.DockerfileError:
        return []
    return [(each.lines[0] - 1, each.keyword.text.lower()) for each in reversed(placed)]


def write_tabs(lines: Lines, random: Random) -> None:
    for place, _ in find_starts(lines):
        lines[place] = re.sub(r"\A\s*(\S+) +", r"\t\1\t", lines[place])


def write_lower(lines: Lines, random: Random) -> None:
    for place, _ in find_starts(lines):
        if random.random() < 0.7:
            lines[place] = re.sub(r"\S+", lambda match: match[0].lower(), lines[place], count=1)


def write_triggers(lines: Lines, random: Random) -> None:
    for place, word in find_starts(lines):
        if word not in ("from", "onbuild", "maintainer") and random.random() < 0.4:
            lines[place] = f"ONBUILD {lines[place].lstrip()}"


def add_heredocs(lines: Lines, random: Random) -> None:
    for place, word in find_starts(lines):
        if word == "from":
            lines[place + 1 : place + 1] = ["RUN <<'E' cat", "ENV a b", "", "\\", "FROM x as y", "E"]


def add_shells(lines: Lines, random: Random) -> None:
    for place, word in find_starts(lines):
        if word == "from" and not lines[place].rstrip().endswith(("\\", "`")):
            lines.insert(place + 1, 'SHELL ["powershell", "-Command"]')


def break_lines(lines: Lines, random: Random) -> None:
    escape = "`" if any(line.startswith("# escape=`") for line in lines[:1]) else "\\"
    for place, _ in find_starts(lines):
        if "<<" not in lines[place]:
            parts = re.split(r"( +)", lines[place])
            behind = random.choice(["", "# ENV a b\n", "\n", "  \n  # c\n"])
            at = random.randrange(0, len(parts), 2)
            parts[at] += f"{escape}\n{behind}" if at < len(parts) - 1 else ""
            lines[place] = "".join(parts)


def write_backticks(lines: Lines, random: Random) -> None:
    if not any("`" in line or re.match(r"\s*#\s*escape", line, re.IGNORECASE) for line in lines):
        lines[:] = ["# escape=`", *(re.sub(r"\\(\s*)\Z", r"`\1", line) for line in lines)]


SHAPES = (write_backticks, write_tabs, write_lower, write_triggers, add_shells, add_heredocs, break_lines)


def list_cases() -> list[str]:
    """Give the texts of the cases that have findings."""
    found = []
    for name in ("checks", "config", "source", "stages", "words"):
        for line in (CASES / f"{name}.jsonl").read_text("utf-8").rstrip("\n").split("\n"):
            case = json.loads(line)
            if case["expect"].get("warnings") and "image" in case["expect"]:
                text = case.get("dockerfile_b64")
                data = base64.b64decode(text) if text else case["dockerfile"].encode()
                found.append(data.decode("utf-8", "replace"))
    return found


TEXTS = list_cases()


@st.composite
def shaped(draw: st.DrawFn) -> bytes:
    text = draw(st.sampled_from(TEXTS))
    lines = text.removeprefix(MARK).replace("\r\n", "\n").split("\n")
    random = Random(draw(st.integers(0, 1 << 16)))
    for shape in SHAPES:
        if draw(st.booleans()):
            shape(lines, random)
            lines = "\n".join(lines).split("\n")
    text = draw(st.sampled_from(["\n", "\r\n"])).join(lines)
    text = text if draw(st.booleans()) else text.rstrip("\r\n")
    return (text if draw(st.booleans()) else MARK + text).encode()


def fix(data: bytes, *, unsafe: bool) -> FixResult:
    return fix_text(data, RequestCompiler(REQUEST, EmptyBases()), with_unsafe=unsafe)


def build(data: bytes, target: str, config: dict[str, object], build_args: dict[str, str]) -> dict[str, object] | str:
    """Give the image of a target with the ports of its history in any order, or the error."""
    try:
        result = preimage.compile(
            data, target=target or None, bases=preimage.StaticBases({"*": config}), build_args=build_args,
            build_platform="linux/amd64", check="skip=all",
        )  # fmt: skip
    except preimage.PreimageError as error:
        return re.sub("line [0-9]+", "line", str(error))
    image: dict[str, object] = json.loads(result.image.to_json())
    history = image.get("history", ())
    assert isinstance(history, (list, tuple))
    for entry in history:
        if entry["created_by"].startswith("EXPOSE ["):
            entry["created_by"] = Counter(entry["created_by"][8:-1].split())
    return image


def list_targets(data: bytes) -> list[str]:
    try:
        return ["", *sorted({each.name for each in preimage.targets(data).targets if each.name})]
    except preimage.DockerfileError:
        return [""]


def find_leaves(image: dict[str, object]) -> dict[str, object]:
    config = image["config"]
    assert isinstance(config, dict)
    top = {name: value for name, value in image.items() if name not in ("config", "history")}
    return top | {f"config.{name}": value for name, value in config.items()}


@given(shaped())
@settings(max_examples=120, deadline=None)
def test_safe_fixes_change_no_image(data: bytes) -> None:
    fixed = fix(data, unsafe=False).data
    assert not fix(fixed, unsafe=False).is_changed
    for target in list_targets(data):
        for config in BASES:
            for build_args in ({}, {"X": "1", "Y": "a b"}):
                assert build(fixed, target, config, build_args) == build(data, target, config, build_args)
    assert fixed.startswith(MARK.encode()) == data.startswith(MARK.encode())
    assert fixed.endswith(b"\n") == data.endswith(b"\n")
    if b"\r\n" in data:
        assert fixed.count(b"\n") - fixed.count(b"\r\n") <= data.count(b"\n") - data.count(b"\r\n")
    else:
        assert b"\r\n" not in fixed


@given(shaped())
@settings(max_examples=80, deadline=None)
def test_what_unsafe_fixes_tell_is_what_they_change(data: bytes) -> None:
    result = fix(data, unsafe=True)
    assert not fix(result.data, unsafe=True).is_changed
    if result.error is not None:
        return
    changes = list_changes(result, RequestCompiler(REQUEST, EmptyBases()))
    told = {situation.target: {change.leaf[0] for change in diff.changes} for situation, diff in changes.diffs}
    renames = {old: new for each in result.applied for old, new in each.renames.items()}
    stages = preimage.targets(data).targets
    for target in {each.name or "" for each in stages if each.name or each is stages[-1]}:
        before = build(data, target, BASES[0], {})
        after = build(result.data, renames.get(target, target), BASES[0], {})
        if isinstance(before, str) or isinstance(after, str):
            assert before == after
            continue
        old, new = find_leaves(before), find_leaves(after)
        changed = {path for path in old.keys() | new.keys() if old.get(path) != new.get(path)}
        assert changed == told.get(target, set())


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_shapes_are_not_all_errors(shape) -> None:
    texts = [text.split("\n") for text in TEXTS[::9]]
    for lines in texts:
        shape(lines, Random(1))
    results = [fix("\n".join(lines).encode(), unsafe=False) for lines in texts]
    assert sum(result.is_changed for result in results) > len(results) // 8
