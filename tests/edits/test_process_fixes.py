from __future__ import annotations

import json
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import preimage
from preimage.bases.empty import EmptyBases
from preimage.edits.fixing import fix_text
from preimage.fix_api import RequestCompiler
from preimage.model.options import BuildRequest

ECHO = "shells differ in what echo makes of options and backslashes"


@pytest.mark.parametrize(
    ("line", "fixed"),
    [
        pytest.param("CMD npm start", 'CMD ["npm", "start"]', id="words"),
        pytest.param("CMD   a    b  ", 'CMD   ["a", "b"]  ', id="blanks"),
        pytest.param("CMD nginx -g 'daemon off;'", 'CMD ["nginx", "-g", "daemon off;"]', id="single quotes"),
        pytest.param("CMD a \"b  c\"'d'e", 'CMD ["a", "b  cde"]', id="quotes in a word"),
        pytest.param('CMD a ""', 'CMD ["a", ""]', id="empty word"),
        pytest.param("CMD exec a b", 'CMD ["a", "b"]', id="exec"),
        pytest.param("CMD a \\\n  -b \\\n# c\n  -d", 'CMD ["a", \\\n  "-b", \\\n# c\n  "-d"]', id="continued"),
        pytest.param("CMD a\\\nb c", 'CMD \\\n["ab", "c"]', id="a word over two lines"),
        pytest.param("CMD é", 'CMD ["é"]', id="characters"),
        pytest.param("ENTRYPOINT a b", 'ENTRYPOINT ["a", "b"]', id="entrypoint"),
        pytest.param("CMD a;", 'CMD ["a"]', id="semicolon at the end"),
        pytest.param("CMD a 'b' ; ", 'CMD ["a", "b"] ', id="semicolon at the end, apart"),
        pytest.param("CMD a\\ b \\$c", 'CMD ["a b", "$c"]', id="escapes"),
        pytest.param('CMD a "b\\"c\\$d\\e"', 'CMD ["a", "b\\"c$d\\\\e"]', id="escapes in quotes"),
        pytest.param("CMD a -exec b {} \\;", 'CMD ["a", "-exec", "b", "{}", ";"]', id="signs of find"),
        pytest.param("CMD a ! -b]", 'CMD ["a", "!", "-b]"]', id="negation that is a word"),
        pytest.param("CMD echo a", 'CMD ["echo", "a"]', id="echo of words"),
        pytest.param("CMD a -x=y#z", 'CMD ["a", "-x=y#z"]', id="signs that mean nothing there"),
    ],
)
def test_command_that_needs_no_shell(fix, line: str, fixed: str) -> None:
    text = f"FROM a\n{line}\n"
    assert not fix(text).is_changed
    result = fix(text, unsafe=True)
    assert (result.data.decode(), result.left) == (f"FROM a\n{fixed}\n", [])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param("CMD a $b", "$ is for a shell", id="variable"),
        pytest.param('CMD a "$b"', "$ is for a shell", id="variable in quotes"),
        pytest.param("CMD a && b", "& is for a shell", id="two commands"),
        pytest.param("CMD a > b", "> is for a shell", id="redirection"),
        pytest.param("CMD a *.b", "* is for a shell", id="pattern"),
        pytest.param("CMD a ~/b", "~ is for a shell", id="home"),
        pytest.param("CMD a --b=~/c", "=~ is for a shell", id="home behind a sign"),
        pytest.param("CMD a # b", "# is for a shell", id="comment"),
        pytest.param("CMD a {b,c}", "{ is for a shell", id="braces"),
        pytest.param("CMD a {} {", "{ is for a shell", id="one brace"),
        pytest.param("CMD a; b", "; is for a shell", id="one after the other"),
        pytest.param("CMD ;", "; is for a shell", id="nothing but a semicolon"),
        pytest.param("CMD a ;;", "; is for a shell", id="two semicolons"),
        pytest.param("CMD ! a", "! is nothing but the shell's", id="negation"),
        pytest.param('CMD a "\\\\$b"', "$ is for a shell", id="variable behind an escape"),
        pytest.param('CMD a "b\\"', "a quote is open", id="quote that is escaped"),
        pytest.param("CMD echo -e a", ECHO, id="option of echo"),
        pytest.param("CMD echo 'a\\nb'", ECHO, id="backslash for echo"),
        pytest.param("CMD a 'b", "a quote is open", id="open quote"),
        pytest.param("CMD A=1 b", "it sets a variable", id="assignment"),
        pytest.param("CMD cd a", "cd is nothing but the shell's", id="command of the shell"),
        pytest.param("CMD . a", ". is nothing but the shell's", id="dot"),
        pytest.param("CMD exec -a b c", "it has options of exec", id="option of exec"),
        pytest.param("CMD exec", "exec is nothing but the shell's", id="exec alone"),
        pytest.param("CMD '' a", "an empty word is nothing but the shell's", id="empty name"),
        pytest.param("CMD a\u2003b", "it has blanks that are none for a shell", id="a blank of Unicode"),
        pytest.param("CMD", "it is empty", id="nothing"),
    ],
)
def test_command_that_needs_a_shell(fix, line: str, reason: str) -> None:
    result = fix(f"FROM a\n{line}\n", unsafe=True)
    assert [each.reason for each in result.left] == [reason]
    assert not result.is_changed


def test_bytes_that_json_cannot_hold(fix) -> None:
    result = fix(b"FROM a\nCMD \xff\n", unsafe=True)
    assert [each.reason for each in result.left] == ["it has bytes that are not UTF-8, which JSON cannot hold"]


def test_shell_in_force_is_respected(fix) -> None:
    assert not fix('FROM a\nSHELL ["bash", "-c"]\nCMD a b\n', unsafe=True).is_changed


def test_entrypoint_that_would_get_arguments_stays(fix) -> None:
    result = fix('FROM a\nENTRYPOINT a\nCMD ["b"]\n', unsafe=True)
    reason = "its proof failed: CMD would become its arguments, which a shell does not pass on"
    assert [each.reason for each in result.dropped] == [reason]


def test_command_of_windows_stays(fix) -> None:
    bases: dict[str, object] = {"docker.io/library/a:latest": {"os": "windows", "architecture": "amd64"}}
    result = fix("FROM a\nCMD a b\nWORKDIR c\n", unsafe=True, bases=bases)
    assert {each.reason for each in result.left if each.finding.rule != "InvalidBaseImagePlatform"} == {
        "the shell of Windows splits its text by rules of its own", "directories of Windows are left alone",
    }  # fmt: skip


KNOWN: dict[str, object] = {"docker.io/library/a:latest": {"config": {"WorkingDir": "/srv/app"}}}


@pytest.mark.parametrize(
    ("line", "fixed"),
    [
        pytest.param("WORKDIR b", "WORKDIR /srv/app/b", id="name"),
        pytest.param("WORKDIR ./b", "WORKDIR /srv/app/b", id="dot"),
        pytest.param("WORKDIR ../b", "WORKDIR /srv/b", id="up"),
        pytest.param("WORKDIR ../../../b/..", "WORKDIR /", id="up to the root"),
        pytest.param("WORKDIR .", "WORKDIR /srv/app", id="where it is"),
        pytest.param('WORKDIR "b c"', 'WORKDIR "/srv/app/b c"', id="in quotes"),
        pytest.param("WORKDIR b/$c", "WORKDIR /srv/app/b/$c", id="variable inside"),
        pytest.param("WORKDIR \\\n  b", "WORKDIR \\\n  /srv/app/b", id="on the next line"),
        pytest.param("WORKDIR b\nWORKDIR c", "WORKDIR /srv/app/b\nWORKDIR c", id="the first one only"),
    ],
)
def test_relative_directory_on_a_known_base(fix, line: str, fixed: str) -> None:
    result = fix(f"FROM a\nENV c=d\n{line}\n", bases=KNOWN)
    assert (result.data.decode(), result.left) == (f"FROM a\nENV c=d\n{fixed}\n", [])


def test_relative_directory_on_a_base_that_is_not_known(fix) -> None:
    text = "FROM a\nWORKDIR b\nFROM scratch\nWORKDIR c\n"
    assert fix(text).data.decode() == text.replace("WORKDIR c", "WORKDIR /c")
    assert fix(text, unsafe=True).data == b"FROM a\nWORKDIR /b\nFROM scratch\nWORKDIR /c\n"


def test_directory_in_a_variable_is_not_certain(fix) -> None:
    text = "FROM scratch\nARG D=b\nWORKDIR $D\n"
    assert not fix(text).is_changed
    assert fix(text, unsafe=True).data == b"FROM scratch\nARG D=b\nWORKDIR /$D\n"


def test_directory_that_may_be_of_windows_stays(fix) -> None:
    result = fix("FROM a\nENV G=C:\\\\go\nWORKDIR $G\n", unsafe=True)
    assert [each.reason for each in result.left] == ["it may be a path of Windows"]


def test_directory_of_a_parent_stage(fix) -> None:
    text = "FROM a AS x\nUSER u\nFROM x\nWORKDIR b\n"
    assert fix(text, bases=KNOWN).data.decode() == text.replace("WORKDIR b", "WORKDIR /srv/app/b")


@pytest.mark.parametrize("trigger", ["WORKDIR b", "CMD b"])
def test_trigger_has_no_fix(fix, trigger: str) -> None:
    bases: dict[str, object] = {"docker.io/library/a:latest": {"config": {"OnBuild": [trigger]}}}
    assert [each.reason for each in fix("FROM a\n", bases=bases, unsafe=True).left] == ["it comes from a trigger"]


@given(st.text("ab'\"\\;{}! ]=:-%^@+,.é\t", min_size=1, max_size=14))
@settings(max_examples=150, deadline=None)
def test_words_are_those_that_a_shell_makes(text: str) -> None:
    data = f"FROM a\nCMD x {text}\n".encode()
    result = fix_text(data, RequestCompiler(BuildRequest(all_stages=True), EmptyBases()), with_unsafe=True)
    if not result.is_changed or result.left:
        return
    before, after = (preimage.compile(each, unresolved="empty").image.config.cmd for each in (data, result.data))
    assert before[:2] == ["/bin/sh", "-c"]
    script = f"x() {{ printf '%s\\0' x \"$@\"; }}\n{before[2]}"
    shown = subprocess.run(["sh", "-c", script], capture_output=True, check=True, timeout=10).stdout
    assert shown.decode().split("\0")[:-1] == after, json.dumps(text)
