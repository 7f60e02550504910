from __future__ import annotations

from typing import Any

import pytest

from preimage.projects.bake.entries import key_of, read_entry, read_object


@pytest.mark.parametrize(
    ("field", "text", "entries"),
    [
        pytest.param("attest", "type=provenance,mode=max,disabled=false", [{"type": "provenance", "mode": "max"}], id="attestation"),
        pytest.param("attest", "type=sbom,disabled=1", [{"type": "sbom", "disabled": True}], id="attestation that is off"),
        pytest.param("cache-from", "a,b", [{"type": "registry", "ref": "a"}, {"type": "registry", "ref": "b"}], id="references"),
        pytest.param("cache-to", "type=gha,SCOPE=x", [{"type": "gha", "scope": "x"}], id="cache"),
        pytest.param("output", "out", [{"type": "local", "dest": "out"}], id="folder"),
        pytest.param("output", "-", [{"type": "tar", "dest": "-"}], id="stream"),
        pytest.param("output", "type=image,\"name=a,b\"", [{"type": "image", "name": "a,b"}], id="output"),
        pytest.param("secret", "id=a,source=x", [{"id": "a", "src": "x"}], id="secret of a file"),
        pytest.param("secret", "type=env,id=a,src=E", [{"id": "a", "env": "E"}], id="secret of the environment"),
        pytest.param("ssh", "a=x,y", [{"id": "a", "paths": ["x", "y"]}], id="agent"),
        pytest.param("ssh", "default", [{"id": "default"}], id="agent without paths"),
    ],
)  # fmt: skip
def test_text_becomes_entries(field: str, text: str, entries: list[Any]) -> None:
    assert read_entry(field, text) == entries


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        pytest.param("attest", "mode=max", "attestation type not specified", id="attestation without type"),
        pytest.param("attest", "sbom", "invalid value sbom", id="no pair"),
        pytest.param("attest", "type=sbom,disabled=x", 'invalid value disabled=x: strconv.ParseBool: parsing "x": invalid syntax', id="no truth value"),
        pytest.param("cache-from", "a=b", 'type required form> "a=b"', id="cache without type"),
        pytest.param("output", "type=local,dest", "invalid value dest", id="output"),
        pytest.param("output", "a=b,c=d", "type is required for output", id="output without type"),
        pytest.param("secret", "x", "invalid field 'x' must be a key=value pair", id="secret"),
        pytest.param("secret", "type=x", 'unsupported secret type "x"', id="type of a secret"),
        pytest.param("secret", "foo=bar", "unexpected key 'foo' in 'foo=bar'", id="key of a secret"),
        pytest.param("cache-from", '"a', 'parse error on line 1, column 2: extraneous or missing " in quoted-field', id="open quote"),
    ],
)  # fmt: skip
def test_error_of_a_text(field: str, text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        read_entry(field, text)
    assert str(caught.value) == message


def test_objects_become_entries() -> None:
    assert read_object("ssh", {"id": "a"}, ["x"]) == {"id": "a", "paths": ["x"]}
    assert read_object("ssh", {}) == {"id": ""}
    assert read_object("attest", {"mode": "x"}) == {"type": "", "mode": "x"}
    assert read_object("secret", {"id": "a", "other": "x", "env": ""}) == {"id": "a"}
    assert key_of({"a": "1", "b": "2"}) == key_of({"b": "2", "a": "1"})


def test_error_of_an_object() -> None:
    with pytest.raises(ValueError) as caught:
        read_object("cache-from", {"ref": "a"})
    assert str(caught.value) == 'type required form> "{\\"ref\\":\\"a\\"}"'
    with pytest.raises(ValueError) as caught:
        read_object("attest", {"disabled": "x"})
    assert str(caught.value) == 'strconv.ParseBool: parsing "x": invalid syntax'
