"""The image types: Go's JSON text, and the dicts and schemas of dataclasses-json."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from preimage.golang.durations import Duration
from preimage.model.image import (
    DOCKER_OCI_IMAGE_MEDIA_TYPE,
    DockerOCIImage,
    DockerOCIImageConfig,
    DockerOCIImageConfigExt,
    HealthcheckConfig,
    History,
    Image,
    ImageConfig,
    JsonValue,
    Platform,
    RootFS,
)

PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
SECOND = 1_000_000_000


def full_image() -> DockerOCIImage:
    return DockerOCIImage(
        created="2024-05-01T10:00:00Z",
        author="someone",
        architecture="arm",
        os="linux",
        os_version="1.2",
        os_features=["f1", "f2"],
        variant="v7",
        rootfs=RootFS("layers", ["sha256:aa", "sha256:bb"]),
        history=[
            History("2024-05-01T09:59:59.123456789+01:00", "ADD rootfs.tar / # buildkit", "", "buildkit.dockerfile.v0"),
            History(None, 'CMD ["sh"]', "me", "c", True),
        ],
        config=DockerOCIImageConfig(
            user="app",
            exposed_ports={"80/tcp": {}, "443/tcp": {}},
            env=[PATH, "A=1"],
            entrypoint=["/entry.sh"],
            cmd=["serve"],
            volumes={"/data": {}},
            working_dir="/srv",
            labels={"org": "x", "a": "1"},
            stop_signal="SIGQUIT",
            args_escaped=True,
            healthcheck=HealthcheckConfig(
                ["CMD", "true"],
                Duration(30 * SECOND),
                Duration(5 * SECOND),
                Duration(SECOND),
                Duration(2 * SECOND),
                4,
            ),
            on_build=["RUN x"],
            shell=["/bin/bash", "-c"],
        ),
    )


FULL_TEXT = (
    '{"created":"2024-05-01T10:00:00Z","author":"someone","architecture":"arm","os":"linux","os.version":"1.2",'
    '"os.features":["f1","f2"],"variant":"v7","rootfs":{"type":"layers","diff_ids":["sha256:aa","sha256:bb"]},'
    '"history":[{"created":"2024-05-01T09:59:59.123456789+01:00","created_by":"ADD rootfs.tar / # buildkit",'
    '"comment":"buildkit.dockerfile.v0"},{"created_by":"CMD [\\"sh\\"]","author":"me","comment":"c",'
    '"empty_layer":true}],"config":{"User":"app","ExposedPorts":{"443/tcp":{},"80/tcp":{}},'
    f'"Env":["{PATH}","A=1"],"Entrypoint":["/entry.sh"],"Cmd":["serve"],"Volumes":{{"/data":{{}}}},'
    '"WorkingDir":"/srv","Labels":{"a":"1","org":"x"},"StopSignal":"SIGQUIT","ArgsEscaped":true,'
    '"Healthcheck":{"Test":["CMD","true"],"Interval":30000000000,"Timeout":5000000000,"StartPeriod":1000000000,'
    '"StartInterval":2000000000,"Retries":4},"OnBuild":["RUN x"],"Shell":["/bin/bash","-c"]}}'
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(full_image(), FULL_TEXT, id="every field, in Go's order"),
        pytest.param(
            DockerOCIImage(),
            '{"architecture":"","os":"","rootfs":{"type":"","diff_ids":null},"config":{}}',
            id="what an empty image never omits",
        ),
        pytest.param(RootFS("layers", []), '{"type":"layers","diff_ids":[]}', id="an empty list of layers is no null"),
        pytest.param(
            DockerOCIImage(history=[History(), History(comment="c")]),
            '{"architecture":"","os":"","rootfs":{"type":"","diff_ids":null},"history":[{},{"comment":"c"}],"config":{}}',
            id="an empty history entry stays",
        ),
        pytest.param(
            DockerOCIImageConfig(healthcheck=HealthcheckConfig()), '{"Healthcheck":{}}', id="an empty healthcheck stays"
        ),
        pytest.param(
            HealthcheckConfig(interval=Duration(-1), retries=-3),
            '{"Interval":-1,"Retries":-3}',
            id="negative numbers are written",
        ),
        pytest.param(
            ImageConfig(exposed_ports={"1/tcp": {"left": "over"}}, volumes={"/v": {"x": 1}}),
            '{"ExposedPorts":{"1/tcp":{}},"Volumes":{"/v":{}}}',
            id="ports and volumes have no content",
        ),
        pytest.param(
            ImageConfig(env=[""], labels={"": ""}), '{"Env":[""],"Labels":{"":""}}', id="empty texts in lists"
        ),
        pytest.param(DockerOCIImageConfigExt(shell=["sh"]), '{"Shell":["sh"]}', id="the Docker part alone"),
        pytest.param(
            Image(author="me", architecture="amd64"),
            '{"author":"me","architecture":"amd64","os":"","rootfs":{"type":"","diff_ids":null}}',
            id="the image without config",
        ),
    ],
)
def test_image_is_written_as_go_writes_it(value: JsonValue, text: str) -> None:
    assert value.to_json() == text


def test_lists_of_two_images_are_their_own() -> None:
    first, second = DockerOCIImage(), DockerOCIImage()
    first.config.env.append("A=1")
    first.history.append(History())
    assert (second.config.env, second.history) == ([], [])


def test_values_compare_by_class_and_fields() -> None:
    assert full_image() == full_image()
    assert full_image() != DockerOCIImage()
    assert Platform() != Image()
    assert ImageConfig(env=["A=1"]).env == ["A=1"]
    assert repr(RootFS("layers")) == "RootFS(type='layers', diff_ids=None)"


@pytest.mark.parametrize(
    "duplicate",
    [
        pytest.param(copy.deepcopy, id="deep copy"),
        pytest.param(lambda image: pickle.loads(pickle.dumps(image)), id="pickle"),
        pytest.param(lambda image: DockerOCIImage.from_dict(image.to_dict()), id="dict"),
        pytest.param(lambda image: DockerOCIImage.from_json(image.to_json()), id="json"),
        pytest.param(
            lambda image: DockerOCIImage.schema().load(image.to_dict()),
            id="schema",
            marks=pytest.mark.filterwarnings("ignore::DeprecationWarning"),
        ),
    ],
)
def test_image_survives(duplicate: object) -> None:
    duplicated = duplicate(full_image())  # type: ignore[operator]
    assert duplicated == full_image()
    assert type(duplicated.config.healthcheck.interval) is Duration
    assert str(duplicated.config.healthcheck.interval) == "30s"


def test_dict_has_the_keys_of_the_json_in_its_order() -> None:
    converted = full_image().to_dict()
    assert json.dumps(converted, sort_keys=True) == json.dumps(json.loads(FULL_TEXT), sort_keys=True)
    assert list(converted) == list(json.loads(FULL_TEXT))
    assert list(converted["config"]) == list(json.loads(FULL_TEXT)["config"])
    assert type(converted["config"]["Healthcheck"]["Interval"]) is int


def test_dict_of_an_empty_image_holds_what_is_never_omitted() -> None:
    assert DockerOCIImage().to_dict() == {
        "architecture": "",
        "os": "",
        "rootfs": {"type": "", "diff_ids": None},
        "config": {},
    }


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_schema_documents_the_shapes() -> None:
    from marshmallow import fields

    image = DockerOCIImage.schema()
    config = image.fields["config"].schema
    assert {name: each.data_key for name, each in image.fields.items()}["os_version"] == "os.version"
    assert isinstance(image.fields["history"], fields.List)
    assert isinstance(config.fields["labels"], fields.Dict)
    assert isinstance(config.fields["exposed_ports"], fields.Dict)
    assert isinstance(config.fields["healthcheck"].schema.fields["interval"], fields.Int)
    assert config.fields["healthcheck"].allow_none


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_error_schema_refuses_a_wrong_type() -> None:
    from marshmallow import ValidationError

    with pytest.raises(ValidationError, match="Not a valid list"):
        DockerOCIImage.schema().load({"config": {"Env": "A=1"}})


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("import preimage.model.image", id="import"),
        pytest.param(
            "from preimage.model.image import DockerOCIImage; DockerOCIImage().to_json(indent=2)", id="writing"
        ),
        pytest.param("from preimage.model.decoding import decode_image; decode_image(b'null')", id="decoding"),
    ],
)
def test_third_parties_are_loaded_only_when_asked_for(statement: str) -> None:
    probe = (
        f"{statement}\nimport sys\nprint([name for name in ('dataclasses_json', 'marshmallow') if name in sys.modules])"
    )
    loaded = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert loaded.stdout == "[]\n"
    asked = subprocess.run(
        [sys.executable, "-c", "from preimage.model.image import RootFS; print(RootFS.from_dict({'type': 'layers'}))"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert asked.stdout == "RootFS(type='layers', diff_ids=None)\n"


def test_schema_works_first_in_a_process() -> None:
    probe = (
        "import warnings; warnings.simplefilter('ignore', DeprecationWarning)\n"
        "from preimage.model.image import DockerOCIImage\n"
        "image = DockerOCIImage.schema().load({'config': {'Healthcheck': {'Interval': 5}}})\n"
        "print(image.to_json())"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout == (
        '{"architecture":"","os":"","rootfs":{"type":"","diff_ids":null},"config":{"Healthcheck":{"Interval":5}}}\n'
    )


def test_media_type_is_that_of_docker() -> None:
    assert DOCKER_OCI_IMAGE_MEDIA_TYPE == "application/vnd.docker.container.image.v1+json"


texts = st.text(max_size=6)
lists = st.lists(texts, max_size=3)
ports: st.SearchStrategy[dict[str, dict[str, object]]] = st.dictionaries(texts, st.builds(dict), max_size=3)
durations = st.integers(-(1 << 63), (1 << 63) - 1).map(Duration)
times = st.none() | st.datetimes().map(lambda moment: moment.replace(microsecond=0).isoformat() + "Z")
images = st.builds(
    DockerOCIImage,
    created=times,
    author=texts,
    architecture=texts,
    os=texts,
    os_version=texts,
    os_features=lists,
    variant=texts,
    rootfs=st.builds(RootFS, texts, st.none() | lists),
    history=st.lists(st.builds(History, times, texts, texts, texts, st.booleans()), max_size=3),
    config=st.builds(
        DockerOCIImageConfig,
        user=texts,
        exposed_ports=ports,
        env=lists,
        entrypoint=lists,
        cmd=lists,
        volumes=ports,
        working_dir=texts,
        labels=st.dictionaries(texts, texts, max_size=3),
        stop_signal=texts,
        args_escaped=st.booleans(),
        healthcheck=st.none()
        | st.builds(HealthcheckConfig, lists, durations, durations, durations, durations, st.integers(-9, 9)),
        on_build=lists,
        shell=lists,
    ),
)


@settings(deadline=None)
@given(images)
def test_json_and_dict_say_the_same(image: DockerOCIImage) -> None:
    converted = image.to_dict()
    assert json.loads(image.to_json()) == json.loads(image.to_json(indent=2)) == converted
    assert DockerOCIImage.from_dict(converted) == image
