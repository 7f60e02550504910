from __future__ import annotations

import pytest

import preimage
from preimage.model.errors import OptionError


def state(field) -> tuple[str, object, str | None]:
    return field.state, field.value, field.reason


@pytest.mark.parametrize(
    ("text", "path", "key", "expected"),
    [
        pytest.param("FROM a\nCMD []", "config.Cmd", None, ("cleared", None, "set-to-empty"), id="set to empty"),
        pytest.param("FROM a\nCMD x", "config.Shell", None, ("absent", None, "never-set"), id="never set"),
        pytest.param(
            "FROM a\nENTRYPOINT x", "config.Cmd", None, ("cleared", None, "entrypoint-cleared-base-cmd"), id="cleared"
        ),
        pytest.param(
            "FROM a\nHEALTHCHECK NONE", "config.Healthcheck", None, ("set", {"Test": ["NONE"]}, "healthcheck-none"), id="NONE"
        ),
        pytest.param(
            'FROM a\nCMD x\nSHELL ["s"]', "config.Cmd", None,
            ("set", ["/bin/sh", "-c", "x"], "shell-changed-after"), id="another shell",
        ),
        pytest.param(
            'FROM a\nSHELL ["s"]\nCMD x\nSHELL ["s"]', "config.Cmd", None, ("set", ["s", "x"], None), id="the same shell"
        ),
        pytest.param("FROM a\nWORKDIR x", "config.WorkingDir", None, ("set", "/x", "workdir-relative"), id="relative"),
        pytest.param("FROM a\nARG A=1", "config.Env", "A", ("absent", None, "arg-is-not-env"), id="an ARG"),
        pytest.param("FROM a\nARG A=1", "config.Labels", "A", ("absent", None, "never-set"), id="no ARG is a label"),
        pytest.param(
            "FROM a AS b\nARG A=1\nFROM b", "config.Env", "A", ("absent", None, "arg-is-not-env"), id="an ARG of a parent"
        ),
        pytest.param("FROM a", "config.OnBuild", None, ("absent", None, "never-set"), id="no triggers"),
    ],
)  # fmt: skip
def test_reasons(compile_text, text: str, path: str, key: str | None, expected: tuple[str, object, str]) -> None:
    assert state(compile_text(text, base={"Cmd": ["c"]}).explain(path, key)) == expected


def test_unknown_base_gives_no_earlier_value(compile_text) -> None:
    result = compile_text("FROM x\nENV PATH=/a\nUSER u", unresolved="empty")
    assert result.explain("config.Env", "PATH").earlier == ()
    assert state(result.explain("config.Volumes")) == ("unknown", None, "base-unknown")
    assert state(result.explain("architecture")) == ("unknown", "amd64", "base-unknown")


def test_platform_asked_for_is_known_over_an_unknown_base(compile_text) -> None:
    result = compile_text("FROM x", unresolved="empty", platform="linux/arm64")
    assert state(result.explain("architecture")) == ("set", "arm64", None)
    assert result.explain("architecture").earlier == ()


def test_platform_that_differs_from_the_base(compile_text) -> None:
    config = {"architecture": "arm64", "os": "linux", "variant": "v9", "config": {}}
    bases = preimage.StaticBases({"docker.io/library/a:latest": config})
    result = compile_text("FROM a", bases=bases, platform="linux/amd64")
    assert state(result.explain("architecture")) == ("set", "amd64", "platform-from-option")
    assert state(result.explain("os")) == ("set", "linux", None)
    assert state(result.explain("variant")) == ("cleared", None, "platform-from-option")


class TestOtherStages:
    TEXT = "FROM a AS b\nUSER b\nFROM a AS c\nUSER c\nEXPOSE 8080\nFROM a AS d\nCOPY --from=b x x\n"

    def test_copied_from_comes_first(self, compile_text) -> None:
        field = compile_text(self.TEXT).explain("config.User")
        assert (field.state, field.reason) == ("absent", "only-copied-from")
        assert [cause.lines for cause in field.elsewhere] == [(2, 2)]

    def test_not_needed(self, compile_text) -> None:
        field = compile_text(self.TEXT).explain("config.ExposedPorts", "8080/tcp")
        assert (field.state, field.reason) == ("absent", "stage-not-reached")
        assert [(cause.lines, cause.stage.name) for cause in field.elsewhere] == [((5, 5), "c")]

    def test_any_key_stands_for_the_field(self, compile_text) -> None:
        assert compile_text(self.TEXT).explain("config.ExposedPorts").reason == "stage-not-reached"


def test_keyed_field_as_a_whole(compile_text) -> None:
    result = compile_text(
        "FROM a\nENV A=1\nENV PATH=/x\nLABEL l=2\nEXPOSE 80\nONBUILD RUN x", base={"Env": ["PATH=/p"]}
    )
    whole = {path: result.explain(f"config.{path}") for path in ("Env", "Labels", "ExposedPorts", "OnBuild")}
    assert {path: field.value for path, field in whole.items()} == {
        "Env": ["PATH=/x", "A=1"],
        "Labels": {"l": "2"},
        "ExposedPorts": {"80/tcp": {}},
        "OnBuild": ["RUN x"],
    }
    assert whole["Env"].cause.lines == (3, 3)


def test_triggers_that_ran(compile_text) -> None:
    field = compile_text("FROM a", base={"OnBuild": ["USER x", "RUN y"]}).explain("config.OnBuild")
    assert state(field) == ("cleared", None, "triggers-of-base-ran")
    assert [(each.key, each.value, each.cause.kind) for each in field.earlier] == [
        (0, "USER x", "base"),
        (1, "RUN y", "base"),
    ]
    assert field.to_dict()["earlier"][1]["key"] == 1


def test_inherited_over_two_stages_without_triggers_of_the_second(compile_text) -> None:
    field = compile_text("FROM a AS b\nONBUILD RUN x\nFROM b AS c\nFROM c").explain("config.OnBuild")
    assert (field.reason, field.cause.lines) == ("triggers-not-inherited-by-stage", (3, 3))


@pytest.mark.parametrize(
    ("path", "key", "message"),
    [
        ("Cmd", None, "no such field: Cmd; fields are author, architecture"),
        ("config.Cmd", "x", "config.Cmd has no keys"),
        ("history", None, "no such field: history"),
    ],
)
def test_error_no_such_field(compile_text, path: str, key: str | None, message: str) -> None:
    with pytest.raises(OptionError) as caught:
        compile_text("FROM scratch").explain(path, key)
    assert str(caught.value).startswith(message)


def test_text_of_answers(compile_text) -> None:
    field = compile_text("FROM scratch\nUSER a\nUSER b").explain("config.User")
    assert repr(field) == "FieldExplanation('config.User', None, 'set', 'b', None)"
    assert repr(field.earlier[0]).startswith("Earlier('a', Cause('instruction'")
