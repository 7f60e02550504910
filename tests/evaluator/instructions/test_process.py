from __future__ import annotations

import pytest

import preimage

BASE = {"architecture": "amd64", "os": "linux", "config": {"Cmd": ["old"], "WorkingDir": "/w", "Entrypoint": ["e"]}}
BASES = preimage.StaticBases({"*": BASE})


def run(text: str, **options: object) -> preimage.Compilation:
    return preimage.compile(f"FROM x\n{text}", bases=BASES, **options)


@pytest.mark.parametrize(
    ("text", "cmd", "created_by"),
    [
        pytest.param('CMD ["a","\\"b\\"\\t"]', ["a", '"b"\t'], 'CMD ["a" "\\"b\\"\\t"]', id="array"),
        pytest.param("CMD a  $b", ["/bin/sh", "-c", "a  $b"], 'CMD ["/bin/sh" "-c" "a  $b"]', id="shell"),
        pytest.param("CMD", ["/bin/sh", "-c", ""], 'CMD ["/bin/sh" "-c" ""]', id="nothing"),
        pytest.param("CMD []", [], "CMD []", id="empty array"),
        pytest.param('SHELL ["x"]\nCMD a', ["x", "a"], 'CMD ["x" "a"]', id="another shell"),
    ],
)
def test_cmd(text: str, cmd: list[str], created_by: str) -> None:
    image = run(text).image
    assert image.config.cmd == cmd
    assert image.config.args_escaped
    assert image.history[-1].created_by == created_by


@pytest.mark.parametrize(
    ("text", "cmd"),
    [
        pytest.param('ENTRYPOINT ["a"]', [], id="the base's command goes"),
        pytest.param('CMD ["b"]\nENTRYPOINT ["a"]', ["b"], id="one of the stage stays"),
        pytest.param("CMD []\nENTRYPOINT []", [], id="an empty one counts"),
        pytest.param('ENTRYPOINT ["a"]\nCMD ["b"]', ["b"], id="a later one stays"),
        pytest.param('CMD ["b"]\nFROM x AS y\nENTRYPOINT ["a"]', [], id="one of another stage does not count"),
    ],
)
def test_entrypoint_and_the_command(text: str, cmd: list[str]) -> None:
    assert run(text).image.config.cmd == cmd


def test_command_of_the_parent_stage_goes() -> None:
    image = preimage.compile('FROM scratch AS a\nCMD ["b"]\nFROM a\nENTRYPOINT ["a"]').image
    assert image.config.cmd == []
    assert image.config.args_escaped


def test_entrypoint_in_shell_form() -> None:
    image = run("ENTRYPOINT a b").image
    assert image.config.entrypoint == ["/bin/sh", "-c", "a b"]
    assert image.history[-1].created_by == 'ENTRYPOINT ["/bin/sh" "-c" "a b"]'


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        pytest.param(
            "cmd a",
            ["JSON arguments recommended for cmd to prevent unintended behavior related to OS signals"],
            id="shell form",
        ),
        pytest.param('SHELL ["x"]\nCMD a', [], id="with a shell of its own"),
        pytest.param("CMD []", [], id="array"),
    ],
)
def test_arrays_are_recommended(text: str, messages: list[str]) -> None:
    found = [warning.message for warning in run(text).warnings if warning.rule == "JSONArgsRecommended"]
    assert found == messages


def test_shell_shows_without_quotes() -> None:
    image = run('SHELL ["a b",""]').image
    assert image.config.shell == ["a b", ""]
    assert image.history[-1].created_by == "SHELL [a b ]"


@pytest.mark.parametrize(
    ("text", "created_by"),
    [
        pytest.param(
            "HEALTHCHECK --interval=90s --retries=3 CMD curl -f x",
            "HEALTHCHECK {Test:[CMD-SHELL curl -f x] Interval:1m30s Timeout:0s StartPeriod:0s StartInterval:0s "
            "Retries:3}",
            id="shell",
        ),
        pytest.param(
            "HEALTHCHECK NONE",
            "HEALTHCHECK {Test:[NONE] Interval:0s Timeout:0s StartPeriod:0s StartInterval:0s Retries:0}",
            id="none",
        ),
    ],
)
def test_healthcheck(text: str, created_by: str) -> None:
    assert run(f"HEALTHCHECK --timeout=1s CMD x\n{text}").image.history[-1].created_by == created_by


def test_healthcheck_replaces_the_whole_one() -> None:
    check = run('HEALTHCHECK --timeout=1s --retries=9 CMD x\nHEALTHCHECK CMD ["y"]').image.config.healthcheck
    assert check == preimage.HealthcheckConfig(test=["CMD", "y"])


@pytest.mark.parametrize(
    "signal",
    [
        pytest.param("9", id="number"),
        pytest.param("-007", id="sign and zeros"),
        pytest.param("9223372036854775807", id="largest number"),
        pytest.param("-9223372036854775808", id="smallest number"),
        pytest.param("SIGKILL", id="name"),
        pytest.param("term", id="in lower case without SIG"),
        pytest.param("SIGRTMIN+15", id="real time"),
        pytest.param("rtmax-14", id="real time from the end"),
        pytest.param("u\u017fr1", id="long s"),
    ],
)
def test_stopsignal(signal: str) -> None:
    assert run(f"STOPSIGNAL {signal}").image.config.stop_signal == signal


@pytest.mark.parametrize(
    "signal",
    [
        pytest.param("0", id="zero"),
        pytest.param("-00", id="zero with sign"),
        pytest.param("9223372036854775808", id="too large"),
        pytest.param("-9223372036854775809", id="too small"),
        pytest.param("9" * 5000, id="endless"),
        pytest.param("SIGSIGKILL", id="twice SIG"),
        pytest.param("SIG9", id="SIG and number"),
        pytest.param("RTMIN+16", id="beyond the last"),
        pytest.param("RTMIN+01", id="leading zero"),
        pytest.param("KILL TERM", id="two words"),
        pytest.param("$X", id="nothing"),
    ],
)
def test_error_stopsignal(signal: str) -> None:
    with pytest.raises(preimage.DockerfileError) as raised:
        run(f"STOPSIGNAL {signal}")
    assert str(raised.value) == f"invalid signal: {'' if signal == '$X' else signal}"
    assert raised.value.locations == ((2,),)


def test_user_may_be_cleared() -> None:
    image = run("USER a\nUSER $X").image
    assert image.config.user == ""
    assert image.history[-1].created_by == "USER "


@pytest.mark.parametrize(
    ("text", "directory", "created_by", "is_empty"),
    [
        pytest.param("WORKDIR a", "/w/a", "WORKDIR /w/a", False, id="relative"),
        pytest.param("WORKDIR /", "/", "WORKDIR /", True, id="the root makes no layer"),
        pytest.param("WORKDIR //", "//", "WORKDIR //", False, id="but two slashes do"),
        pytest.param("WORKDIR $X", "/w", "WORKDIR /w", False, id="nothing"),
    ],
)
def test_workdir(text: str, directory: str, created_by: str, is_empty: bool) -> None:
    image = run(text).image
    assert image.config.working_dir == directory
    assert image.history[-1] == preimage.History(
        created_by=created_by, comment="buildkit.dockerfile.v0", empty_layer=is_empty
    )


def test_workdir_on_windows() -> None:
    image = run("WORKDIR C:/a", platform="windows/amd64").image
    assert image.config.working_dir == "\\a"
    assert image.history[-1].created_by == "WORKDIR /a"


@pytest.mark.parametrize(
    ("text", "options", "count"),
    [
        pytest.param("WORKDIR a", {}, 1, id="relative"),
        pytest.param("WORKDIR a\nWORKDIR b", {}, 1, id="only the first"),
        pytest.param("WORKDIR /a\nWORKDIR b", {}, 0, id="after an absolute one"),
        pytest.param("WORKDIR $X", {"check": "skip=UndefinedVar"}, 1, id="nothing"),
        pytest.param("WORKDIR C:x", {"platform": "windows/amd64"}, 1, id="drive without slash"),
        pytest.param("WORKDIR C:/x", {"platform": "windows/amd64"}, 0, id="drive"),
    ],
)
def test_relative_workdir_is_warned_of(text: str, options: dict[str, object], count: int) -> None:
    warnings = run(text, **options).warnings
    path = text.partition(" ")[2].partition("\n")[0].removeprefix("$X")
    message = f'Relative workdir "{path}" can have unexpected results if the base image changes'
    assert [(warning.rule, warning.message) for warning in warnings] == [("WorkdirRelativePath", message)] * count


def test_workdir_of_the_parent_stage_counts() -> None:
    assert preimage.compile("FROM scratch AS a\nWORKDIR /a\nFROM a\nWORKDIR b").warnings == []


def test_error_workdir_comes_after_its_warning() -> None:
    with pytest.raises(preimage.DockerfileError) as raised:
        run("WORKDIR D:\\x", platform="windows/amd64")
    assert str(raised.value) == (
        "normalizing workdir: normalizing working directory: removing drive letter: "
        "The specified path is not on the system drive (C:)"
    )
    assert [warning.rule for warning in raised.value.warnings] == ["WorkdirRelativePath"]
