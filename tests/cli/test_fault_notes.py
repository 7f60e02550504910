from __future__ import annotations

import pytest


@pytest.mark.parametrize("command", ["config", "outline", "targets", "check"])
def test_error_hidden_character_is_named(run, tmp_path, command) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\n\u200bRUN x\n", "utf-8")
    status, out, err = run(command)
    assert status == 1
    assert "unknown instruction: \\u200bRUN (did you mean RUN?)" in err
    said = "the character \\u200b, which is invisible or looks like a blank, stands in front of RUN"
    assert said in (out if command == "check" else err)
    assert "\u200b" not in out + err


def test_error_of_a_file_in_utf16(run, tmp_path) -> None:
    (tmp_path / "Dockerfile").write_bytes("FROM scratch\nRUN x\n".encode("utf-16"))
    status, _, err = run("config")
    assert status == 1
    assert err.endswith("Dockerfile:1: the file looks like UTF-16 (little endian); a Dockerfile is UTF-8\n")


def test_error_of_another_kind_has_no_note(run, tmp_path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nRUNN x\nCMD ['a']\n", "utf-8")
    _, _, err = run("config")
    assert err.endswith("unknown instruction: RUNN (did you mean RUN?)\n")


def test_error_on_the_way_to_the_note_is_not_said_twice(run, tmp_path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM alpine\nCOPY --from=9 a b\n", "utf-8")
    _, _, err = run("config", "--offline")
    assert err.count("ERROR") == 1


@pytest.mark.parametrize(
    ("text", "note"),
    [
        pytest.param("FROM scratch AS Build\nFROM scratch AS run\n", "has the stages build, run", id="some"),
        pytest.param("FROM scratch\n", "has no stage with a name; without --target its last one is built", id="none"),
        pytest.param(
            "".join(f"FROM scratch AS s{number}\n" for number in range(22)),
            f"has the stages {', '.join(f's{number}' for number in range(20))} and 2 more",
            id="many",
        ),
    ],
)
def test_error_target_that_is_no_stage(run, tmp_path, text, note) -> None:
    (tmp_path / "Dockerfile").write_text(text, "utf-8")
    status, out, err = run("config", "--target", "elsewhere")
    assert (status, out) == (1, "")
    assert err == f'ERROR: Dockerfile: target stage "elsewhere" could not be found\nDockerfile {note}\n'
