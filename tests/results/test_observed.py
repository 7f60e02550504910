"""Configs as engines wrote them and tools show them, against what is predicted of their Dockerfiles."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

import preimage
from preimage.model.platforms import parse_platform
from preimage.results.built import count_layers
from preimage.results.observed import (
    BUILDAH,
    BUILDKIT,
    CLASSIC,
    ObservedImage,
    compare_observed,
    normalize_config,
    read_observed,
)

BUILDS = Path(__file__).parent.parent / "conformance" / "builds.jsonl.gz"
ROWS = [json.loads(line) for line in gzip.decompress(BUILDS.read_bytes()).splitlines()]
AMD64 = parse_platform("linux/amd64")


def compile_row(row) -> preimage.Compilation:
    options = row["options"]
    build_args = dict(options.get("build_args", {}))
    if "build_arg_epoch" in options:
        build_args["SOURCE_DATE_EPOCH"] = str(options["build_arg_epoch"])
    bases = {row["base_ref"]: row["base_config"]} if "base_ref" in row else {}
    return preimage.compile(
        row["dockerfile"],
        build_args=build_args,
        platform=options.get("platform"),
        build_platform="linux/amd64",
        labels=options.get("labels", {}),
        bases=preimage.StaticBases(bases),
    )


def compare(result: preimage.Compilation, observed: ObservedImage) -> tuple[list[tuple[object, ...]], list[str]]:
    """Give path, key and both values of each difference, in alphabetical order, and what is not compared."""
    base = result.base.image if result.base is not None else None
    diff, hidden = compare_observed(result, count_layers(result.image, base), observed)
    found = []
    for change in diff.changes:
        path, key = change.leaf
        if path == "config.Healthcheck" and isinstance(change.before, dict) and isinstance(change.after, dict):
            members = {**change.before, **change.after}
            sides = ((name, change.before.get(name), change.after.get(name)) for name in members)
            found += [(path, *side) for side in sides if side[1] != side[2]]
        else:
            found.append((path, key, change.before, change.after))
    return sorted(found, key=lambda each: (str(each[0]), str(each[1]))), hidden


PROXY = [("config.Labels", "p", "", "http://p:1")]
ARM_FROM_SCRATCH = [("architecture", None, "amd64", "arm")]
KNOWN = {
    # Legacy builder: proxy arguments expand without ARG, a platform has no effect on scratch, TARGETARCH is empty, and
    # HEALTHCHECK NONE keeps an interval.
    ("legacy", "m-arg-predef"): PROXY,
    ("legacy", "m-plat-arm64"): [
        ("architecture", None, "arm64", "amd64"),
        ("config.Env", "A", "arm64", ""),
        ("config.Env", "P", "linux/arm64", ""),
    ],
    ("legacy", "m-plat-armv7"): [("architecture", None, "arm", "amd64"), ("variant", None, "v7", None)],
    ("legacy", "m-plat-amd64v3"): [("variant", None, "v3", None)],
    ("legacy", "c-hc-none"): [("config.Healthcheck", "Interval", None, 5_000_000_000)],
    # buildah: proxy arguments likewise; the platform of FROM counts for scratch.
    ("buildah-1.28", "m-arg-predef"): PROXY,
    ("buildah-1.39", "m-arg-predef"): PROXY,
    ("buildah-1.43", "m-arg-predef"): PROXY,
    ("buildah-1.28", "m-plat-from"): [*ARM_FROM_SCRATCH, ("variant", None, None, "v7")],
    ("buildah-1.39", "m-plat-from"): [*ARM_FROM_SCRATCH, ("variant", None, None, "v7")],
    ("buildah-1.43", "m-plat-from"): [*ARM_FROM_SCRATCH, ("variant", None, None, "v6")],
}
"""By builder and Dockerfile: what these builders do differently (docs/reference/built-image.md, "Engines compared")."""


def builder_of(engine: str) -> str:
    if engine.endswith("legacy"):
        return "legacy"
    return engine.partition(" ")[0].removesuffix("-docker").removesuffix("-oci")


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(row, id=f"{row['id']}-{row['engine']}")
        for row in ROWS
        if row["config_blob"] is not None and "variant" not in row["options"]
    ],
)
def test_build(row) -> None:
    """Only known differences remain, with the profile that the blob itself shows, where it shows one."""
    observed = read_observed(row["config_blob"].encode(), AMD64)
    if "omit" in row["engine"]:
        # With --omit-history and an epoch, nothing tells of buildah.
        observed.use_profile(BUILDAH)
    found, hidden = compare(compile_row(row), observed)
    name = row["id"].split("/")[1]
    builder = builder_of(row["engine"])
    assert found == KNOWN.get((builder, name), [])
    assert not hidden or "-oci" in row["engine"]
    # FROM alone gives the blob of the base as it is, whoever builds it.
    if name != "c-none":
        expected = CLASSIC if builder == "legacy" else BUILDAH if builder.startswith("buildah") else BUILDKIT
        assert observed.profile == expected


def test_every_known_difference_is_there() -> None:
    rows = {(builder_of(row["engine"]), row["id"].split("/")[1]) for row in ROWS if row["config_blob"] is not None}
    assert set(KNOWN) <= rows


HEALTHY = 'FROM scratch\nENV A=b\nHEALTHCHECK --interval=5s CMD true\nONBUILD RUN true\nSHELL ["/bin/ash","-c"]\n'


def compile_healthy() -> preimage.Compilation:
    return preimage.compile(HEALTHY, platform="linux/amd64")


def blob_without(*names: str) -> dict[str, object]:
    """Give the config blob as a tool writes it that does not know some fields."""
    blob: dict[str, Any] = json.loads(str(compile_healthy().built().text))
    for name in names:
        del blob["config"][name]
    return blob


EXT = ("Healthcheck", "OnBuild", "Shell")


def test_exact_blob() -> None:
    text = str(compile_healthy().built().text)
    observed = read_observed(text.encode(), AMD64)
    assert (observed.text, observed.profile, observed.lost) == (text, BUILDKIT, frozenset())
    assert compare(compile_healthy(), observed) == ([], [])
    assert read_observed(f"{text}\n".encode(), AMD64).text == text


def test_skopeo_inspect_config_is_recognised() -> None:
    observed = read_observed(json.dumps(blob_without(*EXT), indent=4).encode(), AMD64)
    assert observed.tool == "'skopeo inspect --config' or 'docker buildx imagetools inspect'"
    assert observed.text is None
    assert compare(compile_healthy(), observed) == ([], ["Healthcheck", "OnBuild", "Shell"])


def test_exact_blob_without_the_fields_is_a_difference() -> None:
    """What passes the blob on as it is has nothing to be excused."""
    data = json.dumps(blob_without(*EXT), separators=(",", ":")).encode()
    differences, hidden = compare(compile_healthy(), read_observed(data, AMD64))
    assert hidden == []
    assert [each[0] for each in differences] == [
        "config.Healthcheck",
        "config.OnBuild",
        "config.Shell",
    ]


def test_indented_blob_from_a_registry_is_a_blob() -> None:
    data = json.dumps(blob_without(*EXT), indent=4).encode()
    observed = read_observed(data, AMD64, is_blob=True)
    assert observed.text == data.decode()
    assert len(compare(compile_healthy(), observed)[0]) == 3


def test_platforms_of_imagetools() -> None:
    document = {
        "linux/amd64": blob_without(*EXT),
        "linux/arm64": {"architecture": "arm64", "os": "linux", "config": {}, "rootfs": {}},
    }
    observed = read_observed(json.dumps(document).encode(), AMD64)
    assert compare(compile_healthy(), observed) == ([], list(EXT))
    assert read_observed(json.dumps(document).encode(), parse_platform("linux/arm64")).config == {}
    with pytest.raises(ValueError) as caught:
        read_observed(json.dumps(document).encode(), parse_platform("linux/arm/v7"))
    assert str(caught.value) == "no image for linux/arm/v7; there are linux/amd64, linux/arm64"


RUNTIME = {
    "Hostname": "",
    "Domainname": "",
    "AttachStdin": False,
    "AttachStdout": False,
    "AttachStderr": False,
    "Tty": False,
    "OpenStdin": False,
    "StdinOnce": False,
    "Image": "",
    "User": "",
    "Cmd": None,
    "Volumes": None,
    "Entrypoint": None,
    "Labels": None,
}


def inspected(**members: object) -> bytes:
    blob = blob_without()
    config = RUNTIME | dict(blob["config"])  # type: ignore[call-overload]
    document = {"Architecture": "amd64", "Os": "linux", "Author": "", "Config": config, "RootFS": {"Type": "layers"}}
    return json.dumps([document | members], indent=4).encode()


def test_docker_image_inspect() -> None:
    observed = read_observed(inspected(), AMD64)
    assert (observed.profile, observed.diff_ids) == (BUILDKIT, [])
    assert compare(compile_healthy(), observed) == ([], [])


def test_docker_image_inspect_of_the_legacy_builder() -> None:
    assert read_observed(inspected(DockerVersion="20.10.24"), AMD64).profile == CLASSIC


def test_docker_image_inspect_counts_layers() -> None:
    observed = read_observed(inspected(RootFS={"Type": "layers", "Layers": ["sha256:1"]}), AMD64)
    assert compare(compile_healthy(), observed)[0] == [("rootfs.diff_ids", None, "0 layers", "1 layers")]


def test_podman_image_inspect() -> None:
    config = blob_without(*EXT)["config"]
    healthcheck = {"Test": ["CMD-SHELL", "true"], "Interval": 5_000_000_000}
    data = inspected(Config=config, Healthcheck=healthcheck, NamesHistory=[], Variant="v9")
    observed = read_observed(data, AMD64)
    assert observed.tool == "'podman image inspect'"
    assert compare(compile_healthy(), observed) == ([], ["OnBuild", "Shell"])
    without = read_observed(inspected(Config=config, NamesHistory=[]), AMD64)
    assert compare(compile_healthy(), without) == ([], list(EXT))


def test_buildah_asked_for() -> None:
    data = json.dumps(blob_without(*EXT), separators=(",", ":")).encode()
    observed = read_observed(data, AMD64)
    observed.use_profile(BUILDAH)
    assert compare(compile_healthy(), observed) == ([], list(EXT))


def test_history_of_a_legacy_base_is_no_sign_of_buildah() -> None:
    blob = blob_without()
    blob["history"] = [{"created_by": '/bin/sh -c #(nop)  CMD ["bash"]', "empty_layer": True}]
    assert read_observed(json.dumps(blob).encode(), AMD64).profile == BUILDKIT


@pytest.mark.parametrize(
    ("document", "message"),
    [
        pytest.param("{", "no JSON: Expecting property name", id="cut off"),
        pytest.param("[" * 100_000, "no JSON: ", id="nested too deeply"),
        pytest.param("[{}, {}]", "want the config of one image, got a list of 2", id="two images"),
        pytest.param("[]", "want the config of one image, got a list of 0", id="no image"),
        pytest.param("3", "want the config of an image, a JSON object", id="a number"),
        pytest.param(
            '{"Env": [], "Layers": []}',
            "this is the output of 'skopeo inspect', which leaves out most of the config; add --config --raw",
            id="skopeo inspect",
        ),
        pytest.param(
            "{}",
            "this is not the config of an image: neither config and rootfs nor Config and RootFS are there",
            id="something else",
        ),
    ],
)
def test_error_no_config(document: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        read_observed(document.encode(), AMD64)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        pytest.param({"config": [], "rootfs": []}, "json: cannot unmarshal array into Go struct field", id="lists"),
        pytest.param(
            {"config": {"Env": "x"}}, "json: cannot unmarshal string into Go struct field", id="text for list"
        ),
        pytest.param({"rootfs": 7}, "json: cannot unmarshal number into Go struct field", id="layers"),
        pytest.param({"config": {}, "history": [1]}, "json: cannot unmarshal number into Go", id="history"),
        pytest.param({"config": {}, "created": "x"}, 'parsing time "x" as', id="time"),
        pytest.param({"Config": 1, "RootFS": 1}, "json: cannot unmarshal number into Go struct field", id="inspect"),
    ],
)
def test_error_malformed_config(document: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError) as caught:
        read_observed(json.dumps(document).encode(), AMD64)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    "document",
    [
        pytest.param({"config": None, "rootfs": None, "history": None}, id="blob"),
        pytest.param({"Config": None, "RootFS": None}, id="inspect"),
        pytest.param({"Config": None, "RootFS": {"Layers": "x"}}, id="layers that are no list"),
    ],
)
def test_nulls_hold_nothing(document: dict[str, object]) -> None:
    observed = read_observed(json.dumps(document).encode(), AMD64)
    assert normalize_config(observed.config, observed.profile) == {}
    assert observed.list_layers() == []


@pytest.mark.parametrize(
    ("config", "profile", "normal"),
    [
        pytest.param(RUNTIME, BUILDKIT, {}, id="fields of the runtime and empty values"),
        pytest.param({"WorkingDir": "/", "ArgsEscaped": True}, CLASSIC, {}, id="what the legacy builder leaves out"),
        pytest.param({"WorkingDir": "/", "ArgsEscaped": True}, BUILDKIT, ..., id="which BuildKit does not"),
        pytest.param({"Labels": {"io.buildah.version": "1.28.2"}}, BUILDAH, {}, id="buildah's label alone"),
        pytest.param({"Labels": {"io.buildah.version": "1", "a": ""}}, BUILDAH, {"Labels": {"a": ""}}, id="and others"),
        pytest.param({"Labels": {"io.buildah.version": "1"}}, BUILDKIT, ..., id="as a label of the user"),
        pytest.param({"Healthcheck": {"Retries": 0}}, BUILDKIT, {}, id="zero in a healthcheck"),
        pytest.param({"Volumes": {"/a": {}}, "Cmd": [""]}, BUILDKIT, ..., id="one level deep only"),
    ],
)
def test_normal_form(config: dict[str, object], profile: str, normal: object) -> None:
    assert normalize_config(config, profile) == (config if normal is ... else normal)


def test_layers_of_a_blob() -> None:
    blob = {
        "rootfs": {"diff_ids": ["sha256:1", "sha256:2", "sha256:3"]},
        "history": [{"created": "2020-01-01T00:00:00Z"}, {"created": "2020-01-02T00:00:00Z", "empty_layer": True}, {}],
    }
    observed = read_observed(json.dumps(blob).encode(), AMD64)
    assert observed.list_layers() == [("sha256:1", "2020-01-01T00:00:00Z"), ("sha256:2", None), ("sha256:3", None)]
