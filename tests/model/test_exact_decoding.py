from __future__ import annotations

import pytest

from preimage.model.exact_decoding import decode_exactly


def test_repeated_keys_merge() -> None:
    image = decode_exactly(b'{"config":{"User":"a","Env":["A=1","B=2"]},"CONFIG":{"Env":[null,"C=3"]}}')
    assert (image.config.user, image.config.env) == ("a", ["A=1", "C=3"])


def test_null_is_an_empty_image() -> None:
    assert decode_exactly(b"null") == decode_exactly(b"{}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(b"[]", "json: cannot unmarshal array into Go value of type v1.DockerOCIImage", id="a list"),
        pytest.param(
            b'{"os":1,"author":2}',
            "json: cannot unmarshal number into Go struct field DockerOCIImage.Image.Platform.os of type string",
            id="the first of two faults",
        ),
        pytest.param(b"{", "unexpected end of JSON input", id="syntax"),
        pytest.param(b'{"created":1}', "Time.UnmarshalJSON: input is not a JSON string", id="a time"),
    ],
)
def test_error(text: bytes, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        decode_exactly(text)
    assert str(caught.value) == message
