from __future__ import annotations

import pytest

import preimage
from preimage.inputs.given_dockerfile import is_like_a_path, read_given_dockerfile
from preimage.model.limits import DEFAULT_LIMITS


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("Dockerfile", id="name"),
        pytest.param("./Dockerfile", id="in this folder"),
        pytest.param("services/web/Dockerfile.dev", id="below folders"),
        pytest.param("my services/web/Dockerfile", id="a space in the path"),
        pytest.param("C:\\src\\Dockerfile", id="Windows"),
        pytest.param("app.Containerfile", id="ending"),
        pytest.param("/tmp/x", id="any absolute path"),
        pytest.param("../docker", id="a folder"),
    ],
)
def test_error_path_as_text(path: str) -> None:
    for call in (preimage.compile, preimage.check, preimage.targets, preimage.locate_words):
        with pytest.raises(preimage.OptionError) as raised:
            call(path)
        assert str(raised.value) == (
            f"{path!r} is the name of a file; a str is taken as the text of a Dockerfile: "
            f"give pathlib.Path({path!r}) to have the file read"
        )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("FROM scratch", id="one line"),
        pytest.param("from x/Dockerfile", id="an instruction with a path"),
        pytest.param("# x/Dockerfile", id="a comment"),
        pytest.param("FORM scratch", id="a word that is no instruction"),
        pytest.param("x", id="a word"),
        pytest.param("/", id="no word"),
        pytest.param("", id="empty"),
        pytest.param("  ", id="blank"),
    ],
)
def test_text_is_no_path(text: str) -> None:
    assert not is_like_a_path(text)
    assert read_given_dockerfile(text, DEFAULT_LIMITS) == text.encode()


def test_bytes_are_text_whatever_they_hold() -> None:
    with pytest.raises(preimage.DockerfileError) as raised:
        preimage.compile(b"Dockerfile")
    assert str(raised.value) == "dockerfile parse error on line 1: unknown instruction: Dockerfile"
