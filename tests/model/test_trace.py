from __future__ import annotations

import pickle

import pytest

import preimage
from preimage.model.image import Platform
from preimage.model.instructions import Dockerfile, From, Header, Instruction, Onbuild, User
from preimage.model.options import BuildOptions
from preimage.model.trace import STAGE_START, Change, Source, StageTrace, Trace, TriggerRun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.model.causes import CauseKind, Key
    from preimage.model.trace import Origin

BASE = {
    "created": "2020-01-01T00:00:00Z",
    "author": "a",
    "architecture": "amd64",
    "os": "linux",
    "os.version": "1",
    "os.features": ["f"],
    "variant": "v2",
    "rootfs": {"type": "layers", "diff_ids": ["sha256:1"]},
    "history": [{"created_by": "first"}, {}],
    "config": {
        "User": "u",
        "ExposedPorts": {"1/tcp": {}},
        "Env": ["PATH=/bin", "BARE", "A=1", "A=2"],
        "Entrypoint": ["e"],
        "Cmd": ["c"],
        "Volumes": {"/v": {}},
        "WorkingDir": "/w",
        "Labels": {"l": ""},
        "StopSignal": "KILL",
        "ArgsEscaped": True,
        "Healthcheck": {"Test": ["NONE"]},
        "OnBuild": ["USER t"],
        "Shell": ["sh"],
    },
}
BASES = preimage.StaticBases({"docker.io/library/base:latest": BASE})


def trace_of(text: str, **options: object) -> Trace:
    return preimage.compile(text, build_platform="linux/amd64", bases=BASES, **options).trace


def change(
    path: str, key: Key, value: object, cause: CauseKind, source: str, *lines: int, stage: int = 0, name: str = ""
) -> Change:
    """Make a change as the evaluation of a file records it."""
    place = range(lines[0], lines[-1] + 1) if lines else range(0)
    origin: Origin = Source(cause, source)
    if cause == "instruction":
        origin = Instruction(Header(source, place, ()))
    elif cause == "trigger":
        origin = TriggerRun(User(Header("USER", place, ()), ""), source, 0, None)
    trace = StageTrace(stage, From(Header("FROM", place, ()), "", name, ""))
    return Change((origin, path, key, value, source), trace)


def trace_with(stage: StageTrace) -> Trace:
    platform = Platform()
    return Trace(
        Dockerfile([], [], "\\", 1), BuildOptions(platform=platform, build_platform=platform), [stage], stage.index
    )


@pytest.mark.parametrize(
    ("instruction", "expected"),
    [
        pytest.param("ENV A=1 B=2", [("config.Env", "A", "1"), ("config.Env", "B", "2")], id="ENV"),
        pytest.param("LABEL a=1 b=", [("config.Labels", "a", "1"), ("config.Labels", "b", "")], id="LABEL"),
        pytest.param(
            "EXPOSE 2 1 2/tcp",
            [("config.ExposedPorts", "1/tcp", "1/tcp"), ("config.ExposedPorts", "2/tcp", "2/tcp")],
            id="EXPOSE, each port once",
        ),
        pytest.param("VOLUME /a /b", [("config.Volumes", "/a", "/a"), ("config.Volumes", "/b", "/b")], id="VOLUME"),
        pytest.param("USER x", [("config.User", None, "x")], id="USER"),
        pytest.param("WORKDIR a", [("config.WorkingDir", None, "/a")], id="WORKDIR"),
        pytest.param("STOPSIGNAL 9", [("config.StopSignal", None, "9")], id="STOPSIGNAL"),
        pytest.param('SHELL ["a"]', [("config.Shell", None, ["a"])], id="SHELL"),
        pytest.param('ENTRYPOINT ["a"]', [("config.Entrypoint", None, ["a"])], id="ENTRYPOINT"),
        pytest.param('CMD ["a"]', [("config.Cmd", None, ["a"]), ("config.ArgsEscaped", None, True)], id="CMD"),
        pytest.param(
            "HEALTHCHECK NONE",
            [("config.Healthcheck", None, preimage.HealthcheckConfig(test=["NONE"]))],
            id="HEALTHCHECK",
        ),
        pytest.param("MAINTAINER m", [("author", None, "m")], id="MAINTAINER"),
        pytest.param("ONBUILD USER x", [("config.OnBuild", 0, "USER x")], id="ONBUILD"),
        pytest.param("ARG a", [], id="ARG"),
        pytest.param("RUN a", [], id="RUN"),
        pytest.param("COPY a b", [], id="COPY"),
        pytest.param("ADD a b", [], id="ADD"),
    ],
)
def test_every_instruction_leaves_its_changes(
    instruction: str, expected: list[tuple[str, str | int | None, object]]
) -> None:
    result = preimage.compile(f"FROM scratch\n\n{instruction}")
    word = instruction.partition(" ")[0]
    found = [each for each in result.trace if each.lines == (3,)]
    changes = [change(field, key, value, "instruction", word, 3) for field, key, value in expected]
    if word != "ONBUILD":
        changes.append(change("history", 0, result.image.history[0].created_by, "instruction", word, 3))
    assert found == changes


def test_word_and_lines_are_those_of_the_dockerfile() -> None:
    found = trace_of("FROM scratch\nuser \\\n  x").last("config.User")
    assert found == change("config.User", None, "x", "instruction", "user", 2, 3)


def test_entrypoint_removes_a_command_that_was_not_set_in_this_stage() -> None:
    trace = trace_of("FROM base\nENTRYPOINT x")
    assert trace.last("config.Cmd") == change("config.Cmd", None, None, "instruction", "ENTRYPOINT", 2)
    assert ("config.Cmd", None) not in trace.origins()
    assert [each.value for each in trace if each.field == "config.Cmd"] == [["c"], None]


def test_entrypoint_leaves_a_command_of_the_stage_alone() -> None:
    found = trace_of("FROM base\nCMD []\nENTRYPOINT x").last("config.Cmd")
    assert found == change("config.Cmd", None, [], "instruction", "CMD", 2)


def test_base_has_a_change_for_each_field_and_key() -> None:
    found = [each for each in trace_of("FROM base") if each.cause == "base"]
    expected = [
        ("architecture", None, "amd64"),
        ("os", None, "linux"),
        ("os.version", None, "1"),
        ("os.features", None, ["f"]),
        ("variant", None, "v2"),
        ("author", None, "a"),
        ("rootfs.type", None, "layers"),
        ("rootfs.diff_ids", None, ["sha256:1"]),
        ("history", 0, "first"),
        ("history", 1, ""),
        ("config.Env", "PATH", "/bin"),
        ("config.Env", "BARE", ""),
        ("config.Env", "A", "1"),
        ("config.Env", "A", "2"),
        ("config.ExposedPorts", "1/tcp", "1/tcp"),
        ("config.Volumes", "/v", "/v"),
        ("config.Labels", "l", ""),
        ("config.OnBuild", 0, "USER t"),
        ("config.User", None, "u"),
        ("config.Entrypoint", None, ["e"]),
        ("config.Cmd", None, ["c"]),
        ("config.WorkingDir", None, "/w"),
        ("config.StopSignal", None, "KILL"),
        ("config.ArgsEscaped", None, True),
        ("config.Healthcheck", None, preimage.HealthcheckConfig(test=["NONE"])),
        ("config.Shell", None, ["sh"]),
    ]
    assert found == [change(field, key, value, "base", "base", 1) for field, key, value in expected]


def test_empty_base_has_only_what_the_json_never_omits() -> None:
    bases = preimage.StaticBases({"*": {}})
    trace = preimage.compile("FROM x", bases=bases, build_platform="linux/amd64").trace
    assert [each.field for each in trace if each.cause == "base"] == [
        "architecture",
        "os",
        "rootfs.type",
        "rootfs.diff_ids",
    ]


def test_trigger_of_a_base_says_its_text_and_the_from() -> None:
    trace = trace_of("FROM base\nUSER x")
    assert [each for each in trace if each.field == "config.User"][1:] == [
        change("config.User", None, "t", "trigger", "USER t", 1),
        change("config.User", None, "x", "instruction", "USER", 2),
    ]
    assert trace.last("history", 2) == change("history", 2, "USER t", "trigger", "USER t", 1)


def test_empty_image_has_defaults() -> None:
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    assert list(trace_of("ARG A\nFROM scratch")) == [
        change("architecture", None, "amd64", "default", "platform", 2),
        change("os", None, "linux", "default", "platform", 2),
        change("rootfs.type", None, "layers", "base", "scratch", 2),
        change("rootfs.diff_ids", None, None, "base", "scratch", 2),
        change("config.WorkingDir", None, "/", "default", "WORKDIR", 2),
        change("config.Env", "PATH", path, "default", "PATH", 2),
    ]


def test_platform_that_was_asked_for_is_an_option() -> None:
    origins = trace_of("FROM scratch", platform="windows(10+b+a)/arm64/v9").origins()
    found = {field: each for (field, _), each in origins.items() if each.source == "--platform"}
    assert found == {
        "architecture": change("architecture", None, "arm64", "option", "--platform"),
        "os": change("os", None, "windows", "option", "--platform"),
        "os.version": change("os.version", None, "10", "option", "--platform"),
        "os.features": change("os.features", None, ["a", "b"], "option", "--platform"),
        "variant": change("variant", None, "v9", "option", "--platform"),
    }


def test_platform_removes_what_belonged_to_the_one_of_the_base() -> None:
    trace = trace_of("FROM base", platform="linux/arm64")
    assert trace.last("variant") == change("variant", None, None, "option", "--platform")
    assert trace.last("os.version") == change("os.version", None, None, "option", "--platform")
    assert trace.last("os.features") == change("os.features", None, ["f"], "option", "--platform")


def test_platform_of_the_base_stays_behind_what_it_says() -> None:
    trace = trace_of("FROM base", platform="linux/amd64")
    assert trace.last("architecture") == change("architecture", None, "amd64", "option", "--platform")
    assert trace.last("variant") == change("variant", None, "v2", "base", "base", 1)


def test_platform_in_its_usual_form_is_a_default() -> None:
    bases = preimage.StaticBases({"*": {"architecture": "aarch64", "os": "linux", "variant": "v8"}}, "x")
    named = preimage.StaticBases({"docker.io/library/x:latest": {"architecture": "aarch64", "variant": "v8"}})
    trace = preimage.compile("FROM x", bases=named, build_platform="linux/arm64").trace
    assert trace.last("architecture") == change("architecture", None, "arm64", "default", "platform", 1)
    assert trace.last("os") == change("os", None, "linux", "default", "platform", 1)
    assert trace.last("variant") == change("variant", None, None, "default", "platform", 1)
    unchanged = preimage.compile("FROM x", bases=bases, build_platform="linux/arm64").trace
    assert unchanged.last("variant") == change("variant", None, None, "default", "platform", 1)


@pytest.mark.parametrize(
    ("directory", "platform", "value"),
    [
        pytest.param("srv", "linux/amd64", "/srv/srv", id="relative"),
        pytest.param("/srv", "windows/amd64", "\\srv", id="with slashes on Windows"),
    ],
)
def test_directory_that_is_changed_at_the_start_is_a_default(directory: str, platform: str, value: str) -> None:
    bases = preimage.StaticBases({"*": {"config": {"WorkingDir": directory}}})
    found = preimage.compile("FROM x", bases=bases, platform=platform).trace.last("config.WorkingDir")
    assert found == change("config.WorkingDir", None, value, "default", "WORKDIR", 1)


def test_label_of_the_call_is_an_option() -> None:
    trace = trace_of("FROM scratch\nLABEL a=1", labels={"a": "2"})
    assert trace.last("config.Labels", "a") == change("config.Labels", "a", "2", "option", "--label")


def test_changes_of_parent_stages_come_first() -> None:
    text = "FROM base AS a\nENV A=3\nONBUILD USER y\nFROM a AS b\nENV A=4\nFROM b\nENV A=5"
    trace = trace_of(text)
    assert [(each.value, each.lines) for each in trace if each.key == "A"] == [
        ("1", (1,)),
        ("2", (1,)),
        ("3", (2,)),
        ("4", (5,)),
        ("5", (7,)),
    ]
    assert trace.last("config.OnBuild") == change("config.OnBuild", None, None, "stage", "", 4, stage=1, name="b")
    assert trace.last("config.OnBuild", 0) == change("config.OnBuild", None, None, "stage", "", 4, stage=1, name="b")
    assert ("config.OnBuild", 0) not in trace.origins()
    assert ("config.OnBuild", 0) in trace_of(text, target="a").origins()


def test_name_with_an_equals_sign_ends_at_it() -> None:
    found = trace_of("FROM scratch\nARG N=A=B\nENV $N=C").last("config.Env", "A")
    assert found == change("config.Env", "A", "B=C", "instruction", "ENV", 3)


def test_origins_name_every_part_of_the_result_once() -> None:
    text = 'FROM base\nUSER ""\nENV A=3\nLABEL m=\nEXPOSE 2\nVOLUME /w\nHEALTHCHECK NONE\nRUN x\nONBUILD USER y'
    result = preimage.compile(text, bases=BASES, platform="linux/amd64")
    image = result.image
    expected: set[tuple[str, str | int | None]] = {("history", index) for index in range(len(image.history))}
    expected |= {("config.Env", entry.partition("=")[0]) for entry in image.config.env}
    for field, values in (
        ("config.Labels", image.config.labels),
        ("config.ExposedPorts", image.config.exposed_ports),
        ("config.Volumes", image.config.volumes),
    ):
        expected |= {(field, key) for key in values}
    expected |= {("config.OnBuild", 0), ("rootfs.type", None), ("rootfs.diff_ids", None)}
    whole = image.to_dict()
    expected |= {(key, None) for key in whole if key not in ("history", "rootfs", "config")}
    keyed = ("Env", "Labels", "ExposedPorts", "Volumes", "OnBuild")
    expected |= {(f"config.{key}", None) for key in whole["config"] if key not in keyed}
    assert set(result.trace.origins()) == expected


def test_origins_of_what_was_removed_and_set_again() -> None:
    stage = StageTrace(0, None)
    stage.record(Onbuild(Header("ONBUILD", range(1, 2), ()), "a"), "config.OnBuild", 0, "a")
    stage.record(Onbuild(Header("ONBUILD", range(2, 3), ()), "b"), "config.OnBuild", 1, "b")
    stage.record(STAGE_START, "config.OnBuild", None, None)
    stage.record(Onbuild(Header("ONBUILD", range(4, 5), ()), "c"), "config.OnBuild", 0, "c")
    expected = change("config.OnBuild", 0, "c", "instruction", "ONBUILD", 4)
    assert trace_with(stage).origins() == {("config.OnBuild", 0): expected}


def test_last_of_what_nothing_set() -> None:
    trace = trace_of("FROM scratch")
    assert trace.last("config.User") is None
    assert trace.last("config.Env", "A") is None


def test_trace_survives_pickle_however_many_parents_it_has() -> None:
    text = "FROM base AS a\n" + "FROM a AS a\n" * 3000 + "USER x"
    trace = trace_of(text)
    copy = pickle.loads(pickle.dumps(trace))
    assert list(copy) == list(trace)


def test_change_equality_and_text() -> None:
    one = change("config.User", None, "x", "instruction", "USER", 2)
    assert one != change("config.User", None, "x", "instruction", "USER", 3)
    assert one != "config.User"
    assert repr(one) == "Change('config.User', None, 'x', 'instruction', 'USER', (2,), StageName(0, None))"
    with pytest.raises(TypeError):
        hash(one)


def test_text_of_a_trace_tells_how_much_there_is() -> None:
    trace = preimage.compile("FROM scratch\nUSER x").trace
    assert repr(trace).startswith("<trace of changes: 8, the last Change('history', 0, 'USER x',")
