"""What is found in folders that a store remembers is what would be found without it, whatever has changed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from preimage.inputs.folder_entries import Contents
from preimage.scan.folder_memory import FolderMemory, key_of
from preimage.scan.store_files import open_store

FILES = {
    "r/a/Dockerfile": "FROM scratch\nUSER a\n",
    "r/a/b/Dockerfile": "FROM scratch\nCOPY x /\n",
    "r/a/b/.dockerignore": "y\n",
    "r/a.b/Dockerfile": "FROM scratch\nUSER a.b\n",
    "r/empty/deep/note": "",
    "r/odd\n/x.Dockerfile": "FROM scratch\nUSER odd\n",
    "r/shop/.git/config": "",
    "r/shop/.gitignore": "left/\n",
    "r/shop/Dockerfile": "FROM scratch\nUSER shop\n",
    "r/shop/Dockerfile.two": "FROM scratch\nUSER two\n",
    "r/shop/left/Dockerfile": "FROM scratch\n",
    "r/shop/web/compose.yaml": "services: {web: {build: ../app}}\n",
    "r/shop/app/Dockerfile": "FROM scratch\nUSER app\n",
}


def change(path: str, text: str) -> Callable[[], object]:
    """Give what changes a file so that size and time stay, if the text is as long."""

    def run() -> None:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text)
        os.utime(path, (1_000_000_000, 1_000_000_000))

    return run


def rename_over(path: str, text: str) -> None:
    change("new", text)()
    os.replace("new", path)


def replace_by_link(path: str) -> None:
    os.rename(path, f"{path}.md")
    os.symlink(os.path.basename(f"{path}.md"), path)


def replace_by_folder(path: str) -> None:
    os.remove(path)
    os.mkdir(path)


CHANGES: dict[str, tuple[Callable[[], object], int]] = {
    "same size and time": (change("r/a/Dockerfile", "FROM scratch\nUSER b\n"), 1),
    "renamed over": (lambda: rename_over("r/a/Dockerfile", "FROM scratch\nUSER b\n"), 1),
    "only the time": (lambda: os.utime("r/a/Dockerfile"), 0),
    "a file more": (change("r/a/Dockerfile.more", "FROM scratch\n"), 1),
    "a file in a new folder": (change("r/new/er/Dockerfile", "FROM scratch\n"), 1),
    "a file less": (lambda: os.remove("r/shop/Dockerfile.two"), 0),
    "a folder less": (lambda: shutil.rmtree("r/a"), 0),
    "a folder renamed": (lambda: os.rename("r/a", "r/z"), 2),
    "a file renamed": (lambda: os.rename("r/a/Dockerfile", "r/a/Dockerfile.z"), 1),
    "an ignore file more": (change("r/a/.dockerignore", "x\n"), 1),
    "an ignore file of its own": (change("r/a/Dockerfile.dockerignore", "x\n"), 1),
    "an ignore file changed": (change("r/a/b/.dockerignore", "x\n"), 1),
    "an ignore file less": (lambda: os.remove("r/a/b/.dockerignore"), 1),
    "a lock file": (change("r/a/preimage.lock", '{"version":1,"bases":[]}'), 1),
    "what git ignores": (change("r/shop/.gitignore", "web/\n"), 1),
    "what git ignores, deeper": (change("r/shop/app/.gitignore", "Dockerfile\n"), 0),
    "what git ignores, of the clone": (change("r/shop/.git/info/exclude", "app/\n"), 0),
    "a repository more": (change("r/a/.git/config", ""), 0),
    "a repository less": (lambda: shutil.rmtree("r/shop/.git"), 2),
    "a file of a project": (change("r/shop/app/Dockerfile", "FROM scratch\nUSER APP\n"), 2),
    "an environment": (change("r/a/pyvenv.cfg", ""), 0),
    "a link in the place of a file": (lambda: replace_by_link("r/a/Dockerfile"), 0),
    "a folder in the place of a file": (lambda: replace_by_folder("r/a/Dockerfile"), 0),
}  # fmt: skip


def read_rows(store: str) -> list[tuple[object, ...]]:
    with open_store(store) as opened:
        return list(
            opened.execute("SELECT repository, path, build, user, findings, config FROM images ORDER BY 1, 2, 3")
        )


@pytest.mark.parametrize("name", CHANGES)
def test_changes_are_noticed(write_files, scan, name: str) -> None:
    write_files(FILES)
    assert scan("r", remembers=True).rows == 8
    assert scan("r", remembers=True).compiled == 0
    run, compiled = CHANGES[name]
    run()
    second = scan("r", remembers=True)
    assert second.compiled == compiled
    scan("r", store="new.sqlite")
    assert read_rows("fleet.sqlite") == read_rows("new.sqlite")
    third = scan("r", remembers=True)
    assert (third.compiled, third.gone, third.rows) == (0, 0, second.rows)


def test_what_has_not_changed_is_neither_listed_nor_read(write_files, scan, monkeypatch) -> None:
    write_files(FILES)
    first = scan("r", remembers=True)

    def refuse(*arguments: object) -> None:
        raise AssertionError(arguments)

    monkeypatch.setattr(os, "scandir", refuse)
    before = Path("fleet.sqlite").read_bytes(), os.stat("fleet.sqlite").st_mtime_ns
    second = scan("r", remembers=True)
    assert (second.found, second.compiled, second.rows, second.gone) == (first.found, 0, first.rows, 0)
    assert (Path("fleet.sqlite").read_bytes(), os.stat("fleet.sqlite").st_mtime_ns) == before


def test_the_folder_of_the_store_does_not_change_with_it(write_files, scan) -> None:
    write_files({"Dockerfile": "FROM scratch\n", "r/Dockerfile": "FROM scratch\n"})
    os.mkdir("r/kept")
    os.symlink("r/kept/real.sqlite", "fleet.sqlite")
    for store in ("r/fleet.sqlite", "fleet.sqlite"):
        for _ in range(2):
            scan(".", store=store, remembers=True)
        before = os.stat(store).st_mtime_ns
        assert scan(".", store=store, remembers=True).rows == 2
        assert os.stat(store).st_mtime_ns == before


def test_what_is_wrong_with_an_ignore_file_is_said_once(write_files, scan, capsys) -> None:
    write_files({".git/config": "", "r/a/Dockerfile": "FROM scratch\n", "r/a/.gitignore": "*a*b*c*d*\n"})
    scan("r", remembers=True)
    # Its folder is remembered, and looked into all the same, since one of its files has changed.
    write_files({"r/a/Dockerfile": "FROM scratch\nUSER a\n"})
    capsys.readouterr()
    assert scan("r", remembers=True).compiled == 1
    assert capsys.readouterr().out == "r/a/.gitignore:1: pattern left out: it has too many wildcards\n"


def test_a_link_may_change_without_its_folder(write_files, scan) -> None:
    write_files({"r/a/target": "FROM scratch\nUSER a\n", "r/b/Dockerfile": "FROM scratch\nCOPY x /\n"})
    os.symlink("../a/target", "r/b/Dockerfile.link")
    os.symlink("../a/ignored", "r/b/.dockerignore")
    assert (scan("r", remembers=True).compiled, scan("r", remembers=True).compiled) == (2, 0)
    write_files({"r/a/ignored": "x\n"})
    # The one has another ignore file, and so has the other.
    assert scan("r", remembers=True).compiled == 2
    write_files({"r/a/target": "FROM scratch\nUSER b\n"})
    assert scan("r", remembers=True).compiled == 1


def test_another_name_for_the_folder_and_other_patterns_count(write_files, scan, monkeypatch) -> None:
    write_files(FILES)
    scan("r", remembers=True)
    assert (scan("./r", remembers=True).compiled, scan(".", remembers=True).compiled) == (0, 0)
    assert {row[0] for row in read_rows("fleet.sqlite")} == {".", "r/shop"}
    assert scan("r", "new", remembers=True, exclude=["a"]).gone == 2
    monkeypatch.chdir("r")
    assert scan("a", remembers=True, store="../fleet.sqlite").compiled == 2


def test_folders_are_found_in_any_order() -> None:
    folders = [f"/r/{number:03}" for number in range(500)]
    contents = Contents((), (), (), has_links=False)
    with open_store("x.sqlite") as store:
        store.begin("")
        memory = FolderMemory(store)
        for folder in folders:
            memory.note(key_of(folder), folder, 0, contents)
        for order in (folders, folders[::-1], folders[::7] + folders[1::3]):
            memory = FolderMemory(store)
            found = [memory.find(key_of(folder)) for folder in order]
            assert [known.stamp for known in found if known is not None] == order
            assert memory.find(key_of("/r/0005")) is None
            assert memory.find(key_of("/r")) is None
            assert memory.find(key_of("/s")) is None


def test_a_folder_with_many_units_comes_whole(write_files, scan) -> None:
    write_files({f"r/Dockerfile.{number:04}": "FROM scratch\n" for number in range(1_500)})
    assert scan("r", remembers=True).rows == 1_500
    with open_store("fleet.sqlite") as store:
        known = FolderMemory(store).find(key_of(os.path.abspath("r")))
        assert known is not None
        assert len(known.list_unchanged() or ()) == 1_500


def test_keys_are_in_the_order_of_a_walk() -> None:
    walked = ["/", "/a", "/a/b", "/a/b/c", "/a/bc", "/a.b", "/b"]
    assert sorted(walked, key=key_of) == walked
