from __future__ import annotations

import pytest

import preimage


def run(text: str, **options: object) -> preimage.Compilation:
    return preimage.compile(f"FROM scratch\n{text}", **options)


def rules(text: str) -> list[str]:
    return [warning.rule for warning in run(text).warnings]


@pytest.mark.parametrize(
    ("text", "created_by", "env"),
    [
        pytest.param('ENV A="b c" D=e', "ENV A=b c D=e", ["A=b c", "D=e"], id="quotes go"),
        pytest.param("ARG N=K\nENV $N=v", "ENV K=v", ["K=v"], id="name from a variable"),
        pytest.param("ENV ''=v", "ENV =v", ["=v"], id="no name"),
        pytest.param("ENV A=1\nENV A=2 B=$A", "ENV A=2 B=1", ["A=2", "B=1"], id="values before the instruction"),
    ],
)
def test_env(text: str, created_by: str, env: list[str]) -> None:
    image = run(text).image
    assert image.history[-1].created_by == created_by
    assert image.config.env[1:] == env


def test_label() -> None:
    image = run('LABEL a=1 ""=x a=$b\nLABEL c "d e"').image
    assert image.config.labels == {"a": "", "": "x", "c": "d e"}
    assert [entry.created_by for entry in image.history] == ["LABEL a=1 =x a=", "LABEL c=d e"]


def test_maintainer_is_taken_as_written() -> None:
    image = run('MAINTAINER "$X"  y').image
    assert image.author == '"$X"  y'
    assert image.history[0].created_by == 'MAINTAINER "$X"  y'


@pytest.mark.parametrize(
    ("text", "build_args", "created_by"),
    [
        pytest.param("ARG A", {}, "ARG A", id="no value"),
        pytest.param("ARG A=", {}, "ARG A=", id="empty"),
        pytest.param("ARG A=1 B=$A", {}, "ARG A=1 B=1", id="earlier names are seen"),
        pytest.param("ARG A=${X?no}", {"A": "$B"}, "ARG A=$B", id="a build argument replaces a broken default"),
        pytest.param("ARG $A=1", {}, "ARG $A=1", id="names are not expanded"),
        pytest.param("ENV A=env\nARG A\nENV B=$A", {}, "ENV B=env", id="without value a variable stays"),
        pytest.param("ENV A=env\nARG A=arg\nENV B=$A", {}, "ENV B=arg", id="with a value it does not"),
        pytest.param(
            "ARG BUILDKIT_SBOM_SCAN_STAGE=1\nENV B=$BUILDKIT_SBOM_SCAN_STAGE", {}, "ENV B=", id="args of the scanner"
        ),
    ],
)
def test_arg(text: str, build_args: dict[str, str], created_by: str) -> None:
    image = run(text, build_args=build_args).image
    assert image.history[-1].created_by == created_by
    assert not [entry for entry in image.config.env if entry.startswith("ARG")]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("API_KEY", id="last word"),
        pytest.param("token", id="whole name"),
        pytest.param("a-_key_b", id="between separators"),
        pytest.param("_\u212aEY", id="sign of kelvin"),
        pytest.param("\u017fECRET", id="long s"),
        pytest.param("PUBL\u0131C_KEY", id="a dotless i is no i"),
    ],
)
def test_secrets_are_warned_of(name: str) -> None:
    warnings = run(f"ENV {name}=x").warnings
    assert [warning.rule for warning in warnings] == ["SecretsUsedInArgOrEnv"]
    assert warnings[0].message == f'Do not use ARG or ENV instructions for sensitive data (ENV "{name}")'
    assert rules(f"ARG {name}") == ["SecretsUsedInArgOrEnv"]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("KEYS", id="longer word"),
        pytest.param("my-token", id="other separator"),
        pytest.param("PUBLIC_KEY", id="public"),
        pytest.param("TOKEN_FILE", id="file"),
        pytest.param("VERSION_KEY", id="version"),
        pytest.param("CREDENT\u0130AL", id="a dotted capital i is no i"),
        pytest.param("AP\u0131KEY", id="a dotless i is no i"),
    ],
)
def test_secrets_left_alone(name: str) -> None:
    assert rules(f"ENV {name}=x\nARG {name}") == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("env A b", '"env key=value" should be used instead of legacy "env key value" format', id="ENV"),
        pytest.param(
            "LABEL A b", '"LABEL key=value" should be used instead of legacy "LABEL key value" format', id="LABEL"
        ),
    ],
)
def test_legacy_form_is_warned_of(text: str, message: str) -> None:
    warnings = run(text).warnings
    assert [warning.message for warning in warnings if warning.rule == "LegacyKeyValueFormat"] == [message]


def test_order_of_warnings() -> None:
    assert rules("ENV KEY $X") == ["UndefinedVar", "LegacyKeyValueFormat", "SecretsUsedInArgOrEnv"]
    assert rules("ARG KEY=$X") == ["SecretsUsedInArgOrEnv", "UndefinedVar"]


def test_error_default() -> None:
    with pytest.raises(preimage.DockerfileError) as raised:
        run("ARG A=${B?no}")
    assert str(raised.value) == 'failed to process "${B?no}": B: no'
    assert raised.value.locations == ((2,),)
