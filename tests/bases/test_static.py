from __future__ import annotations

import json
from types import MappingProxyType

import pytest

from preimage.bases.static import ConfigFile, StaticBases
from preimage.model.bases import Base
from preimage.model.errors import BaseNotFound, BaseUnreadable, OptionError
from preimage.model.platforms import parse_platform
from preimage.model.references import parse_reference

ALPINE = "docker.io/library/alpine:latest"


def resolve(source: StaticBases, reference: str, platform: str = "linux/amd64"):
    return source.resolve(parse_reference(reference), parse_platform(platform))


@pytest.mark.parametrize(
    ("reference", "platform", "author"),
    [
        pytest.param("alpine", "linux/arm64", "arm", id="reference and platform come first"),
        pytest.param("alpine", "linux/amd64", "any", id="then the reference alone"),
        pytest.param("index.docker.io/library/alpine:latest", "linux/386", "any", id="however it is written"),
        pytest.param("alpine", "linux/arm64/v8", "any", id="the platform is compared as it was read"),
        pytest.param("win", "windows(10.0.1)/amd64", "windows", id="the platform is in full form"),
        pytest.param("alpine:3", "linux/arm64", "star", id="then the star"),
    ],
)
def test_key(reference: str, platform: str, author: str) -> None:
    source = StaticBases(
        {
            f"{ALPINE}|linux/arm64": {"author": "arm"},
            ALPINE: {"author": "any"},
            "docker.io/library/win:latest|windows(10.0.1)/amd64": {"author": "windows"},
            "*": {"author": "star"},
        }
    )
    assert resolve(source, reference, platform).image.author == author


@pytest.mark.parametrize(
    ("config", "platform", "expected"),
    [
        pytest.param({}, "linux/arm/v6", {"architecture": "arm", "os": "linux", "variant": "v6"}, id="all absent"),
        pytest.param(
            {"architecture": "s390x", "os": "plan9", "variant": "v1"},
            "linux/arm/v6",
            {"architecture": "arm", "os": "linux", "variant": "v6"},
            id="all replaced",
        ),
        pytest.param(
            {"variant": "v9"},
            "linux/amd64",
            {"variant": "v9", "architecture": "amd64", "os": "linux"},
            id="the variant stays when none is asked for",
        ),
        pytest.param({"OS": "plan9"}, "linux/amd64", {"architecture": "amd64", "os": "linux"}, id="keys in any case"),
        pytest.param('{"os":"x"}', "linux/amd64", {"architecture": "amd64", "os": "linux"}, id="text"),
        pytest.param(b'{"os":"x"}', "linux/amd64", {"architecture": "amd64", "os": "linux"}, id="bytes"),
    ],
)
def test_star_takes_the_platform_asked_for(config: object, platform: str, expected: object) -> None:
    assert json.loads(resolve(StaticBases({"*": config}), "x", platform).text) == expected


@pytest.mark.parametrize(
    ("config", "text"),
    [
        pytest.param({"author": "é<"}, '{"author": "é<"}'.encode(), id="mapping"),
        pytest.param(
            MappingProxyType({"config": MappingProxyType({})}), b'{"config": {}}', id="mapping that is no dict"
        ),
        pytest.param(b'{ "a":1}', b'{ "a":1}', id="bytes are left alone"),
        pytest.param('{ "a":1}', b'{ "a":1}', id="text is left alone"),
        pytest.param(None, b"null", id="null"),
        pytest.param([], b"[]", id="list"),
        pytest.param({"author": "\udcff"}, b'{"author": "\xff"}', id="a byte that is no UTF-8"),
        pytest.param({"author": "\ud800"}, b'{"author": "\\ud800"}', id="half a character"),
    ],
)
def test_text(config: object, text: bytes) -> None:
    assert resolve(StaticBases({ALPINE: config}), "alpine").text == text


@pytest.mark.parametrize("config", [pytest.param("[", id="no JSON"), pytest.param([1], id="no object")])
def test_star_that_is_no_object_is_left_alone(config: object) -> None:
    expected = config if isinstance(config, str) else json.dumps(config)
    assert resolve(StaticBases({"*": config}), "x").text.decode() == expected


def test_bases_are_made_once() -> None:
    source = StaticBases({ALPINE: {}, "*": {}})
    assert resolve(source, "alpine") is resolve(source, "alpine", "linux/arm64")
    assert resolve(source, "a") is resolve(source, "b")
    assert resolve(source, "a") is not resolve(source, "a", "linux/arm64")


def test_origin() -> None:
    assert resolve(StaticBases({"*": {}}), "x").origin == "given"
    assert resolve(StaticBases({"*": {}}), "x").digest == ""


def test_later_changes_of_the_mapping_do_not_count() -> None:
    configs: dict[str, object] = {ALPINE: {"author": "before"}}
    source = StaticBases(configs)
    configs[ALPINE] = {"author": "after"}
    assert resolve(source, "alpine").image.author == "before"


def test_error_unknown_reference() -> None:
    source = StaticBases({ALPINE: {}, "docker.io/library/a:latest|linux/arm64": {}})
    for reference in ("alpine:3", "a"):
        with pytest.raises(BaseNotFound, match=f"^{parse_reference(reference)}: not found$"):
            resolve(source, reference)


def test_error_value_without_json() -> None:
    with pytest.raises(TypeError, match="^a base config cannot hold a set$"):
        _ = resolve(StaticBases({ALPINE: {"config": {1}}}), "alpine").image


@pytest.mark.parametrize(
    ("config", "author"),
    [
        pytest.param({"author": "a"}, "a", id="plain"),
        pytest.param({"author": "\ud800b"}, "\ufffdb", id="half a character"),
        pytest.param({"AUTHOR": "c"}, "c", id="a key in another case"),
        pytest.param({"author": "d", 1: 2}, "d", id="a key that is no text"),
        pytest.param({"author": "e", "os.features": ("x",)}, "e", id="a tuple for a list"),
    ],
)
def test_mapping_is_read_as_its_text_is(config: dict[str, object], author: str) -> None:
    given = resolve(StaticBases({ALPINE: config}), "alpine")
    assert given.image.author == author
    assert given.image == Base(given.text, "given").image


def test_lists_of_the_mapping_are_not_shared() -> None:
    config = {"config": {"Env": ["A=1"], "Labels": {"a": "1"}}}
    image = resolve(StaticBases({ALPINE: config}), "alpine").image
    image.config.env.append("B=2")
    image.config.labels["b"] = "2"
    assert config == {"config": {"Env": ["A=1"], "Labels": {"a": "1"}}}


def test_config_of_a_file() -> None:
    base = ConfigFile(b'{"architecture":"arm64","os":"linux"}', "a.json", adapts=False).pick(
        parse_platform("linux/amd64")
    )
    assert (base.image.architecture, base.origin) == ("arm64", "given")


def test_config_of_a_file_for_any_reference() -> None:
    file = ConfigFile(b'{"architecture":"arm64","os":"linux"}', "a.json", adapts=True)
    assert [file.pick(parse_platform(each)).image.architecture for each in ("linux/amd64", "linux/386")] == [
        "amd64",
        "386",
    ]


@pytest.mark.parametrize("adapts", [pytest.param(False, id="one reference"), pytest.param(True, id="any")])
def test_error_file_without_config(adapts: bool) -> None:
    with pytest.raises(BaseUnreadable) as caught:
        ConfigFile(b"{", "a.json", adapts=adapts).pick(parse_platform("linux/amd64"))
    assert str(caught.value) == "a.json: failed to parse image config: unexpected end of JSON input"


def test_a_config_without_file_is_left_to_the_evaluation() -> None:
    assert ConfigFile(b"{", "", adapts=False).pick(parse_platform("linux/amd64")).text == b"{"


@pytest.mark.parametrize(
    ("count", "text"),
    [
        pytest.param(0, "<StaticBases for no image>", id="none"),
        pytest.param(2, "<StaticBases for 'h.io/a0:1', 'h.io/a1:1'>", id="few"),
        pytest.param(
            9,
            "<StaticBases for 'h.io/a0:1', 'h.io/a1:1', 'h.io/a2:1', 'h.io/a3:1', 'h.io/a4:1', and 4 more>",
            id="many",
        ),
    ],
)
def test_text_names_the_first_references(count: int, text: str) -> None:
    assert repr(StaticBases({f"h.io/a{number}:1": {} for number in range(count)})) == text


@pytest.mark.parametrize(
    ("key", "reference", "platform"),
    [
        pytest.param("alpine", "alpine", "linux/amd64", id="short name"),
        pytest.param("docker.io/alpine:latest", "alpine", "linux/amd64", id="without library"),
        pytest.param("index.docker.io/library/alpine", "alpine", "linux/amd64", id="old host"),
        pytest.param("alpine|arm64", "alpine", "linux/arm64", id="short platform"),
        pytest.param("alpine|linux/arm64/v8", "alpine", "linux/arm64", id="platform with its usual variant"),
        pytest.param("alpine|linux/arm64/v8", "alpine", "linux/arm64/v8", id="platform as it was written"),
        pytest.param("ghcr.io/a/b@sha256:" + "0" * 64, "ghcr.io/a/b@sha256:" + "0" * 64, "linux", id="digest"),
    ],
)
def test_key_as_in_from(key: str, reference: str, platform: str) -> None:
    assert resolve(StaticBases({key: {"author": "x"}}), reference, platform).image.author == "x"


def test_platform_as_written_comes_before_what_means_the_same() -> None:
    source = StaticBases({"a|linux/arm64/v8": {"author": "v8"}, "a|linux/arm64": {"author": "plain"}})
    assert [resolve(source, "a", f"linux/arm64{end}").image.author for end in ("", "/v8")] == ["plain", "v8"]


@pytest.mark.parametrize(
    ("configs", "message"),
    [
        pytest.param({"a b": {}}, "bases: a b: invalid reference format", id="no reference"),
        pytest.param(
            {"alpine|foo": {}},
            'bases: alpine|foo: "foo": unknown operating system or architecture: invalid argument',
            id="no platform",
        ),
        pytest.param(
            {"alpine": {}, ALPINE: {}}, f"bases: alpine and {ALPINE} are the same image", id="the same image twice"
        ),
    ],
)
def test_error_key(configs: dict[str, object], message: str) -> None:
    with pytest.raises(OptionError) as raised:
        StaticBases(configs)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("configs", "message"),
    [
        pytest.param({1: {}}, "a key of bases is a str, such as 'alpine:3.22', not an int", id="key"),
        pytest.param(
            {"a": object()}, "bases['a'] is an image config: a mapping, or its JSON text, not an object", id="config"
        ),
    ],
)
def test_error_type(configs: dict[object, object], message: str) -> None:
    with pytest.raises(TypeError) as raised:
        StaticBases(configs)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("config", "message"),
    [
        pytest.param('{"x": NaN}', "invalid character 'N' looking for beginning of value", id="what is no JSON"),
        pytest.param('{"x": -Infinity}', "invalid character 'I' in numeric literal", id="infinity"),
        pytest.param(b'{"author": 1e999}\n', "cannot unmarshal number into Go struct field", id="a huge number"),
        pytest.param('{"author": 1.50}', "cannot unmarshal number into Go struct field", id="a number"),
    ],
)
def test_error_config_for_any_reference_is_judged_as_written(config: str | bytes, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        _ = resolve(StaticBases({"*": config}), "alpine").image
    assert message in str(caught.value)
    with pytest.raises(ValueError) as other:
        _ = resolve(StaticBases({"alpine": config}), "alpine").image
    assert str(other.value) == str(caught.value)


def test_text_for_any_reference_keeps_its_numbers() -> None:
    base = resolve(StaticBases({"*": b'{"x": 1e999, "OS": "plan9"} '}), "alpine", "linux/arm64")
    assert base.text == b'{"x": 1e999, "OS": "plan9","architecture": "arm64", "os": "linux"}'
    assert (base.image.architecture, base.image.os) == ("arm64", "linux")
    assert resolve(StaticBases({"*": "{}"}), "alpine").text == b'{"architecture": "amd64", "os": "linux"}'
