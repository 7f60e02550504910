"""Inlay hints."""

from __future__ import annotations

import time

import pytest

from preimage.server.hints import list_hints

BASE = {
    "docker.io/library/a:latest": {
        "architecture": "amd64",
        "os": "linux",
        "config": {"Cmd": ["sh"], "Healthcheck": {"Test": ["CMD-SHELL", "hc"]}, "Env": ["P=1"]},
    }
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("USER ${x:-me}\n", [((2, 14), "= me")], id="value with a modifier"),
        pytest.param("USER $P\n", [((2, 8), "= 1")], id="value of the base"),
        pytest.param("USER a${x:-$P}\n", [((2, 15), "= 1")], id="only the outermost"),
        pytest.param("ENV e=$x\n", [((2, 9), "= (not set)")], id="not set"),
        pytest.param('ENV e=""\nUSER $e\n', [((3, 8), '= ""')], id="empty"),
        pytest.param("RUN echo $P\n", [], id="left to the shell"),
        pytest.param('SHELL ["b","-c"]\nRUN x\n', [((3, 4), "b -c")], id="SHELL in force"),
        pytest.param('SHELL ["b"]\nRUN ["x"]\n', [], id="no shell form"),
        pytest.param('SHELL ["b"]\nHEALTHCHECK CMD x\n', [((3, 12), "b")], id="shell of a health check"),
        pytest.param("CMD x\n", [((2, 4), "/bin/sh -c")], id="shell that the config keeps"),
        pytest.param('ENTRYPOINT ["x"]\n', [((2, 17), 'clears CMD of the base: ["sh"]')], id="ENTRYPOINT clears CMD"),
        pytest.param('CMD ["y"]\nENTRYPOINT ["x"]\n', [], id="CMD of the stage stays"),
        pytest.param(
            "USER $API_KEY\nENV API_KEY=1\nUSER $API_KEY\n",
            [((2, 14), "= (not set)"), ((4, 14), "= (hidden)")],
            id="secret",
        ),
    ],
)
def test_hints(open_document, text: str, expected: list[tuple[tuple[int, int], str]]) -> None:
    document = open_document(f"FROM a\n{text}", bases=BASE)
    assert [(hint.place, hint.text) for hint in list_hints(document, 2, 9)] == expected


def test_inherited_health_check(open_document) -> None:
    document = open_document(
        "FROM a AS b\nHEALTHCHECK CMD x\nFROM b\nFROM a\nHEALTHCHECK NONE\nFROM scratch\n", bases=BASE
    )
    hints = [(hint.place, hint.text) for hint in list_hints(document, 1, 9)]
    assert hints == [
        ((1, 12), "inherits HEALTHCHECK hc"),
        ((3, 7), "inherits HEALTHCHECK x"),
        ((4, 7), "inherits HEALTHCHECK hc"),
    ]


def test_values_of_several_platforms(open_document) -> None:
    document = open_document(
        "FROM scratch\nARG TARGETARCH\nUSER $TARGETARCH\n", platforms=("linux/amd64", "linux/arm64")
    )
    assert [hint.text for hint in list_hints(document, 1, 9)] == ["= amd64 | arm64"]


def test_what_is_not_known_has_no_hint(open_document) -> None:
    document = open_document('FROM unknown\nUSER $x\nCMD y\nENTRYPOINT ["z"]\n')
    assert list_hints(document, 1, 9) == []


def test_only_the_lines_that_are_asked_for(open_document) -> None:
    document = open_document("FROM scratch\nUSER ${x:-a}\nUSER ${x:-b}\n")
    assert [hint.text for hint in list_hints(document, 3, 3)] == ["= b"]


def test_hints_of_thousands_of_instructions_take_no_time(open_document) -> None:
    bases = {"*": {"config": {"Healthcheck": {"Test": ["CMD", "x"]}}}}
    document = open_document('FROM a\nSHELL ["sh"]\n' + "ENV a=b\nRUN x\n" * 2_000, bases=bases)
    assert document.compilations
    begun = time.process_time()
    texts = [hint.text for hint in list_hints(document, 1, 5_000)]
    assert time.process_time() - begun < 3
    assert texts == ['inherits HEALTHCHECK ["x"]', *["sh"] * 2_000]
