from __future__ import annotations

import json
from pathlib import Path

import pytest

from preimage.cli.base_hints import list_hints
from preimage.model.errors import REASONS, BaseNotFound, BaseUnreadable, MissingBaseError

ALPINE = "docker.io/library/alpine:3.22"
CONFIG = json.dumps({"architecture": "amd64", "os": "linux", "config": {}})
AMD64 = ("--platform", "linux/amd64")


@pytest.fixture(autouse=True)
def _files() -> None:
    Path("Dockerfile").write_text("FROM alpine:3.22\n")
    Path("alpine.json").write_text(CONFIG)


def missing(reason: str, *details: str) -> MissingBaseError:
    cause = BaseNotFound("x", reason=reason, details=details)
    return MissingBaseError("x", reference=ALPINE, platform="linux/amd64", cause=cause)


def test_error_given_is_listed(run) -> None:
    err = run("config", *AMD64, "--base", "alpine=alpine.json", "--offline").err
    assert (
        f"The config of {ALPINE} is not known: --base: only docker.io/library/alpine:latest; "
        "no registry was asked: --offline.\n"
    ) in err


@pytest.mark.parametrize(
    ("options", "last"),
    [
        pytest.param(["--locked"], "only the lock file was asked: --locked", id="only the lock file"),
        pytest.param(["--offline"], "no registry was asked: --offline", id="offline"),
    ],
)
def test_error_locked_for_other_platforms(run, options: list[str], last: str) -> None:
    for platform in ("linux/arm64", "linux/s390x"):
        assert run("lock", "--platform", platform, "--base", "alpine:3.22=alpine.json").status == 0
    status, _, err = run("config", *AMD64, *options)
    assert status == 4
    assert (
        f"The config of {ALPINE} is not known: ./preimage.lock has it for linux/arm64, linux/s390x, not for linux/amd64; "
        f"{last}.\n"
    ) in err
    assert "preimage lock" in err


def test_error_place_of_images_is_named(run, tmp_path: Path) -> None:
    layout = tmp_path / "layout"
    layout.mkdir()
    (layout / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')
    (layout / "index.json").write_text('{"schemaVersion":2,"manifests":[]}')
    err = run("config", *AMD64, "--bases-from", f"oci-layout://{layout}", "--offline").err
    assert f"is not known: oci-layout://{layout}: does not have it; no registry was asked" in err


@pytest.mark.parametrize(
    ("error", "advice", "is_lock_advised"),
    [
        pytest.param(missing("offline", "x"), "Give it with --base", True, id="offline"),
        pytest.param(missing("unasked", "x"), "Give it with --base", True, id="only the lock file"),
        pytest.param(missing(""), "Give it with --base", True, id="nothing is known"),
        pytest.param(missing("absent", "x"), "Are the name and the tag right?", False, id="404"),
        pytest.param(missing("other platform", "x"), "Choose another with --platform", False, id="other platforms"),
        pytest.param(BaseUnreadable("x", reason="denied"), "Log in with 'docker login'", False, id="denied"),
        pytest.param(BaseUnreadable("x", reason="limited"), "Wait, log in", False, id="429"),
        pytest.param(BaseUnreadable("x", reason="unreachable"), "Without the registry", False, id="unreachable"),
        pytest.param(BaseUnreadable("x", reason="certificate"), "If the registry has", False, id="certificate"),
        pytest.param(BaseUnreadable("x", reason="blocked"), "Without the registry", False, id="blocked"),
        pytest.param(BaseUnreadable("x", reason="given"), "The file is to hold", False, id="a file given"),
        pytest.param(BaseUnreadable("x"), "Bases can also be given", False, id="damaged"),
    ],
)
def test_error_advice_is_what_can_help(error, advice: str, is_lock_advised: bool) -> None:
    text = list_hints(error)[-1]
    assert text.startswith(advice)
    assert ("preimage lock" in text) is is_lock_advised


def test_reasons_are_known() -> None:
    assert len(set(REASONS)) == len(REASONS)


def test_error_nobody_was_asked(run) -> None:
    assert list_hints(missing(""))[0] == f"The config of {ALPINE} is not known."


def test_error_lock_does_not_advise_itself_when_the_registry_is_down(run) -> None:
    Path("Dockerfile").write_text("FROM 127.0.0.1:1/app:1\n")
    status, _, err = run("lock")
    assert status == 4
    assert "ERROR: 127.0.0.1:1/app:1: registry 127.0.0.1:1 refuses the connection\n" in err
    assert "preimage lock" not in err


def test_error_each_fact_is_told_once(run) -> None:
    Path("Dockerfile.two").write_text("FROM alpine:3.22\n")
    Path("Dockerfile.three").write_text("FROM debian:12\n")
    err = run("check", "--unresolved", "error", "--offline").err
    assert err.count("is not known: no registry was asked: --offline") == 2
    assert err.count(f"The config of {ALPINE}") == 1


@pytest.mark.parametrize("key", ["*", "alpine:3.22"])
def test_error_file_that_was_given_is_not_advised_to_be_given(run, key: str) -> None:
    Path("alpine.json").write_text('{"architecture": "amd64", "extra": NaN}')
    status, _, err = run("config", *AMD64, "--offline", "--base", f"{key}=alpine.json")
    assert status == 4
    assert "alpine.json: failed to parse image config: invalid character 'N' looking for beginning of value\n" in err
    assert err.endswith(
        "The file is to hold the config of an image, as 'skopeo inspect --config --raw docker://REF' prints it.\n"
    )
    assert "--base" not in err
