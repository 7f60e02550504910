"""A small set of Dockerfiles, and a function that scans folders into a store."""

from __future__ import annotations

import itertools
import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from preimage.inputs.base_sources import BaseOptions, BaseSources
from preimage.inputs.search import DockerfileSearch
from preimage.inputs.search_options import SearchOptions
from preimage.scan import trees
from preimage.scan.build_settings import BuildSettings
from preimage.scan.finding import UnitFinder
from preimage.scan.folder_memory import FolderMemory
from preimage.scan.git_finding import find_in_git
from preimage.scan.scanning import Progress, Scan
from preimage.scan.store_files import open_store
from preimage.scan.unit_compiler import UnitCompiler


class Scanned:
    """What a scan has done: files found and compiled, units that are gone, rows and those that are errors."""

    def __init__(self, found: int, compiled: int, gone: int, rows: int, errors: int, is_settled: bool) -> None:
        self.is_settled = is_settled
        self.found = found
        self.compiled = compiled
        self.gone = gone
        self.rows = rows
        self.errors = errors


def make_settings(unresolved: str = "empty", **options) -> BuildSettings:
    given = BaseOptions(bases=options.pop("bases", ()), lock=options.pop("lock", ""), unresolved=unresolved)
    return BuildSettings(given, BaseSources(given, say_nothing), **options)


def say_nothing(note: str) -> None:
    """Take no notice."""


def make_finder(memory: FolderMemory | None = None, exclude: Sequence[str] = ()) -> UnitFinder:
    options = SearchOptions(os.getcwd(), extend_exclude=exclude, finds_projects=True)
    return UnitFinder(DockerfileSearch(options, print), memory)


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    # What was just written counts as settled, so that nothing has to be waited for.
    monkeypatch.setattr(trees, "SETTLED_NANOSECONDS", 0)


@pytest.fixture
def write_files() -> Callable[..., None]:
    """Give a function that writes files, all with the same time."""

    def write(files: dict[str, str]) -> None:
        for name, text in files.items():
            path = Path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            os.utime(path, (1_000_000_000, 1_000_000_000))

    return write


@pytest.fixture
def scan() -> Callable[..., Scanned]:
    """Give a function that scans paths into ``fleet.sqlite``."""

    def run_scan(
        *paths: str,
        store: str = "fleet.sqlite",
        name: str = "",
        executor=None,
        git=(),
        remembers: bool = False,
        exclude: Sequence[str] = (),
        **options,
    ) -> Scanned:
        progress = Progress(lambda _: None)
        settings = make_settings(**options)
        with open_store(store) as opened:
            opened.begin(name)
            finder = make_finder(FolderMemory(opened) if remembers else None, exclude)
            units = itertools.chain(finder.find(paths), *map(find_in_git, git))
            compiler = UnitCompiler(settings, lambda: executor, chunk=2, few=0)
            gone, is_settled = Scan(opened, compiler, progress).run(units)
            return Scanned(progress.found, progress.compiled, gone, *opened.count(), is_settled)

    return run_scan


@pytest.fixture
def commit() -> Callable[[str], str]:
    """Give a function that commits all that is in a folder, and gives the name of the commit."""

    def run_git(folder: str, *arguments: str) -> str:
        who = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")
        done = subprocess.run(
            ["git", "-C", folder, *who, *arguments], check=True, capture_output=True, encoding="utf-8"
        )
        return done.stdout.strip()

    def commit_all(folder: str) -> str:
        run_git(folder, "init", "-q")
        run_git(folder, "add", "-A")
        run_git(folder, "commit", "-q", "--allow-empty", "-m", "x")
        return run_git(folder, "rev-parse", "HEAD")

    return commit_all
