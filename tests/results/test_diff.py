from __future__ import annotations

import pytest

import preimage
from preimage.model.causes import Cause
from preimage.results.diff import compare


def lines_of(cause: Cause | None) -> tuple[int, int] | None:
    return None if cause is None else cause.lines


def groups(diff) -> dict[tuple[str, object], str]:
    return {change.leaf: change.group for change in diff.changes}


def test_nothing_differs_from_itself(compile_text) -> None:
    result = compile_text("FROM a\nENV A=1\nCMD x")
    diff = preimage.diff(result, result)
    assert not diff
    assert diff.to_dict()["changes"] == []
    assert diff.to_dict()["summary"] == {"own": 0, "base": 0, "follow": 0}


def test_own_before_base_and_then_as_in_the_json(compile_text) -> None:
    old = compile_text("FROM a\nUSER x\nLABEL b=1 a=1", base={"Env": ["V=1"], "StopSignal": "1"})
    new = compile_text("FROM a\nEXPOSE 80\nLABEL b=2 a=2", base={"Env": ["V=2"], "StopSignal": "2"})
    assert [change.leaf for change in preimage.diff(old, new).changes] == [
        ("config.User", None),
        ("config.ExposedPorts", "80/tcp"),
        ("config.Labels", "a"),
        ("config.Labels", "b"),
        ("config.Env", "V"),
        ("config.StopSignal", None),
    ]


def test_env_in_the_order_before_then_what_is_new(compile_text) -> None:
    old, new = compile_text("FROM a\nENV Z=1 A=1"), compile_text("FROM a\nENV B=2 A=2 Z=2")
    assert [change.leaf[1] for change in preimage.diff(old, new).changes] == ["Z", "A", "B"]


def test_another_order_of_env_is_one_change(compile_text) -> None:
    old, new = compile_text("FROM a\nENV A=1\nENV B=2"), compile_text("FROM a\nENV B=2\nENV A=1")
    (change,) = preimage.diff(old, new).changes
    assert (change.leaf, change.action, change.group) == (("config.Env", None), "change", "own")
    assert isinstance(change.after, list)
    assert [entry[:1] for entry in change.after[1:]] == ["B", "A"]
    assert (lines_of(change.before_cause), lines_of(change.after_cause)) == ((3, 3), (3, 3))


@pytest.mark.parametrize(
    ("before", "after", "leaf", "group"),
    [
        pytest.param("USER x", "USER y", ("config.User", None), "own", id="an instruction"),
        pytest.param("", "USER y", ("config.User", None), "own", id="over the base"),
        pytest.param("", "", ("config.User", None), "base", id="the base"),
        pytest.param("ENV E=$V", "ENV E=$V", ("config.Env", "E"), "base", id="what uses the base"),
        pytest.param("ENV E=$V", "ENV E=$V$V", ("config.Env", "E"), "own", id="other words"),
        pytest.param("ENV E=$V F=1", "ENV E=$V F=2", ("config.Env", "E"), "base", id="other words beside it"),
        pytest.param("EXPOSE $V", "EXPOSE $V", ("config.ExposedPorts", "1/tcp"), "base", id="a port of the base"),
        pytest.param("USER a\nUSER b", "USER b\nUSER a", ("config.User", None), "own", id="another order"),
        pytest.param("CMD x", "CMD x", ("config.Cmd", None), "base", id="the shell of the base"),
    ],
)
def test_groups(compile_text, before: str, after: str, leaf, group: str) -> None:
    old = compile_text(f"FROM a\n{before}", base={"Env": ["V=1"], "User": "1", "Shell": ["1"]})
    new = compile_text(f"FROM a\n{after}", base={"Env": ["V=2"], "User": "2", "Shell": ["2"]})
    assert groups(preimage.diff(old, new))[leaf] == group


@pytest.mark.parametrize(
    ("before", "after", "leaf"),
    [
        pytest.param("ENV N=a\nVOLUME /$N", "VOLUME /$N", ("config.Volumes", "/"), id="key without the variable"),
        pytest.param("ENV N=a\nVOLUME /$N", "VOLUME /$N", ("config.Volumes", "/a"), id="key with the variable"),
        pytest.param("ONBUILD USER b", "ONBUILD USER a\nONBUILD USER b", ("config.OnBuild", 0), id="trigger before"),
        pytest.param(
            "ONBUILD USER b", "ONBUILD USER a\nONBUILD USER b", ("config.OnBuild", 1), id="trigger that moved"
        ),
    ],
)
def test_same_words_at_another_place_are_own(compile_text, before: str, after: str, leaf) -> None:
    diff = preimage.diff(compile_text(f"FROM a\n{before}"), compile_text(f"FROM a\n{after}"))
    assert groups(diff)[leaf] == "own"


def test_order_of_env_by_the_base(compile_text) -> None:
    text = "FROM a\nENV A=1 B=2"
    old, new = compile_text(text, base={"Env": ["PATH=/", "C=3"]}), compile_text(text, base={"Env": ["C=3", "PATH=/"]})
    (change,) = preimage.diff(old, new).changes
    assert (change.leaf, change.group) == (("config.Env", None), "base")


def test_triggers_by_the_base(compile_text) -> None:
    text = "FROM a\nONBUILD USER x"
    old, new = compile_text(text), compile_text(text, base={"OnBuild": ["ONBUILD USER y"]})
    diff = preimage.diff(old, new)
    assert set(groups(diff).items()) == {(("config.OnBuild", 0), "base"), (("config.OnBuild", 1), "base")}


def test_another_platform_is_no_base(compile_text) -> None:
    text = "FROM a\nARG TARGETARCH\nENV A=$TARGETARCH"
    old, new = (compile_text(text, platform=platform) for platform in ("linux/amd64", "linux/arm64"))
    assert set(groups(preimage.diff(old, new)).values()) == {"own"}


def test_config_without_causes(compile_text) -> None:
    result = compile_text("FROM a\nUSER x")
    diff = preimage.diff({"architecture": "amd64", "os": "linux", "config": {"User": "y"}}, result)
    found = {change.leaf: change for change in diff.changes}
    assert found["config.User", None].before_cause is None
    assert lines_of(found["config.User", None].after_cause) == (2, 2)
    assert set(groups(diff).values()) == {"own"}
    assert diff.before_input["platform"] is None


def test_image_is_compared_as_well(compile_text) -> None:
    result = compile_text("FROM a\nUSER x")
    assert not preimage.diff(result, result.image)


class TestHistory:
    def test_is_left_out_unless_asked_for(self, compile_text) -> None:
        old, new = compile_text("FROM a\nRUN x"), compile_text("FROM a\nRUN y")
        assert not preimage.diff(old, new)
        assert [change.leaf for change in preimage.diff(old, new, history=True).changes] == [("history", 0)] * 2

    def test_what_moved_is_no_change(self, compile_text) -> None:
        old, new = compile_text("FROM a\nRUN x\nRUN y"), compile_text("FROM a\nRUN a\nRUN x\nRUN b\nRUN y")
        changes = preimage.diff(old, new, history=True).changes
        assert [(change.leaf[1], change.action, lines_of(change.after_cause)) for change in changes] == [
            (0, "add", (2, 2)),
            (2, "add", (4, 4)),
        ]

    def test_too_much_is_compared_by_its_ends(self, compile_text, monkeypatch) -> None:
        monkeypatch.setattr("preimage.results.diff._MOST_COMPARED", 1)
        old, new = (compile_text(f"FROM a\nRUN s\n{text}RUN e") for text in ("RUN a\nRUN m\n", "RUN m\nRUN b\n"))
        changes = compare(old, new, history=True).changes
        assert [(change.leaf[1], change.action) for change in changes] == [
            (1, "remove"),
            (2, "remove"),
            (1, "add"),
            (2, "add"),
        ]


def test_texts(compile_text) -> None:
    diff = preimage.diff(compile_text("FROM a"), compile_text("FROM a\nUSER x"))
    assert repr(diff) == "Diff([LeafChange(('config.User', None), None, 'x', 'own')])"
