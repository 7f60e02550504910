"""What holds for every explanation and every difference, on all cases.

More Dockerfiles are tried when PREIMAGE_CORPUS names a file of JSON lines (perhaps with gzip) in the form of
benchmarks/compile.py, and PREIMAGE_CORPUS_LIMIT how many of them.

The counterfactual: without the lines of a cause the value before it is back, and lines that cause nothing can go
without changing the config. The order of Env is left out of the latter: it is that of the first ENV of each name, which
is not its cause.
"""

from __future__ import annotations

import base64
import gzip
import json
import os
import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import preimage
from preimage.model.causes import Leaf
from preimage.results.leaves import list_leaves
from preimage.results.lines import LineExplanation

Case = dict[str, Any]
CASES = Path(__file__).parent.parent / "conformance"
FILES = ("source", "words", "config", "stages", "checks", "explain")
CORPUS = os.environ.get("PREIMAGE_CORPUS", "")
CORPUS_LIMIT = int(os.environ.get("PREIMAGE_CORPUS_LIMIT", "1000"))
OPTIONS = ("target", "platform", "build_args", "labels", "contexts", "unresolved")
MOST_LINES = 60
"""Instructions of one file that are taken away, one after the other."""


def read_cases(path: Path) -> Iterator[Case]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        yield from (case for case in map(json.loads, file) if "dockerfile" in case or "dockerfile_b64" in case)


def read_dockerfile(case: Case) -> bytes:
    if case.get("dockerfile_b64"):
        return base64.b64decode(case["dockerfile_b64"])
    text: str = case["dockerfile"]
    return text.encode()


def compile_case(case: Case, data: bytes) -> preimage.Compilation | None:
    """Compile; None: the Dockerfile is wrong."""
    options = {name: case[name] for name in OPTIONS if case.get(name)}
    bases = preimage.StaticBases(case.get("bases") or {})
    machine = case.get("build_platform") or "linux/amd64"
    try:
        return preimage.compile(data, build_platform=machine, bases=bases, **options)
    except preimage.PreimageError:
        return None


def leaves_of(result: preimage.Compilation) -> dict[Leaf, object]:
    return dict(list_leaves(json.loads(result.image.to_json())))


def config_of(result: preimage.Compilation) -> Case:
    """Give what a change of a line without effect must not change."""
    document = json.loads(result.image.to_json())
    config = document.get("config", {})
    names: dict[str, str] = {}
    for entry in config.pop("Env", []):
        names.setdefault(entry.partition("=")[0], entry)
    return {**document, "history": None, "rootfs": None, "created": None, "config": {**config, "Env": names}}


COMPUTED_KEY = re.compile(rb"(?im)^\s*(?:onbuild\s+)?(?:label|env)\s[^=\n]*\$")


class Without:
    """The same Dockerfile without some lines, compiled once for each."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._found: dict[tuple[int, int], preimage.Compilation | None] = {}
        self._leaves: dict[tuple[int, int], dict[Leaf, object]] = {}
        self.has_computed_key = COMPUTED_KEY.search(read_dockerfile(case)) is not None

    def leaves(self, lines: tuple[int, int]) -> dict[Leaf, object]:
        """Give the leaves of what is known to compile."""
        if lines not in self._leaves:
            result = self.compile(lines)
            assert result is not None
            self._leaves[lines] = leaves_of(result)
        return self._leaves[lines]

    def compile(self, lines: tuple[int, int]) -> preimage.Compilation | None:
        if lines not in self._found:
            texts = read_dockerfile(self._case).split(b"\n")
            texts[lines[0] - 1 : lines[1]] = [b""] * (lines[1] - lines[0] + 1)
            self._found[lines] = compile_case(self._case, b"\n".join(texts))
        return self._found[lines]


def check_replay(result: preimage.Compilation) -> None:
    """The trace gives the image, and each leaf of the image has exactly one final cause."""
    leaves = leaves_of(result)
    assert {leaf: write.value for leaf, write in result.explainer.study.present.items()} == leaves
    fields = result.explainer.fields()
    found = [(field.path, field.key) for field in fields if field.value is not None and field.state != "cleared"]
    assert len(found) == len(set(found))
    assert set(found) == set(leaves)
    assert all(field.cause is not None for field in fields)


def check_causes(result: preimage.Compilation, without: Without) -> None:
    """Without the lines of a cause, the value before it is back."""
    env = [entry.partition("=")[0] for entry in result.image.config.env]
    for field in result.explainer.fields():
        cause = field.cause
        assert cause is not None
        is_line = cause.kind == "instruction" and cause.instruction != "FROM" and cause.lines is not None
        # The places of triggers move up, and ArgsEscaped may come from a CMD above.
        if not is_line or field.state == "unknown" or field.path in ("config.OnBuild", "config.ArgsEscaped"):
            continue
        # Of several entries of one name, the second is then the first.
        if field.path == "config.Env" and env.count(str(field.key)) > 1:
            continue
        assert cause.lines is not None
        other = without.compile(cause.lines)
        if other is None:
            continue
        value = leaves_of(other).get((field.path, field.key))
        before = field.earlier[-1].value if field.earlier else None
        # A CMD also keeps an ENTRYPOINT of its stage from clearing what was there before.
        assert value == before or (field.path == "config.Cmd" and value is None), (field, value)


def check_lines(result: preimage.Compilation, without: Without) -> None:
    """Without a line only that changes which it sets or feeds; lines that do neither can go."""
    config, leaves = config_of(result), leaves_of(result)
    firsts = [place.instruction.lines[0] for place in result.explainer.study.places.places]
    for number in firsts[:: max(1, len(firsts) // MOST_LINES)]:
        line = result.line(number)
        assert line.lines is not None
        told = {*line.survives, *line.feeds}
        other = without.compile(line.lines) if line.instruction != "FROM" else None
        # What chose the base may change everything; a variable in a key may have made a leaf that is written again.
        if other is None or any(path == "base" for path, _ in told):
            continue
        if line.instruction in ("ARG", "ENV") and without.has_computed_key:
            continue
        assert told or config_of(other) == config, line
        changed = find_changed(leaves, leaves_of(other))
        assert {leaf for leaf in changed if not is_told(leaf, leaves, line, told)} == set(), line


def find_changed(before: dict[Leaf, object], after: dict[Leaf, object]) -> set[Leaf]:
    return {leaf for leaf in before.keys() | after.keys() if before.get(leaf) != after.get(leaf)}


def is_told(leaf: Leaf, leaves: dict[Leaf, object], line: LineExplanation, told: set[Leaf]) -> bool:
    """Tell whether a line is known to have to do with a leaf."""
    path, key = leaf
    # The places of triggers move up, and a CMD keeps an ENTRYPOINT of its stage from clearing what was there before.
    if leaf in told or path in ("config.OnBuild", "config.ArgsEscaped") or (path == "config.Cmd" and is_cmd(line)):
        return True
    # A variable in a key makes another leaf of it, perhaps one that is there already.
    return key is not None and any(other[0] == path and other != leaf for other in told)


def is_cmd(line: LineExplanation) -> bool:
    return any(path == "config.Cmd" for path, _ in line.sets)


def check_copy(result: preimage.Compilation) -> None:
    """Check that a result that came from another process explains the same."""
    explained = result.explanation().to_dict()
    assert pickle.loads(pickle.dumps(result)).explanation().to_dict() == explained


def check_pair(before: preimage.Compilation, after: preimage.Compilation) -> None:
    """A difference turned round is the difference the other way; its changes lead from one side to the other."""
    there, back = preimage.diff(before, after), preimage.diff(after, before)
    found = {
        (change.leaf, repr(change.before), repr(change.after), frozenset(change.because), change.group)
        for change in there.changes
    }
    assert found == {
        (change.leaf, repr(change.after), repr(change.before), frozenset(change.because), change.group)
        for change in back.changes
    }
    leaves = leaves_of(before)
    for change in there.to_dict()["changes"]:
        leaf = (change["path"], change["key"])
        if leaf == ("config.Env", None):
            assert change["after"] == after.image.config.env
        elif change["after"] is None:
            del leaves[leaf]
        else:
            leaves[leaf] = change["after"]
    assert leaves == leaves_of(after)


def check_cases(path: Path, limit: int | None = None) -> int:
    """Check all cases of a file, each with the one before it; gives how many have an image."""
    before = None
    count = 0
    for case in list(read_cases(path))[:limit]:
        result = compile_case(case, read_dockerfile(case))
        if result is None:
            continue
        count += 1
        without = Without(case)
        try:
            check_replay(result)
            check_copy(result)
            check_causes(result, without)
            check_lines(result, without)
            assert not preimage.diff(result, result)
            if before is not None:
                check_pair(before, result)
        except AssertionError as error:
            raise AssertionError(f"{case.get('id')}: {error}\n{read_dockerfile(case)!r}") from error
        before = result
    return count


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        *(pytest.param(CASES / f"{name}.jsonl", None, id=name) for name in FILES),
        *(pytest.param(Path(path), CORPUS_LIMIT, id="corpus") for path in filter(None, [CORPUS])),
    ],
)
def test_cases(path: Path, limit: int | None) -> None:
    assert check_cases(path, limit) > 50


def test_cases_of_differences() -> None:
    with (CASES / "diff.jsonl").open(encoding="utf-8") as file:
        cases = [json.loads(line) for line in file]
    pairs = [tuple(compile_side(case, case[side]) for side in ("before", "after")) for case in cases]
    assert len(pairs) > 20
    for before, after in pairs:
        check_pair(before, after)
        assert not preimage.diff(after, after)


def compile_side(case: Case, side: Case) -> preimage.Compilation:
    result = compile_case({**case, **side}, read_dockerfile(side))
    assert result is not None
    return result


LINES = st.sampled_from(
    [
        *("FROM a AS one", "FROM one", "FROM b", "FROM scratch", "FROM ${B:-a}", "ARG A=1", "ARG A", "ARG B=$A"),
        *("ENV A=2", "ENV A=$B$C D=$A", "ENV PATH=/x:$PATH", "ENV k='a=b'", "ENV $k=c", "LABEL $A=$B l=$D"),
        *("CMD x", "CMD []", 'CMD ["y"]', "ENTRYPOINT x", "ENTRYPOINT []", 'SHELL ["s"]', "WORKDIR /a", "WORKDIR $A"),
        *(
            "USER $A",
            "USER ''",
            "EXPOSE ${A:-80}",
            "EXPOSE 1-3/udp",
            "VOLUME /v $A/v",
            "STOPSIGNAL 9",
            "HEALTHCHECK NONE",
        ),
        *("ONBUILD ENV A=3 E=$A", "ONBUILD CMD z", "ONBUILD ARG B=4", "COPY --from=one x y", "RUN x", "MAINTAINER m"),
    ]
)
BASES = {
    "docker.io/library/a:latest": {
        "architecture": "aarch64",
        "os": "linux",
        "config": {
            "Env": ["A=0", "B", "A=5"],
            "Cmd": ["c"],
            "WorkingDir": "w",
            "OnBuild": ["ENV F=$A", "ONBUILD USER t"],
            "Shell": ["b"],
        },
    }
}


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, max_size=14), st.sampled_from([None, "linux/arm64", "windows/amd64"]))
def test_any_file(lines: list[str], platform: str | None) -> None:
    text = "\n".join(["FROM a AS one", *lines])
    case: Case = {"dockerfile": text, "bases": BASES, "build_platform": "linux/arm64", "unresolved": "empty"}
    case |= {"platform": platform, "build_args": {"B": "6"}}
    result = compile_case(case, text.encode())
    if result is None:
        return
    if result.explainer.study.target.assumed is None:
        check_replay(result)
        without = Without(case)
        check_causes(result, without)
        check_lines(result, without)
    for number in range(1, text.count("\n") + 2):
        result.line(number).to_dict()
        for name in "ABX":
            answer = result.variable(name, number)
            assert (answer.value is None) == (answer.reason == "stage-not-reached")
            assert (answer.cause is None) == (answer.state == "unset" or answer.value is None)
    assert not preimage.diff(result, result)
