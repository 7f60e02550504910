from __future__ import annotations

import pytest

from preimage.model.errors import OptionError
from preimage.scan.questions import QUESTIONS, ask
from preimage.scan.store_files import open_for_questions

DIGEST = f"sha256:{'a' * 64}"
FILES = {
    # Worked out by hand; bases are not known unless they are scratch.
    "r/plain/Dockerfile": "FROM scratch\n",
    "r/good/Dockerfile": f'FROM debian:12@{DIGEST}\nUSER 10\nHEALTHCHECK CMD x\nCMD ["x"]\n',
    "r/parent/Dockerfile": "ARG V=11\nFROM debian:$V AS a\nFROM a\nUSER root\nHEALTHCHECK NONE\nONBUILD USER x\n",
    "r/open/Dockerfile": "FROM alpine\nCOPY --from=busybox:1 /x /x\n",
    "r/shells/Dockerfile": 'FROM scratch\nUSER a\nHEALTHCHECK CMD x\nSHELL ["bash", "-c"]\nENTRYPOINT ["x"]\n',
    "r/started/Dockerfile": "FROM scratch\nUSER a\nHEALTHCHECK CMD x\nCMD x\n",
    "r/secret/Dockerfile": "FROM scratch\nUSER a\nHEALTHCHECK CMD x\nARG MY_TOKEN\nENV DB_PASSWORD=x\nLABEL key=1\n",
    "r/wrong/Dockerfile": "FROM\n",
}


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        pytest.param("no-healthcheck", [("open", 0), ("parent", 1), ("plain", 1)], id="no-healthcheck"),
        pytest.param("root", [("open", None, 0), ("parent", "root", 1), ("plain", "", 1)], id="root"),
        pytest.param("onbuild", [("parent", '["USER x"]')], id="onbuild"),
        pytest.param(
            "unpinned",
            [
                ("open", "docker.io/library/alpine:latest"),
                ("open", "docker.io/library/busybox:1"),
                ("parent", "docker.io/library/debian:11"),
            ],
            id="unpinned",
        ),
        pytest.param(
            "shell", [("shells", '["bash","-c"]', 0, '["x"]'), ("started", None, 1, '["/bin/sh","-c","x"]')], id="shell"
        ),
        pytest.param(
            "secrets",
            [
                ("secret", "key", None),
                ("secret", "MY_TOKEN", 4),
                ("secret", "DB_PASSWORD", 5),
            ],
            id="secrets",
        ),
        pytest.param(
            "inherits:debian",
            [("good", 1, f"docker.io/library/debian:12@{DIGEST}"), ("parent", 1, "docker.io/library/debian:11")],
            id="inherits a name",
        ),
        pytest.param("inherits:debian:11", [("parent", 1, "docker.io/library/debian:11")], id="inherits a tag"),
        pytest.param(
            "inherits:debian:12", [("good", 1, f"docker.io/library/debian:12@{DIGEST}")], id="a tag with a digest"
        ),
        pytest.param(f"inherits:debian@{DIGEST}", [], id="another reference"),
        pytest.param("inherits:deb", [], id="no name"),
        pytest.param("SELECT path, '', '', '', count(*) FROM images", [("good", 8)], id="SQL"),
    ],
)
def test_answers(write_files, scan, question: str, rows: list[tuple[object, ...]]) -> None:
    write_files(FILES)
    scan("r")
    with open_for_questions("fleet.sqlite") as connection:
        answer = ask(connection, question)
        found = list(answer.rows)
    if question.startswith("SELECT"):
        assert found[0][-1] == 8
        return
    assert list(answer.names[:4]) == ["repository", "path", "build", "platform"]
    assert [(str(row[1]).partition("/")[0], *row[4:]) for row in found] == rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        pytest.param("ARG A_KEY\nENV A_KEY=1\nENV A_KEY=2", [("A_KEY", 2), ("A_KEY", 3), ("A_KEY", 4)], id="lines"),
        pytest.param("ENV A_KEY=1\nLABEL A_KEY=1", [("A_KEY", None), ("A_KEY", 2)], id="a label of the same name"),
        pytest.param("ENV 'a\"\\b_KEY'=1", [('a\\"\\\\b_KEY', 2)], id="a name that is quoted with escapes"),
        pytest.param("ENV A_KEY_B=1 A_KEY=1", [("A_KEY", 2), ("A_KEY_B", 2)], id="a name that begins with another"),
    ],
)
def test_secrets_have_each_name_once_for_a_line(write_files, scan, text: str, rows: list[object]) -> None:
    write_files({"r/Dockerfile": f"FROM scratch\n{text}\n"})
    scan("r")
    with open_for_questions("fleet.sqlite") as connection:
        assert [row[4:] for row in ask(connection, "secrets").rows] == rows


def test_every_question_is_tried() -> None:
    tried = {"no-healthcheck", "root", "onbuild", "unpinned", "shell", "secrets"}
    assert set(QUESTIONS) == tried


@pytest.mark.parametrize(
    ("question", "message"),
    [
        pytest.param("rot", "want one of no-healthcheck, root, onbuild, unpinned, shell, secrets, inherits:REF", id="unknown"),
        pytest.param("inherits:A", "repository name", id="no reference"),
        pytest.param("SELECT x", "no such column: x", id="wrong SQL"),
        pytest.param("WITH x AS (SELECT 1) DELETE FROM images", "readonly database", id="SQL that writes"),
        pytest.param("SELECT 1; SELECT 2", "one statement at a time", id="two statements"),
    ],
)  # fmt: skip
def test_error_question(scan, write_files, question: str, message: str) -> None:
    write_files({"r/Dockerfile": "FROM scratch\n"})
    scan("r")
    with open_for_questions("fleet.sqlite") as connection, pytest.raises(OptionError, match=message):
        list(ask(connection, question).rows)


def test_error_while_rows_are_read(scan, write_files) -> None:
    write_files({"r/a/Dockerfile": "FROM scratch\n", "r/b/Dockerfile": "FROM\n"})
    scan("r")
    sql = "SELECT json_extract(CASE WHEN ok THEN '{}' ELSE path END, '$') FROM images ORDER BY images.id"
    with open_for_questions("fleet.sqlite") as connection:
        rows = ask(connection, sql).rows
        with pytest.raises(OptionError, match="malformed JSON"):
            list(rows)


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"


@pytest.mark.parametrize(
    ("question", "message"),
    [
        pytest.param(f"{ENDLESS} SELECT count(*) FROM n", "takes more than 0.2 s; ask for less", id="before a row"),
        pytest.param(f"{ENDLESS} SELECT i FROM n", "takes more than 0.2 s; ask for less", id="rows without end"),
        pytest.param("SELECT zeroblob(900000000)", "a value has more than 64 MiB; ask for less", id="a value"),
    ],
)
def test_error_question_without_bounds(scan, question: str, message: str) -> None:
    scan()
    with open_for_questions("fleet.sqlite") as connection, pytest.raises(OptionError, match=f"--query: .*{message}"):
        for _ in ask(connection, question, seconds=0.2).rows:
            pass


def test_texts_that_are_no_utf_8_are_shown(scan) -> None:
    scan()
    with open_for_questions("fleet.sqlite") as connection:
        assert list(ask(connection, "SELECT CAST(x'61ff' AS TEXT)").rows) == [("a\\xff",)]
