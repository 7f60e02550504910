"""Many Dockerfiles with one process and with more: files a second of `preimage check --jobs` and `compile_many`.

python benchmarks/processes.py [--files N] [--rounds N]

The files are generated, each in a folder of its own. Worker processes of `compile_many` are started and warm before
the clock is; a check is timed as a whole. All numbers of processes take turns in each round, and the least time on the
clock counts. More processes than there are free cores gain nothing.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import preimage
from growth import SOURCES, write_lines

LINES = 40
"""Lines of a file, about what Dockerfiles have."""
BASES = preimage.StaticBases({"*": {"config": {"Env": ["PATH=/bin"]}}})


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=4000, metavar="N", help="Dockerfiles (default: 4000)")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="rounds, of which the best counts (3)")
    options = parser.parse_args()
    counts = [count for count in (1, 2, 4, 8) if count <= max(os.cpu_count() or 1, 2)]
    text = write_lines(LINES)
    with tempfile.TemporaryDirectory() as name:
        write_files(Path(name), text, options.files)
        seconds: dict[tuple[str, int], float] = {}
        for _ in range(max(1, options.rounds)):
            for count in counts:
                times = {"check --jobs": time_check(name, count), "compile_many": time_many(text, options.files, count)}
                for kind, taken in times.items():
                    seconds[kind, count] = min(taken, seconds.get((kind, count), taken))
    print(f"{options.files} Dockerfiles of {LINES} lines, best of {options.rounds} rounds")
    print(f"{'':16} {'processes':>9} {'seconds':>9} {'files a second':>15} {'times one':>10}")
    for (kind, count), taken in sorted(seconds.items()):
        print(f"{kind:16} {count:9} {taken:9.2f} {options.files / taken:15.0f} {seconds[kind, 1] / taken:10.2f}")
    return 0


def write_files(folder: Path, text: str, count: int) -> None:
    """Write Dockerfiles, a hundred folders with one in a folder."""
    for number in range(count):
        place = folder / str(number // 100) / str(number)
        place.mkdir(parents=True)
        (place / "Dockerfile").write_text(text, encoding="utf-8")


def time_check(folder: str, jobs: int) -> float:
    """Give the seconds of one `preimage check` of a folder."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
    command = [sys.executable, "-m", "preimage", "check", "--offline", "--format", "short", "--warn-only"]
    start = time.perf_counter()
    subprocess.run([*command, "--jobs", str(jobs), folder], env=environment, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def time_many(text: str, files: int, workers: int) -> float:
    """Give the seconds that `compile_many` takes for a text that often; one worker is this process itself."""
    items = [(text, {"bases": BASES, "build_platform": "linux/amd64"})] * files
    if workers == 1:
        return _time_items(items, None)
    with ProcessPoolExecutor(workers) as executor:
        list(preimage.compile_many(items[:1000], executor=executor, finish=write_json))
        return _time_items(items, executor)


def _time_items(items: list[tuple[str, dict[str, object]]], executor: ProcessPoolExecutor | None) -> float:
    start = time.perf_counter()
    for found in preimage.compile_many(items, executor=executor, finish=write_json):
        if isinstance(found, Exception):
            raise found
    return time.perf_counter() - start


def write_json(result: preimage.Compilation) -> str:
    """Give what is wanted of a result; less than all crosses from process to process."""
    return result.image.to_json()


if __name__ == "__main__":
    sys.exit(main())
