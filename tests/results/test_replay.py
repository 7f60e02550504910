from __future__ import annotations

import json

import pytest

from preimage.model.errors import LimitError
from preimage.results.leaves import list_leaves


def values_of(replay, path: str, key=None) -> list[object]:
    return [write.value for write in replay.writes.get((path, key), ())]


@pytest.mark.parametrize(
    ("text", "base"),
    [
        pytest.param("FROM scratch", {}, id="the empty image"),
        pytest.param("FROM a\nENV A=3\nENV B=$A", {"Env": ["A=1", "B", "A=2"]}, id="a variable that stands twice"),
        pytest.param("FROM a\nENV k='a=b'\nENV $k=c\nENV a=d\nFROM a", {}, id="a name with an equals sign"),
        pytest.param("FROM a\nENTRYPOINT x", {"Cmd": ["c"], "ArgsEscaped": True}, id="a command that is cleared"),
        pytest.param(
            "FROM a AS b\nONBUILD USER x\nFROM b\nONBUILD RUN y", {"OnBuild": ["ONBUILD RUN z"]}, id="triggers"
        ),
        pytest.param("FROM a\nWORKDIR x\nUSER ''\nCMD []\nEXPOSE 80 80/tcp", {"WorkingDir": "srv"}, id="empty values"),
    ],
)
def test_gives_the_image(compile_text, text: str, base: dict[str, object]) -> None:
    result = compile_text(text, base=base)
    present = {leaf: write.value for leaf, write in result.explainer.study.present.items()}
    assert present == list_leaves(json.loads(result.image.to_json()))


def test_writes_of_one_instruction_count_once(study) -> None:
    replay = study("FROM scratch\nENV A=1 A=2\nENV A=2").target
    assert values_of(replay, "config.Env", "A") == ["2", "2"]


def test_platform_asked_for_counts_once_on_an_empty_image(study) -> None:
    assert values_of(study("FROM scratch", platform="linux/arm/v7").target, "variant") == ["v7"]


def test_triggers_start_anew_in_every_stage(study) -> None:
    replay = study("FROM a AS b\nONBUILD RUN x\nFROM b\nONBUILD RUN y", base={"OnBuild": ["USER z"]}).target
    assert values_of(replay, "config.OnBuild", 0) == ["RUN y"]
    assert [[entry.value for entry in dropped.entries] for dropped in replay.dropped] == [["USER z"], ["RUN x"]]


def test_words_use_what_they_looked_up(study) -> None:
    replay = study("FROM scratch\nARG A=1\nENV B=$A C=${D:-$A} E=x").target
    uses = {key: [use.variable for use in replay.last(("config.Env", key)).uses] for key in "BCE"}
    assert uses == {"B": ["A"], "C": ["A", "D"], "E": []}


def test_port_uses_the_words_that_name_it(study) -> None:
    replay = study("FROM scratch\nARG A=80\nARG B=80-81\nEXPOSE $A $B 443").target
    uses = {
        port: [use.variable for use in replay.last(("config.ExposedPorts", f"{port}/tcp")).uses]
        for port in (80, 81, 443)
    }
    assert uses == {80: ["A", "B"], 81: ["B"], 443: []}


def test_stage_gives_variables_back_to_env(study) -> None:
    replay = study("FROM scratch AS a\nENV A=1\nARG A=2\nARG B=3\nFROM a\nRUN x").target
    assert [(each.value, each.is_arg) for each in replay.bindings["A"]] == [("1", False), ("2", True), ("1", False)]
    assert [each.value for each in replay.bindings["B"]] == ["3"]


def test_variable_before_an_instruction(study) -> None:
    found = study("FROM scratch\nENV A=1\nENV A=2 B=$A\nRUN x")
    env, run = (found.places.at(line).instruction for line in (3, 4))
    starts = [found.target.start_of(0, each) for each in (env, run)]
    assert [found.target.binding_before("A", start).value for start in starts] == ["1", "2"]
    assert found.target.binding_before("B", starts[0]) is None


def test_shell_and_directory_are_used(study) -> None:
    replay = study('FROM scratch\nSHELL ["s"]\nCMD x\nWORKDIR /a\nWORKDIR b').target
    assert [(use.path, use.value) for use in replay.last(("config.Cmd", None)).uses] == [("config.Shell", ["s"])]
    assert [(use.path, use.value) for use in replay.last(("config.WorkingDir", None)).uses] == [
        ("config.WorkingDir", "/a")
    ]


class TestUnknownBase:
    @pytest.mark.parametrize(
        ("instruction", "path", "key"),
        [
            pytest.param("WORKDIR a", "config.WorkingDir", None, id="a relative directory"),
            pytest.param("LABEL a=$X", "config.Labels", "a", id="a variable that the base may set"),
            pytest.param("ENV PATH=/a:$PATH", "config.Env", "PATH", id="the default PATH"),
            pytest.param("CMD x", "config.Cmd", None, id="a shell form"),
            pytest.param("EXPOSE ${P:-80}", "config.ExposedPorts", "80/tcp", id="a port"),
            pytest.param("ARG V=$X\nLABEL a=$V", "config.Labels", "a", id="over an ARG"),
        ],
    )
    def test_decides(self, study, instruction: str, path: str, key: str | None) -> None:
        replay = study(f"FROM nowhere\n{instruction}", unresolved="empty").target
        assert replay.last((path, key)).is_unknown

    @pytest.mark.parametrize(
        ("instruction", "path", "key"),
        [
            pytest.param("WORKDIR /a", "config.WorkingDir", None, id="a directory"),
            pytest.param("ARG X=1\nLABEL a=$X", "config.Labels", "a", id="a variable of the file"),
            pytest.param('CMD ["x"]', "config.Cmd", None, id="the JSON form"),
            pytest.param('SHELL ["s"]\nCMD x', "config.Cmd", None, id="a shell of the file"),
            pytest.param("ENTRYPOINT []", "config.Cmd", None, id="a command that goes"),
            pytest.param("ENV A=1\nFROM b\nLABEL a=$A", "config.Labels", "a", id="a variable of the parent's Env"),
        ],
    )
    def test_does_not_decide(self, study, instruction: str, path: str, key: str | None) -> None:
        replay = study(f"FROM nowhere AS b\n{instruction}", unresolved="empty").target
        assert not replay.last((path, key)).is_unknown

    def test_may_have_a_variable_of_the_name_of_an_arg(self, study) -> None:
        replay = study("FROM nowhere AS a\nARG X=1\nLABEL a=$X\nFROM a\nLABEL b=$X", unresolved="empty").target
        assert [replay.last(("config.Labels", key)).is_unknown for key in "ab"] == [False, True]


def test_error_too_many_values(study, monkeypatch) -> None:
    monkeypatch.setattr("preimage.results.replay.MOST_FACTS", 3)
    with pytest.raises(LimitError, match="^more than 3 values of variables and fields to explain$"):
        _ = study("FROM scratch\nENV a=1 b=2\nENV c=3\nENV d=4").target
