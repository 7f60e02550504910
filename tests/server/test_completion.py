"""What can be typed at a place."""

from __future__ import annotations

import pytest

from preimage.evaluator.scopes import automatic_args
from preimage.frontend.parser import PARSERS
from preimage.server.completion import FLAGS, list_proposals

STAGES = "ARG g\nFROM a AS x\nARG p\nENV q=1\nFROM x AS y\n"


def texts(open_document, text: str, **keywords) -> list[str]:
    """Give what is proposed at ``|``."""
    before = text.partition("|")[0]
    place = before.count("\n") + 1, len(before) - before.rfind("\n")
    return [each.text for each in list_proposals(open_document(text.replace("|", ""), **keywords), place)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        pytest.param("F|", ["ADD", "ARG"], id="instruction"),
        pytest.param("f|", ["add", "arg"], id="small letters"),
        pytest.param("from a\nuser b\n|", ["add", "arg"], id="as most are written"),
        pytest.param("FROM a\nONBUILD |", ["ADD", "ARG"], id="trigger"),
        pytest.param("FROM a\nONBUILD C|", ["ADD", "ARG"], id="trigger, typed"),
        pytest.param("FROM a\nONBUILD COPY --|", ["--chmod=", "--chown="], id="flag of a trigger"),
        pytest.param("FROM a\nRUN --m|", ["--device=", "--mount="], id="flag"),
        pytest.param(f"{STAGES}COPY --from=|", ["x"], id="stage to copy from"),
        pytest.param("FROM a\nFROM b\nCOPY --from=|", ["0"], id="stage without a name"),
        pytest.param(f"{STAGES}RUN --mount=type=bind,from=|", ["x"], id="stage to mount from"),
        pytest.param(f"{STAGES}FROM |", ["y", "x", "scratch"], id="stage to start from"),
        pytest.param("FROM a |", ["AS"], id="AS"),
        pytest.param("FROM a AS |", [], id="name"),
        pytest.param("FROM --platform=|", ["$BUILDPLATFORM"], id="platform"),
        pytest.param("FROM a\nRUN --mount=|", ["type=bind", "type=cache"], id="mount"),
        pytest.param("FROM a\nRUN --mount=type=cache,|", ["from=", "gid="], id="key of a mount"),
        pytest.param("FROM a\nRUN --network=|", ["default", "host", "none"], id="network"),
        pytest.param("FROM a\nHEALTHCHECK |", ["CMD", "NONE"], id="health check"),
        pytest.param("FROM a\nHEALTHCHECK --interval=5s |", ["CMD", "NONE"], id="health check with a flag"),
        pytest.param(f"{STAGES}USER $|", ["q", "p"], id="variables of the stage it is based on"),
        pytest.param(f"{STAGES}ENV a=1 \\\n  b=${{|", ["q", "p"], id="continued line"),
        pytest.param("ARG g\nARG h\nFROM a:$|", ["h", "g", "TARGETPLATFORM"], id="variables of FROM"),
        pytest.param("ARG g\nFROM a\nARG |", ["g", "MINE"], id="args"),
        pytest.param("FROM a\nUSER x|", [], id="nothing to say"),
        pytest.param("# FROM a\n# |", [], id="comment"),
        pytest.param("FROM a\nRUN <<E\n$|\nE\n", [], id="heredoc"),
    ],
)
def test_proposals(open_document, text: str, first: list[str]) -> None:
    found = texts(open_document, text, build_args={"MINE": "1"})
    assert found[: len(first)] == first
    assert bool(found) == bool(first)


def test_what_is_replaced_starts_where_the_word_does(open_document) -> None:
    document = open_document("FROM a\nCOPY --fr")
    assert {each.start for each in list_proposals(document, (2, 10))} == {(2, 6)}
    assert list_proposals(document, (9, 1)) == []


def test_flags_are_those_that_the_parsers_know(open_document) -> None:
    for keyword, flags in FLAGS.items():
        assert keyword in PARSERS
        for flag in flags:
            value = {
                "platform=": "linux/amd64",
                "mount=": "type=tmpfs,target=/a",
                "retries=": "1",
                "chmod=": "644",
            }.get(flag, "1s")
            rest = {"from": "a", "healthcheck": "CMD x", "run": "x"}.get(keyword, "a /b/")
            text = f"FROM a\n{keyword} --{flag}{value if flag.endswith('=') else ''} {rest}\n"
            errors = [each.message for each in open_document(text).diagnostics if each.severity == "error"]
            assert [each for each in errors if "unknown flag" in each] == []


def test_automatic_args_are_those_of_the_evaluator(open_document) -> None:
    assert automatic_args.__name__ == "automatic_args"
    text = "FROM a\n" + "".join(
        f"ARG {name}\nENV x{name}=$NAME\n".replace("$NAME", f"${name}") for name in ("TARGETOS", "BUILDARCH")
    )
    ((_, compilation),) = open_document(text).compilations
    assert {entry.partition("=")[2] for entry in compilation.image.config.env} >= {"linux", "amd64"}


def test_behind_a_continued_blank_line_an_instruction_begins(open_document) -> None:
    document = open_document("FROM a\n \\\n\t{{\n")
    assert "run" in [each.text.lower() for each in list_proposals(document, (3, 2))]
