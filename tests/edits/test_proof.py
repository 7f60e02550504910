from __future__ import annotations

import pytest

from preimage.bases.empty import EmptyBases
from preimage.edits import proof
from preimage.edits.fix import Fix
from preimage.edits.proof import Prover
from preimage.edits.source_text import SourceText
from preimage.fix_api import RequestCompiler
from preimage.model.findings import Finding
from preimage.model.options import BuildRequest


def prove(before: str, start: tuple[int, int], end: tuple[int, int], new: str, **fix: object) -> str:
    """Give the fault of a change, as if it were a fix of a finding on its first line."""
    data = before.encode()
    compiler = RequestCompiler(BuildRequest(all_stages=True, build_platform="linux/amd64"), EmptyBases())
    prover = Prover(compiler)
    prover.start(data, compiler.check(data))
    edit = SourceText(data).replace("R", start, end, new)
    finding = Finding(str(fix.get("rule", "LegacyKeyValueFormat")), "", (start[0],))
    may_change = fix.get("may_change", frozenset())
    assert isinstance(may_change, frozenset)
    lines = before.split("\n")
    after = "\n".join([*lines[: start[0] - 1], lines[start[0] - 1][: start[1] - 1] + new])
    after += "\n".join([lines[end[0] - 1][end[1] - 1 :], *lines[end[0] :]])
    fault = prover.find_fault(after.encode(), [Fix(finding, "", [edit], may_change)])
    return fault.text if fault is not None else ""


def test_same_image_without_the_finding() -> None:
    assert prove("FROM a\nENV a b\n", (2, 6), (2, 7), "=") == ""


@pytest.mark.parametrize(
    ("text", "start", "end", "new", "fault"),
    [
        pytest.param("FROM a\nENV a b\n", (2, 5), (2, 8), "a=c", "config.Env of the image would change", id="value"),
        pytest.param("FROM a\nENV a b\n", (2, 8), (2, 8), "c", "the finding would remain", id="no fix at all"),
        pytest.param(
            "FROM a\nENV a b\n", (2, 1), (2, 4), "ENVY",
            "it would end in DockerfileError: dockerfile parse error on line 2: unknown instruction: ENVY (did you "
            "mean ENV?) where it ended in none", id="error",
        ),
        pytest.param("FROM a\nENV a b\n", (2, 6), (2, 8), "=$x", "UndefinedVar would be found at line 2", id="finding"),
        pytest.param(
            "FROM a\nENV a b\nRUN x\n", (2, 6), (3, 6), "=b\nRUN y", "entry 1 of the image's history would change",
            id="command",
        ),
        pytest.param(
            "FROM a\nENV a b\n", (2, 6), (2, 8), "=b\nRUN x", "the history of the image would have another length",
            id="another instruction",
        ),
        pytest.param(
            "FROM a AS x\nENV c 1\nFROM b\n", (2, 6), (2, 8), "=2", "config.Env of the image would change",
            id="another target",
        ),
    ],
)  # fmt: skip
def test_fault(text: str, start: tuple[int, int], end: tuple[int, int], new: str, fault: str) -> None:
    assert prove(text, start, end, new) == fault


@pytest.mark.parametrize(
    ("new", "fault"),
    [
        pytest.param("=$X", "config.Env of the image would change", id="holds with an empty base only"),
        pytest.param("=", "", id="holds with any base"),
    ],
)
def test_bases_that_are_not_known_are_tried(new: str, fault: str) -> None:
    assert prove("FROM a\nARG X\nENV a ${X:+}\n", (3, 6), (3, 13), new).replace(
        "UndefinedVar would be found at line 3", fault
    ) == fault  # fmt: skip


def test_unsafe_fix_may_change_what_it_names() -> None:
    change = ("FROM a\nMAINTAINER x\n", (2, 1), (2, 13), "LABEL x=y")
    paths = frozenset(("author", "config.Labels"))
    assert prove(*change, rule="MaintainerDeprecated", may_change=paths) == ""
    only = frozenset(("author",))
    assert prove(*change, rule="MaintainerDeprecated", may_change=only) == "config.Labels of the image would change"


def test_error_in_both_is_no_fault(fix) -> None:
    # The second target fails before and after, and nothing else is wrong.
    text = "FROM a AS x\nENV a b\nFROM b AS y\nEXPOSE $Z\n"
    bases: dict[str, object] = {"*": {"config": {"Env": ["Z=80"]}}}
    assert fix(text, bases=bases).data == text.replace("a b", "a=b").encode()


def test_error_of_work_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "MOST_STEPS", 3000)
    assert prove("FROM a\nENV a b\n", (2, 6), (2, 7), "=") == "it would take too long"
    text = "FROM a\nENV a b\nARG TARGETSTAGE\n" + "FROM b AS x\n" * 3
    monkeypatch.setattr(proof, "MOST_STEPS", 9000)
    assert prove(text, (2, 6), (2, 7), "=") == "there are too many targets to prove it for"


def test_targets_are_built_one_by_one_if_they_know_their_name() -> None:
    text = "FROM a AS y\nARG TARGETSTAGE\nENV b $TARGETSTAGE\nFROM b AS x\n"
    assert prove(text, (3, 6), (3, 7), "=") == ""
    assert prove(text, (3, 6), (3, 19), "=x") == "config.Env of the image would change"


def test_error_of_stages_made_from_something_else() -> None:
    text = "FROM a AS x\nFROM b AS y\nFROM c\nENV a b\nCOPY --from=x /a /b\n"
    fault = "stage 2 would be made from something else"
    assert prove(text, (4, 6), (5, 13), "=b\nCOPY --from=y") == fault
    change = ("FROM a as x\nFROM b\n", (1, 8), (1, 12), "AS z")
    assert prove(*change, rule="FromAsCasing") == "there would be other targets"


def test_stages_behind_one_that_fails_are_proven_too() -> None:
    # The second stage fails on a base whose variables are no ports, and the third is looked at all the same.
    text = "FROM a\nFROM b\nEXPOSE $X\nFROM c\nARG X=1\nENV a b\n"
    assert prove(text, (6, 6), (6, 7), "=") == ""
    assert prove(text, (6, 6), (6, 8), "=${X:-b}") == "config.Env of the image would change"


def test_error_of_one_compilation_that_takes_too_much() -> None:
    text = "FROM a\nENV a b\n" + "ENV c=$c$c$c$c$c$c$c$cxx\n" * 8
    assert "variables expand to more than 1048576 characters" in prove(text, (2, 6), (2, 7), "=")
