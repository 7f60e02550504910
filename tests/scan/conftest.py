"""A small set of Dockerfiles, and a function that scans folders into a store."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from preimage.inputs.base_sources import BaseOptions, BaseSources
from preimage.inputs.search import DockerfileSearch, SearchOptions
from preimage.scan.compiling import BuildSettings
from preimage.scan.finding import UnitFinder
from preimage.scan.scanning import Progress, Scan
from preimage.scan.store import open_store


class Scanned:
    """What a scan has done: files found and compiled, units that are gone, rows and those that are errors."""

    def __init__(self, found: int, compiled: int, gone: int, rows: int, errors: int) -> None:
        self.found = found
        self.compiled = compiled
        self.gone = gone
        self.rows = rows
        self.errors = errors


def make_settings(unresolved: str = "empty", **options) -> BuildSettings:
    bases = options.pop("bases", ())
    return BuildSettings(BaseSources(BaseOptions(bases=bases, unresolved=unresolved), print), **options)


def make_finder() -> UnitFinder:
    return UnitFinder(DockerfileSearch(SearchOptions(os.getcwd()), print))


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def write_files() -> Callable[..., None]:
    """Give a function that writes files which have not been changed for long."""

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

    def run_scan(*paths: str, store: str = "fleet.sqlite", name: str = "", executor=None, **options) -> Scanned:
        progress = Progress(lambda _: None)
        settings = make_settings(**options)
        finder = make_finder()
        with open_store(store) as opened:
            opened.begin(name)
            Scan(opened, settings, progress, executor, 2).run(finder.find(paths))
            gone = opened.finish()
            return Scanned(progress.found, progress.compiled, gone, *opened.count())

    return run_scan
