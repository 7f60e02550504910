"""``preimage scan`` of many Dockerfiles: the first run and one without changes, with one process and with two.

    python benchmarks/scan.py CORPUS.jsonl[.gz] [--limit N] [--files N] [--rounds N] [--form SUFFIX] [--memory]

A corpus holds one JSON object a line, with ``dockerfile`` or ``dockerfile_b64``. Its texts are written again and again,
each time with another comment, until there are N files, in folders of their own below 13 repositories. All runs take
turns in each round; the least time counts, on the clock and of the processor, that of all processes together. With
``--memory`` what all processes of a run have at the same time is looked at ten times a second, shared pages once.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

SOURCES = Path(__file__).resolve().parent.parent / "compiler"
REPOSITORIES = 13
# What was written later is looked at again by the next run.
SETTLED_SECONDS = 2.5


class Taken(NamedTuple):
    """Seconds on the clock and of the processor, and MiB of memory, 0 if nobody looked."""

    wall: float
    processor: float
    memory: float


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", help="a file of JSON lines, plain or gzip")
    parser.add_argument("--limit", type=int, metavar="N", help="at most this many texts of the corpus")
    parser.add_argument("--files", type=int, metavar="N", help="Dockerfiles (default: those of the corpus)")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="rounds, of which the best counts (3)")
    parser.add_argument("--form", default=".sqlite", help="the suffix of what is written (default: .sqlite)")
    parser.add_argument("--memory", action="store_true", help="look at the memory of all processes")
    options = parser.parse_args()
    texts = read_texts(options.corpus)[: options.limit]
    count = options.files or len(texts)
    found: dict[tuple[int, str], list[Taken]] = {}
    with tempfile.TemporaryDirectory() as name:
        write_files(Path(name, "files"), texts, count)
        time.sleep(SETTLED_SECONDS)
        for _ in range(max(1, options.rounds)):
            for jobs in (1, 2):
                output = Path(name, f"out{options.form}")
                for old in (output, Path(f"{output}.sqlite")):
                    old.unlink(missing_ok=True)
                for run in ("first", "second"):
                    taken = scan(Path(name, "files"), output, jobs, looks=options.memory)
                    found.setdefault((jobs, run), []).append(taken)
    print_table(count, found)
    return 0


def read_texts(corpus: str) -> list[bytes]:
    """Read the Dockerfiles of a corpus."""
    with gzip.open(corpus, "rb") if corpus.endswith(".gz") else open(corpus, "rb") as file:
        cases = [json.loads(line) for line in file if line.strip()]
    return [
        base64.b64decode(case["dockerfile_b64"]) if case.get("dockerfile_b64") else case["dockerfile"].encode()
        for case in cases
    ]


def write_files(folder: Path, texts: list[bytes], count: int) -> None:
    """Write the Dockerfiles."""
    for number, text in enumerate(islice(cycle(texts), count)):
        repository = folder / f"repository{number % REPOSITORIES}"
        place = repository / str(number)
        place.mkdir(parents=True)
        if number < REPOSITORIES:
            (repository / ".git").mkdir()
        comment = b"" if number < len(texts) else b"\n# %d\n" % number
        (place / "Dockerfile").write_bytes(text + comment)


def scan(folder: Path, output: Path, jobs: int, *, looks: bool) -> Taken:
    """Run a scan as a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
    command = [sys.executable, "-m", "preimage", "scan", "-q", str(folder), "-o", str(output), "--jobs", str(jobs)]
    before, start, memory = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter(), 0.0
    process = subprocess.Popen(command, env=environment)
    while looks and process.poll() is None:
        memory = max(memory, sum(map(read_memory, [process.pid, *list_children(process.pid)])))
        time.sleep(0.1)
    if process.wait() != 0:
        sys.exit(f"{' '.join(command)} has failed")
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Taken(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, memory)


def list_children(process: int) -> list[int]:
    """Give the processes that a process has started; none where the system does not tell."""
    try:
        return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


def read_memory(process: int) -> float:
    """Give the MiB that a process has, its part of what is shared; 0 if it is gone, or the system does not tell."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def print_table(count: int, found: dict[tuple[int, str], list[Taken]]) -> None:
    """Print what was taken."""
    best = {key: Taken(*map(min, zip(*taken, strict=True))) for key, taken in found.items()}
    print(f"{count} Dockerfiles in {REPOSITORIES} repositories")
    print(f"{'processes':>9}  {'run':8} {'seconds':>8} {'CPU':>8} {'files a second':>15} {'MiB':>6}")
    for (jobs, run), taken in best.items():
        memory = max(each.memory for each in found[jobs, run])
        shown = f"{memory:.0f}" if memory else "-"
        print(f"{jobs:9}  {run:8} {taken.wall:8.2f} {taken.processor:8.2f} {count / taken.wall:15.0f} {shown:>6}")
    first, second, two = best[1, "first"], best[1, "second"], best[2, "first"]
    clock, processor = first.wall / second.wall, first.processor / second.processor
    print(f"A run without changes is {clock:.1f} times as fast on the clock, {processor:.1f} times in CPU time.")
    print(
        f"Two processes are {first.wall / two.wall:.2f} times as fast as one on the clock, "
        f"for {two.processor / first.processor:.2f} times the CPU time; they keep "
        f"{two.processor / two.wall:.2f} cores busy."
    )


if __name__ == "__main__":
    sys.exit(main())
