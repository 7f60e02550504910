"""The config blob of the built image, held against blobs that real builds wrote.

The cases are in tests/conformance/builds.jsonl.gz: Dockerfile, options, the base's config, and what the engine wrote.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

import preimage
from preimage.model.image import DockerOCIImage
from preimage.results.built import BuiltImage, count_layers

BUILDS = Path(__file__).parent.parent / "conformance" / "builds.jsonl.gz"
ROWS = [json.loads(line) for line in gzip.decompress(BUILDS.read_bytes()).splitlines()]
REFERENCE = "buildkit-reference"
NEWER_DOCKER = ("dockerd-26.1", "dockerd-28.5")
EPOCH = "SOURCE_DATE_EPOCH"
IN_WORDS = {
    "ARG in Dockerfile before FROM": (None, None),
    "ARG in the stage": (None, None),
    "build arg empty": ("", None),
    "ARG + build arg empty": ("", None),
    "build arg abc": ("abc", None),
    "1.5": ("1.5", None),
    "year 10000": ("253402300800", None),
    "build arg context": ("context", None),
    "arg and attr": ("1700000000", 1700000000),
    "arg and earlier attr": ("1700000000", 1699999995),
    "inline cache layered": (None, None),
}
"""Build arg and exporter's epoch of the rows whose options are in words."""

DIFF_IDS = "diff ids of the layers that this build makes"
TIMES = "times of the layers that this build makes"
UNPACKED = "times at which layers of the base are unpacked"
CREATED_BY = "created_by of history entries that are added for layers of the base without one"


def rows_of(*engines: str):
    """Give the rows of engines with BuildKit, but for an exporter's epoch of ``abc``, which is no number of ours."""
    return [
        pytest.param(row, id=row["id"])
        for row in ROWS
        if row["engine"].startswith(engines) and not row["engine"].endswith("legacy")
        if row["options"].get("variant") != "exporter abc"
    ]


def compile_row(row) -> preimage.Compilation:
    options = row["options"]
    build_args = dict(options.get("build_args", {}))
    epoch = options.get("build_arg_epoch", IN_WORDS.get(options.get("variant"), (None, None))[0])
    if epoch is not None:
        build_args[EPOCH] = str(epoch)
    bases = {row["base_ref"]: row["base_config"]} if "base_ref" in row else {}
    return preimage.compile(
        row["dockerfile"],
        build_args=build_args,
        platform=options.get("platform"),
        build_platform="linux/amd64",
        labels=options.get("labels", {}),
        bases=preimage.StaticBases(bases),
    )


def exporter_epoch(row) -> int | None:
    options = row["options"]
    epoch: int | None = options.get("exporter_epoch", IN_WORDS.get(options.get("variant"), (None, None))[1])
    return epoch


def read_layers(blob: str) -> list[tuple[str, str | None]]:
    """Give diff id and time of each layer, as the history of a blob tells them."""
    document = json.loads(blob)
    times = [entry.get("created") for entry in document["history"] or [] if not entry.get("empty_layer")]
    return list(zip(document["rootfs"]["diff_ids"] or [], times, strict=False))


@pytest.mark.parametrize("row", rows_of(REFERENCE))
def test_blob_of_the_reference(row) -> None:
    """Every blob is predicted to the byte, those with layers of their own given what only the build could tell."""
    if "frontend_error" in row:
        with pytest.raises(preimage.DockerfileError) as caught:
            compile_row(row)
        assert str(caught.value).endswith(row["frontend_error"].removeprefix("marshal: "))
        return
    result = compile_row(row)
    assert result.image.to_json() == row["frontend_image"]
    built = result.built(exporter_epoch(row))
    if built.text is not None:
        assert built.unknown == []
        assert built.text == row["config_blob"]
        assert built.digest == f"sha256:{hashlib.sha256(row['config_blob'].encode()).hexdigest()}"
        return
    assert built.digest is None
    assert set(built.unknown) <= {DIFF_IDS, TIMES, UNPACKED, CREATED_BY}
    assert row["id"].removeprefix("built/").startswith(("l-", "c-copy", "c-workdir", "p-full", "x-", "s-inline-l"))
    told = result.built(exporter_epoch(row), layers=read_layers(row["config_blob"]))
    if told.text is None:
        assert told.unknown == [CREATED_BY]
    else:
        without_cache = json.loads(row["config_blob"])
        has_cache = without_cache.pop("moby.buildkit.cache.v0", None) is not None
        assert has_cache == (row["options"].get("variant") == "inline cache layered")
        assert told.text == row["config_blob"] or (has_cache and json.loads(told.text) == without_cache)


def test_number_of_rows_of_the_reference() -> None:
    """What is said of the rows in docs/reference/built-image.md does not change unnoticed."""
    rows = [row for row in ROWS if row["engine"] == REFERENCE and row["config_blob"] is not None]
    results = [(compile_row(row), row) for row in rows]
    built = [(result.built(exporter_epoch(row)), row) for result, row in results]
    assert len(built) == 370
    assert sum(image.text == row["config_blob"] for image, row in built) == 268
    told = [result.built(exporter_epoch(row), layers=read_layers(row["config_blob"])) for result, row in results]
    assert sum(image.text == row["config_blob"] for image, (_, row) in zip(told, results, strict=True)) == 349


@pytest.mark.parametrize("row", rows_of(*NEWER_DOCKER))
def test_config_of_docker(row) -> None:
    """The ``config`` object is the same to the byte, the rest of the blob but for texts of the history."""
    result = compile_row(row)
    config = f'"config":{result.image.config.to_json()}'
    assert config in row["config_blob"]
    built = result.built()
    if built.text is None:
        return
    found = json.loads(row["config_blob"])
    predicted = json.loads(built.text)
    for mine, theirs in zip(predicted["history"] or [], found["history"] or [], strict=True):
        if mine["created_by"].startswith(("HEALTHCHECK", "EXPOSE", "ARG")):
            theirs["created_by"] = mine["created_by"]
    assert predicted == found


def predict(text: str, bases: dict[str, object] | None = None, epoch: int | None = None, arg: str = "") -> BuiltImage:
    return preimage.compile(
        text,
        platform="linux/amd64",
        build_args={EPOCH: arg} if arg else {},
        bases=preimage.StaticBases(bases or {}),
    ).built(epoch)


METADATA_ONLY = "FROM scratch\nENV A=b\n"


def test_metadata_only() -> None:
    built = predict(METADATA_ONLY)
    assert built.text == (
        '{"architecture":"amd64","config":{"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",'
        '"A=b"],"WorkingDir":"/"},"created":null,"history":[{"created_by":"ENV A=b","comment":"buildkit.dockerfile.v0",'
        '"empty_layer":true}],"os":"linux","rootfs":{"type":"layers","diff_ids":null}}'
    )
    assert built.digest == "sha256:32ac57e48eb2a49752b3da977dde92ef0939d4ae3efbfe69bf0e4d07afccb792"


@pytest.mark.parametrize(
    ("epoch", "arg"),
    [
        pytest.param(1700000000, "", id="from the exporter"),
        pytest.param(None, "1700000000", id="from the build arg"),
        pytest.param(1700000000, "1800000000", id="the earlier of both"),
    ],
)
def test_metadata_only_with_epoch(epoch: int | None, arg: str) -> None:
    built = predict(METADATA_ONLY, epoch=epoch, arg=arg)
    assert built.text is not None
    assert built.text.count('"created":"2023-11-14T22:13:20Z"') == 2
    assert built.digest == "sha256:1bb5912f3898fa0338a4c60f5688af75d2608e7e5b696a3d9a9c6a8e3ffe5a0f"


def test_nothing_at_all() -> None:
    assert '"created":null,"history":null' in str(predict("FROM scratch\n").text)


def times_of(built: BuiltImage) -> tuple[list[str | None], str | None]:
    document = json.loads(str(built.text))
    return [entry.get("created") for entry in document["history"]], document["created"]


def base_with(*history: Mapping[str, object], layers: int = 0) -> dict[str, object]:
    config = {
        "architecture": "amd64",
        "os": "linux",
        "config": {},
        "history": list(history),
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{number:064x}" for number in range(layers)]},
    }
    return {"docker.io/library/base:latest": config}


ONE = {"created": "2020-01-01T00:00:00Z", "created_by": "one"}
TWO = {"created": "2031-01-01T00:00:00Z", "created_by": "two"}
THREE = {"created_by": "three"}
EMPTY = {"created": "2019-01-01T00:00:00Z", "created_by": "m", "empty_layer": True}
E = 1700000000
E_TEXT = "2023-11-14T22:13:20Z"


def test_the_base_alone_is_as_old_as_its_last_entry() -> None:
    times, created = times_of(predict("FROM base\n", base_with(ONE, TWO, EMPTY, layers=2)))
    assert times == ["2020-01-01T00:00:00Z", "2031-01-01T00:00:00Z", "2019-01-01T00:00:00Z"]
    assert created == "2019-01-01T00:00:00Z"


def test_metadata_only_child_is_as_old_as_its_base() -> None:
    times, created = times_of(predict("FROM base\nENV B=1\n", base_with(ONE, TWO, layers=2)))
    assert (times[2], created) == (TWO["created"], TWO["created"])


def test_epoch_leaves_what_is_equal_to_the_base() -> None:
    times, created = times_of(predict("FROM base\nENV Z=1\n", base_with(ONE, TWO, THREE, EMPTY, layers=3), arg=str(E)))
    assert times == [ONE["created"], TWO["created"], E_TEXT, EMPTY["created"], E_TEXT]
    assert created == E_TEXT


def test_no_times_at_all() -> None:
    base = base_with({"created_by": "a", "empty_layer": True})
    assert times_of(predict("FROM base\nENV B=1\n", base)) == ([None, None], None)
    assert times_of(predict("FROM base\nENV B=1\n", base, arg=str(E))) == ([E_TEXT, E_TEXT], E_TEXT)
    assert times_of(predict("FROM base\nENV B=1\n", base, epoch=E)) == ([None, E_TEXT], E_TEXT)


def test_exporters_epoch_only_cuts() -> None:
    base = base_with(ONE, layers=1)
    assert times_of(predict("FROM base\nENV B=1\n", base, epoch=E))[1] == ONE["created"]
    assert times_of(predict("FROM base\nENV B=1\n", base, arg=str(E)))[1] == E_TEXT


@pytest.mark.parametrize(
    ("text", "bases", "epoch", "unknown"),
    [
        pytest.param("FROM scratch\nCOPY a /\n", {}, None, [DIFF_IDS, TIMES], id="copied"),
        pytest.param("FROM scratch\nWORKDIR /w\n", {}, E, [DIFF_IDS], id="a folder, with epoch"),
        pytest.param("FROM base\nRUN true\n", base_with(ONE, layers=1), E, [DIFF_IDS], id="run over a base"),
        pytest.param("FROM base\n", base_with(ONE, THREE, layers=2), None, [UNPACKED], id="base without times"),
        pytest.param("FROM base\n", base_with(ONE, layers=2), E, [CREATED_BY], id="base with too few entries"),
        pytest.param("FROM base\n", base_with(layers=1), None, [CREATED_BY], id="base without history"),
    ],
)
def test_only_a_build_can_tell(text: str, bases: dict[str, object], epoch: int | None, unknown: list[str]) -> None:
    built = predict(text, bases, epoch)
    assert (built.text, built.digest, built.unknown) == (None, None, unknown)


def test_root_as_working_directory_is_no_layer() -> None:
    assert predict("FROM scratch\nWORKDIR /\n").text is not None


def test_base_with_too_many_entries() -> None:
    document = json.loads(str(predict("FROM base\n", base_with(ONE, TWO, layers=1)).text))
    assert [entry.get("empty_layer") for entry in document["history"]] == [None, True]


def test_error_export_without_architecture() -> None:
    built = preimage.compile(
        "FROM base\n", build_platform="linux/amd64", bases=preimage.StaticBases({"docker.io/library/base:latest": {}})
    ).built()
    assert built.text is None
    assert built.unknown == ["the export fails: invalid image config for export: missing architecture"]


def test_layers_that_a_build_has_told() -> None:
    result = preimage.compile("FROM scratch\nENV A=b\nCOPY a /\n", platform="linux/amd64")
    document = json.loads(str(result.built(layers=[("sha256:1", "2024-01-01T00:00:00Z")]).text))
    assert document["rootfs"]["diff_ids"] == ["sha256:1"]
    assert {entry["created"] for entry in document["history"]} == {document["created"]} == {"2024-01-01T00:00:00Z"}
    assert result.built(layers=[]).text is not None
    assert result.built(layers=[("sha256:1", None)]).unknown == [UNPACKED]


@pytest.mark.parametrize(
    ("text", "bases", "count"),
    [
        pytest.param("FROM scratch\nENV A=b\n", {}, 0, id="metadata only"),
        pytest.param("FROM scratch\nCOPY a /\nRUN true\nWORKDIR /w\n", {}, 3, id="all kinds"),
        pytest.param("FROM base\nRUN true\n", base_with(ONE, layers=2), 3, id="over a base"),
        pytest.param("FROM base\nRUN true\n", base_with(ONE), None, id="over a base that does not tell"),
    ],
)
def test_number_of_layers(text: str, bases: dict[str, object], count: int | None) -> None:
    result = preimage.compile(text, platform="linux/amd64", bases=preimage.StaticBases(bases))
    base: DockerOCIImage | None = result.base.image if result.base is not None else None
    assert count_layers(result.image, base) == count


def test_built_image_shows_itself() -> None:
    assert repr(BuiltImage(None, ["all"])) == "BuiltImage(None, ['all'])"
