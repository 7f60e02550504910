from __future__ import annotations

from typing import Any

import pytest

import preimage
from preimage.scan.facts import BuiltImage, describe_error, describe_findings, describe_result, digest_of

BASE: dict[str, Any] = {
    "architecture": "amd64",
    "os": "linux",
    "config": {
        "User": "app",
        "Healthcheck": {"Test": ["CMD", "true"]},
        "OnBuild": ["HEALTHCHECK CMD x"],
        "Cmd": ["run"],
    },
}
WINDOWS = {"architecture": "amd64", "os": "windows", "config": {}}


def describe(text: str, **options) -> dict[str, Any]:
    return describe_result(preimage.compile(text, unresolved="empty", **options), {})


@pytest.mark.parametrize(
    ("text", "user", "is_root"),
    [
        pytest.param("FROM scratch", "", True, id="no user"),
        pytest.param("FROM scratch\nUSER root:wheel", "root:wheel", True, id="root"),
        pytest.param("FROM scratch\nUSER 000", "000", True, id="zeros"),
        pytest.param("FROM scratch\nUSER 0:5", "0:5", True, id="zero with a group"),
        pytest.param("FROM scratch\nUSER 10", "10", False, id="number"),
        pytest.param("FROM scratch\nUSER rooty", "rooty", False, id="another name"),
        pytest.param("FROM unknown", None, None, id="depends on the base"),
        pytest.param("FROM unknown\nUSER 0", "0", True, id="the base does not matter"),
        pytest.param("FROM known", "app", False, id="from the base"),
        pytest.param("FROM windows", "", None, id="windows without user"),
        pytest.param("FROM windows\nUSER ContainerAdministrator", "ContainerAdministrator", True, id="windows root"),
        pytest.param("FROM windows\nUSER ContainerUser", "ContainerUser", False, id="windows user"),
    ],
)
def test_user(text: str, user: str | None, is_root: bool | None) -> None:
    row = describe(text + "\n", bases={"known": BASE, "windows": WINDOWS})
    assert (row["user"], row["is_root"]) == (user, is_root)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("FROM scratch", (False, None, None), id="none"),
        pytest.param("FROM unknown", (None, None, None), id="depends on the base"),
        pytest.param("FROM scratch\nHEALTHCHECK NONE", (False, "instruction", 2), id="switched off"),
        pytest.param("FROM scratch\n\nHEALTHCHECK CMD x", (True, "instruction", 3), id="instruction"),
        pytest.param("FROM scratch AS a\nHEALTHCHECK CMD x\nFROM a", (True, "instruction", 2), id="another stage"),
        pytest.param("\nFROM healthy\n", (True, "base", 2), id="base"),
        pytest.param("\nFROM known\n", (True, "trigger", 2), id="trigger"),
        pytest.param("FROM known\nHEALTHCHECK NONE\n", (False, "instruction", 2), id="of the base switched off"),
    ],
)
def test_healthcheck(text: str, expected: tuple[object, ...]) -> None:
    healthy = {**BASE, "config": {**BASE["config"], "OnBuild": []}}
    row = describe(text + "\n", bases={"known": BASE, "healthy": healthy})
    assert (row["has_healthcheck"], row.get("healthcheck_from"), row.get("healthcheck_line")) == expected


@pytest.mark.parametrize(
    ("text", "shell", "starts_shell"),
    [
        pytest.param("CMD ls", None, True, id="shell form"),
        pytest.param('CMD ["ls"]', None, False, id="JSON form"),
        pytest.param('CMD ["/bin/sh", "-c", "ls"]', None, True, id="a shell in JSON form"),
        pytest.param('SHELL ["bash", "-c"]\nCMD ls', ["bash", "-c"], True, id="own shell"),
        pytest.param('CMD ls\nSHELL ["bash", "-c"]', ["bash", "-c"], True, id="own shell, set later"),
        pytest.param('ENTRYPOINT ["x"]\nCMD ls', None, False, id="command is an argument"),
        pytest.param("LABEL a=b", None, False, id="no process"),
    ],
)
def test_shell(text: str, shell: list[str] | None, starts_shell: bool) -> None:
    row = describe(f"FROM scratch\n{text}\n")
    assert (row["shell"], row["starts_shell"]) == (shell, starts_shell)


def test_process_of_an_unknown_base_is_not_known() -> None:
    assert describe("FROM unknown\n")["starts_shell"] is None


def test_bases_go_through_stages_and_args() -> None:
    text = "ARG V=12\nFROM debian:$V AS a\nFROM a AS b\nCOPY --from=busybox /x /x\nFROM unneeded\nFROM b\n"
    row = describe(text)
    debian, busybox = "docker.io/library/debian:12", "docker.io/library/busybox:latest"
    assert row["bases"] == [debian]
    assert row["base_known"] is False
    assert sorted(row["images"]) == sorted(row["unpinned"]) == [busybox, debian]
    pinned = f"FROM debian:12@sha256:{'a' * 64}\n"
    assert describe(pinned)["unpinned"] == []
    assert describe(pinned)["images"] == [f"docker.io/library/debian:12@sha256:{'a' * 64}"]


def test_bases_go_on_behind_what_a_scan_builds() -> None:
    config = preimage.compile("FROM scratch\nUSER app\n").image.to_json()
    name = "docker.io/library/own:latest"
    built = {name: BuiltImage(config, digest_of(config), ["docker.io/library/debian:12"], is_known=False)}
    row = describe_result(preimage.compile("FROM own\n", bases={"own": config}), built)
    assert row["bases"] == [name, "docker.io/library/debian:12"]
    assert (row["base_known"], row["user"], row["unpinned"]) == (False, "app", [])


def test_lists() -> None:
    row = describe(
        "FROM scratch\nEXPOSE 80 443\nVOLUME /data\nLABEL a=b my-key=1 auth=2\nENV DB_PASSWORD=x A=1\n"
        'ONBUILD RUN x\nSTOPSIGNAL SIGINT\nWORKDIR /w\nENTRYPOINT ["x"]\nCMD ["y"]\n'
    )
    assert (row["ports"], row["volumes"], row["triggers"]) == (["443/tcp", "80/tcp"], ["/data"], ["RUN x"])
    assert row["secrets"] == ["DB_PASSWORD", "auth"]
    assert (row["stop_signal"], row["working_dir"]) == ("SIGINT", "/w")
    assert (row["entrypoint"], row["cmd"]) == (["x"], ["y"])
    assert row["config_digest"] == digest_of(row["config"])
    assert [finding["rule"] for finding in row["findings"]] == ["SecretsUsedInArgOrEnv"]


def test_error_has_line_and_findings() -> None:
    with pytest.raises(preimage.DockerfileError) as raised:
        preimage.compile("from scratch\nMAINTAINER me\nFOO\n")
    row = describe_error(raised.value)
    assert (row["ok"], row["error_line"]) == (False, 3)
    assert "unknown instruction: FOO" in str(row["error"])
    assert row["findings"] == describe_findings(raised.value.warnings)
    assert describe_error(FileNotFoundError(2, "No such file", "x"))["error"] == "No such file"
    assert describe_error(RecursionError())["error"] == "RecursionError"
