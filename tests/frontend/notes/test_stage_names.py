from __future__ import annotations

import pytest

import preimage


def find(text: str, **options: object) -> list[tuple[str, tuple[int, ...]]]:
    notes = preimage.compile(text, notes=True, unresolved="empty", **options).notes
    assert all(note.rule == "preimage/FromLikeStage" for note in notes)
    return [(note.message, note.lines) for note in notes]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("COPY --from=buld /x /y", "buld"),
        ("RUN --mount=type=bind,from=biuld,target=/x y", "biuld"),
        ("RUN --mount=target=/x,FROM=buid y", "buid"),
    ],
)
def test_nearly_a_stage(line, name) -> None:
    text = f"FROM scratch AS build\nFROM scratch\n{line}\n"
    message = f"from={name} is an image, since no stage has that name (did you mean build?)"
    assert find(text) == [(message, (3,))]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("COPY --from=build /x /y", id="the stage"),
        pytest.param("COPY --from=BUILD /x /y", id="the stage in another case"),
        pytest.param("COPY --from=0 /x /y", id="a number"),
        pytest.param("COPY --from=composer /x /y", id="an image"),
        pytest.param("COPY --from=buld:1 /x /y", id="an image with a tag"),
        pytest.param("COPY --from=me/buld /x /y", id="an image of somebody"),
        pytest.param("COPY --from=bun /x /y", id="a short name"),
        pytest.param("ONBUILD COPY --from=buld /x /y", id="a trigger, whose stages are others"),
        pytest.param("COPY --chown=buld /x /y", id="another flag"),
        pytest.param("RUN --mount=type=secret,id=buld y", id="another field"),
    ],
)
def test_left_alone(line) -> None:
    assert find(f"FROM scratch AS build\nFROM scratch\n{line}\n") == []


def test_image_that_is_also_built_on_is_meant() -> None:
    assert find("FROM golang AS golang1\nFROM scratch\nCOPY --from=golang /x /y\n") == []


def test_named_context_is_meant() -> None:
    text = "FROM scratch AS build\nFROM scratch\nCOPY --from=buld /x /y\n"
    assert find(text, contexts={"buld": "docker-image://alpine"}) == []


def test_error_of_a_name_that_is_no_image_has_the_note_beside_it() -> None:
    with pytest.raises(preimage.DockerfileError, match="must be lowercase") as caught:
        find("FROM scratch AS build\nFROM scratch\nCOPY --from=Builds /x /y\n")
    [note] = caught.value.notes
    assert note.message == "from=Builds is an image, since no stage has that name (did you mean build?)"
