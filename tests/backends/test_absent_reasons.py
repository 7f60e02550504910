from __future__ import annotations

import pytest

import preimage
from preimage.backends.absent_reasons import describe_absence

STAGES = "FROM scratch AS unused\nUSER a\nFROM scratch AS build\nSTOPSIGNAL 9\nFROM scratch\nARG V=1\nCOPY --from=build a b\n"


@pytest.mark.parametrize(
    ("path", "key", "text"),
    [
        pytest.param("config.User", None, "set in a stage that the target does not need", id="stage not needed"),
        pytest.param(
            "config.StopSignal", None, "set in a stage of which this image only copies files", id="copied from"
        ),
        pytest.param("config.Env", "V", "an ARG of this name exists, but args are not in the image", id="ARG"),
        pytest.param("config.Cmd", None, "nothing sets it", id="never set"),
    ],
)
def test_absent_fields_have_a_sentence(path: str, key: str | None, text: str) -> None:
    field = preimage.compile(STAGES).explain(path, key).to_dict()
    assert (field["state"], describe_absence(field["reason"])) == ("absent", text)


def test_error_reason_of_something_that_is_there() -> None:
    with pytest.raises(KeyError):
        describe_absence("workdir-relative")
