from __future__ import annotations

import pytest

import preimage
from preimage.model.causes import Cause, StageName

PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
BASES = preimage.StaticBases(
    {
        "docker.io/library/full:latest": {
            "created": "2020-01-01T00:00:00Z",
            "author": "base author",
            "architecture": "amd64",
            "os": "linux",
            "rootfs": {"type": "layers", "diff_ids": ["sha256:1"]},
            "history": [{"created": "2020-01-01T00:00:00Z", "created_by": "from the base"}],
            "config": {
                "User": "u",
                "Env": ["PATH=/bin", "A=base"],
                "Cmd": ["old"],
                "WorkingDir": "srv",
                "Labels": {"l": "base"},
                "OnBuild": ["ENV TRIGGERED=yes", "LABEL t=1"],
                "Healthcheck": {},
            },
        },
        "docker.io/library/bare:latest": {"architecture": "amd64", "os": "linux", "config": None},
        "docker.io/library/path:latest": {"config": {"Env": ["PATH"]}},
        "docker.io/library/drive:latest": {"os": "windows", "architecture": "amd64", "config": {"WorkingDir": "D:\\x"}},
        "docker.io/library/zone:latest": {"history": [{"created": "2020-01-01T00:00:00+24:00"}]},
    }
)


def compile_linux(text: str, **options: object) -> preimage.Compilation:
    return preimage.compile(text, build_platform="linux/amd64", bases=BASES, **options)


def test_scratch_is_the_empty_image_with_path_and_root() -> None:
    assert compile_linux("FROM scratch").image.to_json() == (
        '{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":null},'
        f'"config":{{"Env":["{PATH}"],"WorkingDir":"/"}}}}'
    )


def test_base_is_kept_but_its_time_and_triggers() -> None:
    image = compile_linux("FROM full").image
    assert image.created is None
    assert image.author == "base author"
    assert image.rootfs.diff_ids == ["sha256:1"]
    assert image.config.env == ["PATH=/bin", "A=base", "TRIGGERED=yes"]
    assert image.config.labels == {"l": "base", "t": "1"}
    assert image.config.on_build == []
    assert image.config.healthcheck == preimage.HealthcheckConfig()
    assert [entry.created_by for entry in image.history] == ["from the base", "ENV TRIGGERED=yes", "LABEL t=1"]
    assert image.history[0].created == "2020-01-01T00:00:00Z"


def test_base_given_twice_is_not_changed_by_the_first_use() -> None:
    first = compile_linux("FROM full\nENV A=1\nLABEL l=1\nEXPOSE 1\nVOLUME /v").image.to_json()
    assert compile_linux("FROM full").image.config.labels == {"l": "base", "t": "1"}
    assert compile_linux("FROM full\nENV A=1\nLABEL l=1\nEXPOSE 1\nVOLUME /v").image.to_json() == first


@pytest.mark.parametrize(
    ("base", "env"),
    [
        pytest.param("bare", [PATH], id="no environment"),
        pytest.param("path", ["PATH"], id="a path without value counts"),
    ],
)
def test_path_is_added_when_it_is_missing(base: str, env: list[str]) -> None:
    assert compile_linux(f"FROM {base}").image.config.env == env


def test_relative_directory_of_a_base_is_joined_with_itself() -> None:
    assert compile_linux("FROM full").image.config.working_dir == "/srv/srv"


def test_windows_has_neither_path_nor_slashes() -> None:
    config = preimage.compile("FROM scratch", platform="windows/amd64").image.config
    assert (config.env, config.working_dir) == ([], "\\")


def test_child_takes_over_everything_but_triggers() -> None:
    text = "FROM scratch AS a\nARG V=1\nENV E=$V\nUSER u\nONBUILD LABEL l=1\nFROM a\nRUN x\nFROM a"
    image = compile_linux(text).image
    assert image.config.user == "u"
    assert image.config.labels == {"l": "1"}
    assert image.config.on_build == []
    assert compile_linux(text, target="a").image.config.on_build == ["LABEL l=1"]
    assert compile_linux(text, target="a").image.config.labels == {}


@pytest.mark.parametrize(
    ("options", "ran"),
    [
        pytest.param({}, False, id="a stage that nothing needs is not run"),
        pytest.param({"all_stages": True}, True, id="every stage is run"),
        pytest.param({"all_stages": True, "target": "last"}, False, id="not with a target"),
    ],
)
def test_all_stages(options: dict[str, object], ran: bool) -> None:
    text = "FROM scratch\nSTOPSIGNAL nope\nFROM scratch AS last"
    if not ran:
        assert compile_linux(text, **options).warnings == []
        return
    with pytest.raises(preimage.DockerfileError) as raised:
        compile_linux(text, **options)
    assert str(raised.value) == "invalid signal: nope"
    assert raised.value.locations == ((2,),)


def test_all_stages_run_copied_images_but_the_result_is_the_last_stage() -> None:
    text = "FROM full AS unused\nFROM scratch\nCOPY --from=full /a /b\nCOPY --from=2 /a /b"
    result = compile_linux(text, all_stages=True)
    assert [entry.created_by for entry in result.image.history] == ["COPY /a /b # buildkit"] * 2
    assert {base.reference for base in result.bases} == {"docker.io/library/full:latest"}


def test_copied_image_that_stands_in_the_list_twice_goes_on_where_it_was() -> None:
    bases = preimage.StaticBases({"docker.io/library/t:latest": {"config": {"OnBuild": ["CMD x", "WORKDIR y"]}}})
    text = "FROM scratch\nCOPY --from=t /a /b\nCOPY --from=1 /a /b"
    warnings = preimage.compile(text, bases=bases, all_stages=True).warnings
    assert [warning.rule for warning in warnings] == [
        "JSONArgsRecommended",
        "WorkdirRelativePath",
        "MultipleInstructionsDisallowed",
        "JSONArgsRecommended",
    ]


def test_labels_of_the_call_come_last_without_history() -> None:
    image = compile_linux("FROM scratch\nLABEL a=1 b=1", labels={"b": "2", "": "$x"}).image
    assert image.config.labels == {"a": "1", "b": "2", "": "$x"}
    assert len(image.history) == 1


def test_error_in_a_trigger_has_the_lines_of_the_from() -> None:
    with pytest.raises(preimage.DockerfileError) as raised:
        compile_linux("FROM scratch AS a\nONBUILD STOPSIGNAL nope\n\nFROM \\\na\nUSER x")
    assert str(raised.value) == "invalid signal: nope"
    assert raised.value.locations == ((4, 5),)


def test_error_in_the_directory_of_a_base_has_the_lines_of_the_from() -> None:
    with pytest.raises(preimage.DockerfileError) as raised:
        compile_linux("FROM drive\nUSER x", platform="windows/amd64")
    assert str(raised.value) == (
        "normalizing workdir: normalizing working directory: removing drive letter: "
        "The specified path is not on the system drive (C:)"
    )
    assert raised.value.locations == ((1,),)


@pytest.mark.parametrize(
    ("text", "options", "fault"),
    [
        pytest.param(
            "FROM scratch\nUSER x",
            {"build_args": {"SOURCE_DATE_EPOCH": "999999999999"}},
            "year outside of range [0,9999]",
            id="a year of five digits",
        ),
        pytest.param("FROM zone", {}, "timezone hour outside of range [0,23]", id="a base with a zone of a day"),
    ],
)
def test_error_time_that_json_cannot_hold(text: str, options: dict[str, object], fault: str) -> None:
    with pytest.raises(preimage.DockerfileError) as raised:
        compile_linux(text, **options)
    assert str(raised.value) == (
        "failed to marshal image config: json: error calling MarshalJSON for type *time.Time: "
        f"Time.MarshalJSON: {fault}"
    )
    assert raised.value.locations == ()


def test_error_found_warnings_come_before_a_bad_time() -> None:
    text = "# check=error=true\nFROM scratch AS Big"
    with pytest.raises(preimage.DockerfileError) as raised:
        compile_linux(text, build_args={"SOURCE_DATE_EPOCH": "999999999999"})
    assert str(raised.value) == "lint violation found for rules: StageNameCasing"
    assert [warning.rule for warning in raised.value.warnings] == ["StageNameCasing"]


class TestNamedContexts:
    def test_stage_is_replaced_and_not_run(self) -> None:
        text = "FROM missing AS a\nSTOPSIGNAL nope\nONBUILD LABEL t=2\nFROM a\nUSER x"
        result = compile_linux(text, contexts={"a": "docker-image://full"})
        config = result.image.config
        # Nothing is done to the context itself; the child then joins the directory.
        assert config.working_dir == "/srv/srv"
        assert config.env == ["PATH=/bin", "A=base"]
        assert config.labels == {"l": "base", "t": "2"}
        assert [base.reference for base in result.bases] == ["docker.io/library/full:latest"]
        change = result.trace.last("config.User")
        assert change is not None
        assert change.source == "USER"
        assert result.trace.last("config.Labels", "l").source == "docker-image://full"

    def test_replaced_target_is_the_context_as_it_is(self) -> None:
        image = compile_linux("FROM scratch AS a\nUSER x", contexts={"a": "docker-image://full"}).image
        assert image.config.user == "u"
        assert image.config.working_dir == "srv"
        assert image.config.on_build == []
        assert len(image.history) == 1

    def test_context_without_config_is_less_than_an_empty_image(self) -> None:
        text = "FROM full AS a\nUSER x\nFROM a"
        image = compile_linux(text, contexts={"a": "local:a"}, target="a").image
        assert image.to_json() == ('{"architecture":"","os":"linux","rootfs":{"type":"","diff_ids":null},"config":{}}')
        assert compile_linux(text, contexts={"a": "local:a"}).image.config.env == [PATH]

    def test_replaced_stage_can_be_copied_from_further_up(self) -> None:
        text = "FROM scratch\nCOPY --from=b / /\nFROM scratch AS b"
        assert compile_linux(text, contexts={"b": "local:b"}, target=None).warnings == []

    def test_all_stages_run_the_instructions_on_top_of_the_context(self) -> None:
        text = "FROM scratch AS a\nUSER $A\nFROM scratch"
        result = compile_linux(text, contexts={"a": "docker-image:full"}, all_stages=True)
        assert result.warnings == []
        with pytest.raises(preimage.DockerfileError) as raised:
            compile_linux("FROM scratch AS a\nSTOPSIGNAL x", contexts={"a": "local:a"}, all_stages=True)
        assert str(raised.value) == "invalid signal: x"

    def test_base_is_replaced_and_triggers_run(self) -> None:
        result = compile_linux(
            "FROM alpine:latest\nUSER x", contexts={"docker.io/library/alpine": "docker-image://full"}
        )
        assert result.image.config.user == "x"
        assert result.image.config.labels == {"l": "base", "t": "1"}
        assert result.warnings == []

    def test_base_without_config_is_the_empty_image_of_its_platform(self) -> None:
        text = "FROM --platform=linux/arm64 alpine AS arm64"
        result = compile_linux(text, contexts={"alpine": "docker-image://scratch"})
        assert result.image.architecture == "arm64"
        assert result.image.config.env == [PATH]
        found = result.explain("architecture")
        assert (found.value, found.reason) == ("arm64", None)
        assert found.cause == Cause("instruction", instruction="FROM", lines=(1, 1), stage=StageName(0, "arm64"))

    def test_context_for_a_platform_comes_first(self) -> None:
        contexts = {"alpine": "docker-image://missing", "alpine::linux/arm/v7": "docker-image://full"}
        assert compile_linux("FROM alpine", contexts=contexts, platform="linux/arm").image.config.user == "u"

    def test_copied_image_is_replaced(self) -> None:
        text = "FROM scratch\nCOPY --from=alpine / /\nRUN --mount=from=alpine,target=/m x"
        result = compile_linux(text, contexts={"alpine": "docker-image://bare"})
        assert [base.reference for base in result.bases] == ["docker.io/library/bare:latest"] * 2

    def test_scratch_is_never_replaced(self) -> None:
        assert compile_linux("FROM scratch", contexts={"scratch": "nonsense"}).image.config.env == [PATH]

    def test_context_for_the_epoch_gives_no_time(self) -> None:
        result = compile_linux(
            "FROM scratch\nUSER x", contexts={"src": "local:src"}, build_args={"SOURCE_DATE_EPOCH": "src"}
        )
        assert result.epoch is None

    @pytest.mark.parametrize(
        ("text", "source", "message", "locations"),
        [
            pytest.param("FROM alpine", "x", "invalid context specifier x for alpine", ((1,),), id="no scheme"),
            pytest.param(
                "FROM scratch\nCOPY --from=alpine / /",
                "docker-image://A:",
                "invalid reference format: repository name (library/A) must be lowercase",
                ((2,),),
                id="bad reference",
            ),
            pytest.param(
                "FROM scratch\nRUN --mount=from=alpine x",
                "docker-image://missing",
                "docker.io/library/missing:latest: not found",
                ((),),
                id="missing image, in a mount",
            ),
            pytest.param(
                "FROM scratch AS alpine",
                "docker-image://broken",
                "unexpected end of JSON input",
                ((1,),),
                id="broken config",
            ),
            pytest.param(
                "FROM alpine",
                "oci-layout://broken@sha256:" + "0" * 64,
                "could not parse oci-layout image config: unexpected end of JSON input",
                ((1,),),
                id="broken config in a layout",
            ),
        ],
    )
    def test_error_in_a_context(
        self, text: str, source: str, message: str, locations: tuple[tuple[int, ...], ...]
    ) -> None:
        digest = "0" * 64
        bases = preimage.StaticBases(
            {"docker.io/library/broken:latest": "", f"docker.io/library/broken@sha256:{digest}": ""}
        )
        with pytest.raises(preimage.DockerfileError) as raised:
            preimage.compile(text, contexts={"alpine": source}, bases=bases)
        assert str(raised.value) == message
        assert raised.value.locations == locations

    def test_error_missing_image_of_a_context_names_it(self) -> None:
        with pytest.raises(preimage.MissingBaseError) as raised:
            compile_linux("FROM alpine", contexts={"alpine": "docker-image://nope:1"}, platform="linux/arm")
        assert raised.value.reference == "docker.io/library/nope:1"
        assert raised.value.platform == "linux/arm/v7"

    @pytest.mark.parametrize(
        ("text", "build_args"),
        [
            pytest.param("FROM scratch AS a-", {}, id="name of a stage"),
            pytest.param("FROM scratch", {"SOURCE_DATE_EPOCH": "a-"}, id="SOURCE_DATE_EPOCH"),
        ],
    )
    def test_error_name_that_no_context_can_have(self, text: str, build_args: dict[str, str]) -> None:
        with pytest.raises(preimage.DockerfileError) as raised:
            compile_linux(text, contexts={"b": "local:b"}, build_args=build_args)
        assert str(raised.value) == "invalid context name a-: invalid reference format"
        assert raised.value.locations == ()
        assert str(raised.value) not in str(compile_linux("FROM scratch AS a-").warnings)
