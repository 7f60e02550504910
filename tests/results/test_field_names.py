from __future__ import annotations

import pytest

from preimage.model.errors import OptionError
from preimage.results.field_names import find_field, parse_field, require_pattern


@pytest.mark.parametrize(
    ("text", "leaf"),
    [
        ("Cmd", ("config.Cmd", None)),
        ("cmd", ("config.Cmd", None)),
        ("config.Cmd", ("config.Cmd", None)),
        ("CONFIG.env", ("config.Env", None)),
        ("Env.PATH", ("config.Env", "PATH")),
        ("Labels.org.opencontainers.image.title", ("config.Labels", "org.opencontainers.image.title")),
        ("ExposedPorts.80/tcp", ("config.ExposedPorts", "80/tcp")),
        ("OnBuild.0", ("config.OnBuild", 0)),
        ("os.version", ("os.version", None)),
        ("architecture", ("architecture", None)),
        ("Env.", ("config.Env", "")),
    ],
)
def test_names(text: str, leaf: tuple[str, object]) -> None:
    assert parse_field(text) == leaf


@pytest.mark.parametrize("text", ["Dockerfile", "web/Cmd", ".", "Envs.PATH", "./Cmd"])
def test_what_is_no_field(text: str) -> None:
    assert find_field(text) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("Cmd.0", "Cmd.0: Cmd has no keys", id="a key where there are none"),
        pytest.param(
            "OnBuild.first", "OnBuild.first: triggers go by their place, from 0, as in OnBuild.0", id="no place"
        ),
        pytest.param("Entripoint", "no such field: Entripoint (did you mean Entrypoint?); fields are", id="a typo"),
        pytest.param("history", "no such field: history; fields are author, architecture", id="no leaf"),
    ],
)
def test_error_no_such_field(text: str, message: str) -> None:
    with pytest.raises(OptionError) as caught:
        parse_field(text)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("text", ["Cmd", "config.Env", "env.V*", "OnBuild.*", "os.version", "history", "history.3"])
def test_patterns(text: str) -> None:
    require_pattern(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("Labls.a", "no such field: Labls (did you mean Labels?); fields are", id="a typo"),
        pytest.param("*", "no such field: *; fields are", id="no field"),
        pytest.param("Healthcheck.Interval", "Healthcheck.Interval: Healthcheck has no keys", id="no keys"),
    ],
)
def test_error_pattern_that_matches_nothing(text: str, message: str) -> None:
    with pytest.raises(OptionError) as caught:
        require_pattern(text)
    assert str(caught.value).startswith(message)
