from __future__ import annotations

import sqlite3

import pytest

from preimage.scan import linking


def read(where: str = "1") -> list[tuple[object, ...]]:
    connection = sqlite3.connect("fleet.sqlite")
    rows = connection.execute(
        f"SELECT repository, path, user, bases FROM images WHERE kind = 'dockerfile' AND {where} ORDER BY 1, 2"
    ).fetchall()
    connection.close()
    return rows


def compose(image: str, context: str = "base") -> str:
    return f"services: {{a: {{image: '{image}', build: {context}}}}}\n"


FILES = {
    "all/base/.git/config": "",
    "all/base/compose.yaml": compose("example.com/base:1"),
    "all/base/base/Dockerfile": "FROM scratch\nUSER one\nONBUILD LABEL a=b\n",
    "all/mid/.git/config": "",
    "all/mid/compose.yaml": compose("example.com/mid:1", "mid"),
    "all/mid/mid/Dockerfile": "FROM example.com/base:1\n",
    "all/app/.git/config": "",
    "all/app/Dockerfile": "FROM example.com/mid:1\n",
}


def test_bases_go_through_what_other_repositories_build(write_files, scan) -> None:
    write_files(FILES)
    assert scan("all").is_settled
    mid, base = "example.com/mid:1", "example.com/base:1"
    assert read("repository = 'all/app'") == [("all/app", "Dockerfile", "one", f'["{mid}","{base}"]')]
    assert scan("all").compiled == 0
    # What is built from it changes with it, and from nothing else.
    write_files({"all/base/base/Dockerfile": "FROM scratch\nUSER two\n"})
    assert scan("all").compiled == 2 + 3
    assert read("repository = 'all/app'")[0][2] == "two"
    first = read()
    scan("all", store="new.sqlite")
    assert read() == first
    # And when nobody makes it any more, it is an unknown image.
    assert scan("all/mid", "all/app").gone >= 1
    assert read("path = 'Dockerfile'") == [("all/app", "Dockerfile", None, f'["{mid}","{base}"]')]


def test_images_of_one_name_count_if_they_are_the_same_or_near(write_files, scan) -> None:
    write_files(
        {
            **{f"all/{name}/.git/config": "" for name in "abc"},
            **{f"all/{name}/compose.yaml": compose("own:1") for name in "ab"},
            "all/a/base/Dockerfile": "FROM scratch\nUSER a\n",
            "all/b/base/Dockerfile": "FROM scratch\nUSER b\n",
            **{f"all/{name}/Dockerfile": "FROM own:1\n" for name in "abc"},
        }
    )
    scan("all")
    assert [row[2] for row in read("path = 'Dockerfile'")] == ["a", "b", None]


def test_circles_end(write_files, scan, monkeypatch) -> None:
    monkeypatch.setattr(linking, "MAX_ROUNDS", 3)
    write_files(
        {
            "r/compose.yaml": "services:\n  a: {image: 'a:1', build: a}\n  b: {image: 'b:1', build: b}\n",
            "r/a/Dockerfile": "FROM b:1\nENV A=1\n",
            "r/b/Dockerfile": "FROM a:1\nRUN b\n",
        }
    )
    assert not scan("r").is_settled


def test_an_image_is_not_its_own_base(write_files, scan) -> None:
    write_files({"r/compose.yaml": compose("a:1", "a"), "r/a/Dockerfile": "FROM a:1\nUSER x\n"})
    assert scan("r").is_settled


@pytest.mark.parametrize("text", ["FROM\n", "FROM other\n"])
def test_what_fails_makes_no_image(write_files, scan, text: str) -> None:
    write_files({**FILES, "all/mid/mid/Dockerfile": text})
    assert scan("all").is_settled
    assert read("repository = 'all/app'")[0][2] is None
