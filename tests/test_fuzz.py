"""The fuzz targets themselves: all of them take their seeds and changes of them, and the judge finds what is wrong."""

from __future__ import annotations

import random
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from fuzz.engine import LONGEST, Judge, mutate
from fuzz.image_targets import ask_registry, digest_of, link_parts, list_registry_answers, mend_checksums
from fuzz.target import Target, join_parts, split_parts
from fuzz.targets import TARGETS

ROOT = Path(__file__).parent.parent
INPUTS = 40
"""Seeds and changes of each target that are run here; ``python -m fuzz`` runs more."""


@pytest.mark.parametrize("name", TARGETS)
def test_target_takes_seeds_and_changes_of_them(name: str, tmp_path: Path) -> None:
    target = TARGETS[name]
    chance = random.Random(1)
    seeds = [data[:LONGEST] for data in target.seeds()]
    assert seeds
    judge = Judge(target, tmp_path)
    words = [word.encode() for word in target.words]
    for data in chance.choices(seeds, k=INPUTS):
        judge.run(data)
        judge.run(mutate(data, chance, seeds, words))
    assert judge.executions == 2 * INPUTS
    assert {place: path.with_suffix(".txt").read_text() for place, path in judge.findings.items()} == {}


def test_error_that_leaves_a_target_is_kept_once_for_each_place(tmp_path: Path) -> None:
    def run(data: bytes) -> None:
        if data == b"a":
            raise KeyError(data)
        if data:
            raise IndexError(data)

    judge = Judge(Target("t", run, lambda: iter([b""])), tmp_path)
    for data in (b"", b"a", b"a", b"b", b"c"):
        judge.run(data)
    assert judge.executions == 5
    assert [place.split()[0] for place in judge.findings] == ["KeyError", "IndexError"]
    assert [path.read_bytes() for path in judge.findings.values()] == [b"a", b"b"]
    assert "KeyError" in next(iter(judge.findings.values())).with_suffix(".txt").read_text()


def test_parts_are_put_together_again() -> None:
    assert split_parts(join_parts(b"a", b"b"), 3) == [b"a", b"b", b""]
    assert split_parts(join_parts(b"a", b"b", b"c"), 2) == [b"a", join_parts(b"b", b"c")]


def test_parts_name_each_other() -> None:
    first, second = link_parts([b"DIGEST1 SIZE1", b"ab"])
    assert first == f"{digest_of(b'ab')} 2".encode()
    assert second == b"ab"


def test_answers_lead_to_an_image() -> None:
    *_, last = (ask_registry(data).image.architecture for data in islice(list_registry_answers(), 4))
    assert last == "amd64"


def test_checksums_are_set_where_a_header_stands() -> None:
    header = bytearray(512)
    header[257:262] = b"ustar"
    mended = mend_checksums(bytes(header))
    assert mended[148:156] == b"%06o\0 " % (sum(b"ustar") + 8 * 32)
    assert mend_checksums(b"x" * 600) == b"x" * 600


def test_command_runs_a_target_without_atheris() -> None:
    command = [sys.executable, "-m", "fuzz", "--engine", "random", "--seconds", "0.2", "durations"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert result.returncode == 0, result.stderr
    name, engine, _, executions, findings = result.stdout.splitlines()[1].split()
    assert (name, engine, findings) == ("durations", "random", "0")
    assert int(executions) > 10


def test_error_target_that_does_not_exist() -> None:
    command = [sys.executable, "-m", "fuzz", "nothing"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert result.returncode == 2
    assert result.stdout.startswith("no such target: nothing; there are compile, ")
