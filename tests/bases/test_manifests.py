from __future__ import annotations

import json

import pytest

from preimage.bases.manifests import (
    CONFIG_LIMIT,
    DOCKER_LIST,
    DOCKER_MANIFEST,
    MANIFEST_LIMIT,
    OCI_INDEX,
    OCI_MANIFEST,
    check_config_platform,
    choose_manifest,
    is_index,
    parse_index,
    parse_manifest,
    strip_parameters,
)
from preimage.model.errors import BaseNotFound, BaseUnreadable
from preimage.model.platforms import format_platform_full, parse_platform

DIGEST = "sha256:" + "a" * 64
CONFIG = {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": DIGEST, "size": 2}
SCHEMA_1 = (
    "its manifest is of schema 1, which holds no image config and which Docker no longer reads; "
    "push the image again with a current tool"
)


def encode(**members: object) -> bytes:
    return json.dumps({"schemaVersion": 2} | members).encode()


def make_index(*offers: str | None) -> bytes:
    """Make an index; the digest of each entry says at which place it stands."""
    entries = []
    for place, offer in enumerate(offers):
        entry: dict[str, object] = {"mediaType": OCI_MANIFEST, "digest": f"sha256:{place:064x}", "size": 2}
        if offer is not None:
            os, architecture, variant, os_version, features = (*offer.split(","), "", "", "")[:5]
            entry["platform"] = {
                "os": os,
                "architecture": architecture,
                "variant": variant,
                "os.version": os_version,
                "os.features": features.split("+") if features else [],
            }
        entries.append(entry)
    return encode(mediaType=OCI_INDEX, manifests=entries)


# Choosing


@pytest.mark.parametrize(
    ("asked", "offers", "chosen"),
    [
        pytest.param("linux/amd64", ["linux,arm64", "linux,amd64"], 1, id="the platform itself"),
        pytest.param("linux/amd64", ["linux,amd64", "linux,amd64"], 0, id="the first of equals"),
        pytest.param("linux/amd64", ["linux,386", "linux,amd64"], 1, id="better than what it can also run"),
        pytest.param("linux/amd64", ["linux,386", "linux,arm64"], 0, id="amd64 runs 386"),
        pytest.param("linux/amd64", ["linux,x86_64"], 0, id="other name"),
        pytest.param("linux/amd64", ["Linux,AMD64"], 0, id="upper case"),
        pytest.param("linux/amd64", ["linux,amd64,v1"], 0, id="amd64 is v1"),
        pytest.param("linux/amd64/v3", ["linux,amd64", "linux,amd64,v2"], 1, id="v3 runs v2"),
        pytest.param("linux/amd64/v2", ["linux,amd64,v3", "linux,amd64"], 1, id="v2 does not run v3"),
        pytest.param("linux/arm", ["linux,arm,v6", "linux,arm,v7"], 1, id="arm is v7"),
        pytest.param("linux/arm/v7", ["linux,arm,v5", "linux,arm,v6"], 1, id="v7 runs v6 rather than v5"),
        pytest.param("linux/arm/v6", ["linux,arm,v7", "linux,arm,v5"], 1, id="v6 does not run v7"),
        pytest.param("linux/arm/v7", ["linux,arm"], 0, id="arm without a variant is v7"),
        pytest.param("linux/arm64", ["linux,arm,v7", "linux,arm64,v8"], 1, id="arm64 is v8"),
        pytest.param("linux/arm64/v8", ["linux,arm64"], 0, id="v8 is arm64"),
        pytest.param("linux/arm64", ["linux,arm,v6", "linux,arm,v7"], 1, id="arm64 runs arm"),
        pytest.param("linux/arm64/v9", ["linux,arm64", "linux,arm64,v8.5"], 1, id="v9 runs v8.5"),
        pytest.param("linux/arm64/v9", ["linux,arm64,v8.6", "linux,arm64"], 1, id="v9 does not run v8.6"),
        pytest.param("linux/arm64/v9.2", ["linux,arm64,v8.7", "linux,arm64,v9.1"], 1, id="v9.2 runs v9.1"),
        pytest.param("linux/arm64/v8.2", ["linux,arm64,v8.1", "linux,arm64"], 0, id="v8.2 runs v8.1"),
        pytest.param("linux/amd64", [None, "linux,amd64"], 1, id="an entry without platform comes last"),
        pytest.param("linux/amd64", ["linux,arm64", None], 1, id="an entry without platform"),
        pytest.param("linux/amd64", ["unknown,unknown", "linux,amd64"], 1, id="attestation before the image"),
        pytest.param("windows/amd64", ["windows,amd64,,10.0.17763.1", "linux,amd64"], 0, id="windows of any version"),
        pytest.param(
            "windows(10.0.20348.2)/amd64",
            ["windows,amd64,,10.0.17763.1", "windows,amd64,,10.0.20348.9"],
            1,
            id="windows of the same build",
        ),
        pytest.param(
            "windows(10.0.26100.1)/amd64", ["windows,amd64,,10.0.20348.9"], 0, id="windows runs back to Server 2022"
        ),
        pytest.param("windows/amd64", ["windows,amd64,,10.0.1.1,win32k"], 0, id="windows feature nobody asks for"),
        pytest.param("linux(+a+b)/amd64", ["linux,amd64", "linux,amd64,,,a"], 1, id="more of the features"),
        pytest.param("linux/amd64", ["linux,amd64,,,a", "linux,amd64"], 1, id="feature that was not asked for"),
        pytest.param("linux/riscv64", ["linux,riscv64"], 0, id="architecture without relatives"),
    ],
)
def test_choice(asked, offers, chosen):
    entry = choose_manifest(parse_index(make_index(*offers)), parse_platform(asked))
    assert entry.digest == f"sha256:{chosen:064x}"


@pytest.mark.parametrize(
    ("asked", "offers", "text"),
    [
        pytest.param("linux/amd64", [], "the index, which has no image", id="empty"),
        pytest.param("linux/386", ["linux,amd64"], "the index, which has linux/amd64", id="386 does not run amd64"),
        pytest.param("linux/arm", ["linux,arm64"], "the index, which has linux/arm64", id="arm does not run arm64"),
        pytest.param("linux/amd64", ["windows,amd64"], "the index, which has windows/amd64", id="another os"),
        pytest.param("linux/amd64", ["unknown,unknown"], "the index, which has no image", id="attestation only"),
        pytest.param(
            "linux/amd64",
            [f"linux,a{number}" for number in range(14)],
            "the index, which has " + ", ".join(f"linux/a{number}" for number in range(12)) + " and 2 more",
            id="many",
        ),
        pytest.param(
            "linux/amd64", ["linux,\x1b[31m"], 'the index, which has "linux/\\x1b[31m"', id="terminal sequences"
        ),
        pytest.param(
            "windows(10.0.17763.1)/amd64",
            ["windows,amd64,,10.0.14393.1"],
            "the index, which has windows(10.0.14393.1)/amd64",
            id="windows of another build",
        ),
        pytest.param(
            "windows(10.0.20348.1)/amd64",
            ["windows,amd64,,10.0.26100.1"],
            "the index, which has windows(10.0.26100.1)/amd64",
            id="newer windows",
        ),
    ],
)
def test_error_no_match(asked, offers, text):
    platform = parse_platform(asked)
    with pytest.raises(BaseNotFound) as caught:
        choose_manifest(parse_index(make_index(*offers)), platform)
    assert str(caught.value) == f"no match for platform {format_platform_full(platform)} in {text}"


def test_choice_among_many_entries_is_quick():
    index = make_index(*["linux,amd64"] * 10_000)
    assert choose_manifest(parse_index(index), parse_platform("linux/amd64")).digest == "sha256:" + "0" * 64


def test_platform_of_a_config():
    check_config_platform(b'{"os":"linux","architecture":"amd64"}', parse_platform("linux/amd64"))
    with pytest.raises(BaseNotFound, match=r"^no match for platform linux/amd64: the image is for linux/s390x$"):
        check_config_platform(b'{"os":"linux","architecture":"s390x"}', parse_platform("linux/amd64"))


def test_error_config_is_not_json():
    with pytest.raises(BaseUnreadable, match=r"^the image config is not valid JSON$"):
        check_config_platform(b"{", parse_platform("linux/amd64"))


# Reading


@pytest.mark.parametrize(
    ("data", "claimed", "expected"),
    [
        pytest.param(encode(mediaType=OCI_INDEX), "", True, id="OCI index"),
        pytest.param(encode(mediaType=DOCKER_LIST), "", True, id="Docker list"),
        pytest.param(encode(mediaType=OCI_MANIFEST), "", False, id="OCI manifest"),
        pytest.param(encode(mediaType=DOCKER_MANIFEST), "", False, id="Docker manifest"),
        pytest.param(encode(manifests=[]), "", True, id="index without a type"),
        pytest.param(encode(config={}), "", False, id="manifest without a type"),
        pytest.param(encode(), OCI_INDEX, True, id="type of the sender"),
        pytest.param(encode(manifests=[]), "text/html", True, id="sender that says nothing"),
        pytest.param(encode(mediaType=DOCKER_LIST), OCI_INDEX, True, id="two types of index"),
    ],
)
def test_kind(data, claimed, expected):
    assert is_index(data, claimed) is expected


def test_manifest():
    manifest = parse_manifest(encode(mediaType=DOCKER_MANIFEST, config=CONFIG, layers=[]))
    assert manifest.media_type == DOCKER_MANIFEST
    assert (manifest.config.digest, manifest.config.size) == (DIGEST, 2)


def test_index():
    annotated = {"mediaType": OCI_MANIFEST, "digest": DIGEST, "annotations": {"a": "b", "c": 1}}
    entries = parse_index(encode(mediaType=OCI_INDEX, manifests=[annotated]))
    assert [(entry.digest, entry.size, entry.platform, entry.annotations) for entry in entries] == [
        (DIGEST, None, None, {"a": "b"})
    ]


def test_index_of_null_is_empty():
    assert parse_index(encode(mediaType=OCI_INDEX, manifests=None)) == []


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(b"", "the manifest is not valid JSON", id="empty"),
        pytest.param(b"\xff\xfe{\x00}\x00", "the manifest is not valid JSON", id="UTF-16"),
        pytest.param(b"[" * 100_000, "the manifest is not valid JSON", id="nested deeply"),
        pytest.param(b'{"a":' + b"9" * 5000 + b"}", "the manifest is not valid JSON", id="huge number"),
        pytest.param(b"[]", "the manifest is not a JSON object", id="list"),
        pytest.param(b"{}", "it is neither an image manifest nor an index", id="empty object"),
        pytest.param(encode(mediaType=7), "the media type of the manifest is not a string", id="type is a number"),
        pytest.param(encode(mediaType="text/x"), "unknown media type text/x of a manifest", id="unknown type"),
        pytest.param(
            encode(mediaType="\x1b" * 200),
            'unknown media type "' + "\\x1b" * 100 + '" of a manifest',
            id="terminal sequences",
        ),
        pytest.param(
            encode(mediaType=OCI_MANIFEST, config=CONFIG, manifests=[]),
            "the manifest has the members of an index too",
            id="manifest and index",
        ),
        pytest.param(
            encode(mediaType=OCI_INDEX, layers=[], manifests=[]),
            "the index has the members of a manifest too",
            id="index and manifest",
        ),
        pytest.param(encode(schemaVersion=1, config=CONFIG), SCHEMA_1, id="schema 1"),
        pytest.param(encode(fsLayers=[]), SCHEMA_1, id="schema 1 by its members"),
        pytest.param(
            encode(mediaType="application/vnd.docker.distribution.manifest.v1+prettyjws"),
            SCHEMA_1,
            id="signed schema 1",
        ),
        pytest.param(
            encode(manifests=[]), "found an index where the manifest of an image was expected", id="index instead"
        ),
        pytest.param(encode(mediaType=OCI_MANIFEST), "config of the manifest is not a JSON object", id="no config"),
        pytest.param(encode(config={"digest": 1}), "invalid digest: not a string", id="digest is a number"),
        pytest.param(
            encode(config=CONFIG | {"size": -1}), "config of the manifest has an invalid size", id="negative size"
        ),
        pytest.param(
            encode(config=CONFIG | {"size": True}), "config of the manifest has an invalid size", id="size is a boolean"
        ),
        pytest.param(
            encode(config=CONFIG | {"size": CONFIG_LIMIT + 1}),
            f"the image config has {CONFIG_LIMIT + 1} bytes, more than the limit of {CONFIG_LIMIT}",
            id="large config",
        ),
        pytest.param(
            encode(config=CONFIG | {"mediaType": "application/vnd.cncf.helm.config.v1+json"}),
            "it is no image: the config has media type application/vnd.cncf.helm.config.v1+json",
            id="Helm chart",
        ),
        pytest.param(
            b" " * (MANIFEST_LIMIT + 1),
            f"the manifest has {MANIFEST_LIMIT + 1} bytes, more than the limit of {MANIFEST_LIMIT}",
            id="large",
        ),
    ],
)
def test_error_manifest(data, text):
    with pytest.raises(BaseUnreadable) as caught:
        parse_manifest(data)
    assert str(caught.value) == text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(encode(config=CONFIG), "found a manifest where an index was expected", id="manifest instead"),
        pytest.param(encode(manifests={}), "the manifests of the index are not a list", id="object"),
        pytest.param(encode(manifests=[7]), "an entry of the index is not a JSON object", id="number in the list"),
        pytest.param(encode(manifests=[{}]), "invalid digest: not a string", id="entry without digest"),
        pytest.param(
            encode(manifests=[{"digest": DIGEST, "mediaType": 7}]),
            "an entry of the index has a media type that is not a string",
            id="type is a number",
        ),
        pytest.param(
            encode(manifests=[{"digest": DIGEST, "platform": "linux/amd64"}]),
            "the platform of an entry is not a JSON object",
            id="platform is a string",
        ),
        pytest.param(
            encode(manifests=[{"digest": DIGEST, "platform": {"os": 1}}]),
            "a platform has a member that is not a string",
            id="os is a number",
        ),
        pytest.param(
            encode(manifests=[{"digest": DIGEST, "platform": {"os.features": "a"}}]),
            "the os.features of a platform are not a list",
            id="features are a string",
        ),
    ],
)
def test_error_index(data, text):
    with pytest.raises(BaseUnreadable) as caught:
        parse_index(data)
    assert str(caught.value) == text


def test_error_types_contradict():
    with pytest.raises(BaseUnreadable) as caught:
        is_index(encode(mediaType=OCI_INDEX), OCI_MANIFEST)
    assert str(caught.value) == f"the manifest says it is {OCI_INDEX}, but is sent or listed as {OCI_MANIFEST}"


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        pytest.param(f"{OCI_INDEX}; charset=utf-8", OCI_INDEX, id="charset"),
        pytest.param(" Text/HTML ", "text/html", id="case and blanks"),
        pytest.param("", "", id="none"),
    ],
)
def test_media_type_of_a_header(content_type, expected):
    assert strip_parameters(content_type) == expected
