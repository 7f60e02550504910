"""Growth: how the time for one line, stage, variable, trigger or file changes with how many there are.

    python benchmarks/growth.py [--rounds N]

Each kind of Dockerfile is generated in several sizes and compiled in this process, garbage being collected as always;
files are those of one `preimage check` over a folder, without its start. The least CPU time of the rounds counts. The
last column is the time for one thing in the largest size, divided by that in the smallest.
"""

from __future__ import annotations

import argparse
import gc
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import preimage

SOURCES = Path(__file__).resolve().parent.parent / "compiler"
BASES = preimage.StaticBases({"*": {"config": {"Env": ["PATH=/bin"]}}})
BUSY = 0.05
"""Seconds that a round takes at least: small sizes are compiled several times in a row."""


class Growth(NamedTuple):
    """A kind of growth: what there is more and more of, in which numbers, and CPU seconds for a number of them."""

    name: str
    sizes: tuple[int, ...]
    measure: Callable[[int], float]


def write_lines(count: int) -> str:
    """Give a Dockerfile of exactly this many lines: common instructions, with new variables and labels throughout."""
    lines = ["FROM debian:13 AS build"]
    number = 0
    while len(lines) < count:
        number += 1
        lines += (
            f"# part {number}",
            f"ENV VALUE_{number}=/opt/part-{number} \\",
            f"    PLAIN_{number}='some text'",
            f"RUN mkdir -p $VALUE_{number} && \\",
            f"    echo part {number} > $VALUE_{number}/name",
            "",
            f"COPY --chown=1000:1000 src/{number} ${{VALUE_{number}:-/opt}}/src/",
            f'LABEL org.example.part.{number}="$PLAIN_{number}"',
            f"WORKDIR /opt/part-{number}",
            f"EXPOSE {1024 + number % 50000}",
        )
    del lines[count:]
    if lines[-1].endswith("\\"):
        lines[-1] = "# end"
    return "\n".join(lines) + "\n"


def write_stages(count: int) -> str:
    """Give a Dockerfile of this many stages, of which each takes a file from the one before."""
    stages = ["FROM debian:13 AS s0\nRUN make\n"]
    stages += [f"FROM debian:13 AS s{n}\nCOPY --from=s{n - 1} /a /a\nRUN make\n" for n in range(1, count)]
    return "".join(stages)


def write_variables(count: int) -> str:
    """Give a Dockerfile that sets this many variables, each from the one before."""
    return "FROM debian:13\nENV V0=a\n" + "".join(f"ENV V{n}=${{V{n - 1}}}\n" for n in range(1, count))


def write_triggers(count: int) -> str:
    """Give a Dockerfile with this many triggers, which run in the next stage."""
    return "FROM debian:13 AS a\n" + "".join(f"ONBUILD LABEL l{n}=x\n" for n in range(count)) + "FROM a\n"


def time_compile(text: str) -> float:
    """Give the CPU seconds of a compilation to JSON; a short one is repeated until the clock can see it."""
    gc.collect()
    runs = 0
    start = time.process_time()
    while True:
        preimage.compile(text, bases=BASES, build_platform="linux/amd64").image.to_json()
        runs += 1
        seconds = time.process_time() - start
        if seconds >= BUSY:
            return seconds / runs


def time_check(folder: str) -> float:
    """Give the CPU seconds of one `preimage check` of a folder."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
    command = [sys.executable, "-m", "preimage", "check", "--offline", "--format", "short", "--warn-only", folder]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def time_files(count: int) -> float:
    """Give the CPU seconds of a check of this many files beyond that of one."""
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as many:
        Path(one, "Dockerfile").write_text(write_lines(20))
        for number in range(count + 1):
            folder = Path(many, str(number // 100), str(number))
            folder.mkdir(parents=True)
            (folder / "Dockerfile").write_text(write_lines(20))
        return time_check(many) - time_check(one)


GROWTHS = (
    Growth("lines", (1_000, 10_000, 100_000), lambda count: time_compile(write_lines(count))),
    Growth("stages", (10, 100, 1_000), lambda count: time_compile(write_stages(count))),
    Growth("variables of ENV", (100, 1_000, 10_000), lambda count: time_compile(write_variables(count))),
    Growth("triggers", (100, 1_000, 10_000), lambda count: time_compile(write_triggers(count))),
    Growth("files of one check", (1_000, 4_000), time_files),
)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="rounds, of which the best counts (3)")
    rounds = max(1, parser.parse_args().rounds)
    print(f"{'':20} {'how many':>9} {'seconds':>9} {'us each':>9} {'growth':>7}")
    for growth in GROWTHS:
        # The sizes take turns, so that what else the machine does falls on all alike.
        found = [[growth.measure(size) for size in growth.sizes] for _ in range(rounds)]
        least = [min(seconds) for seconds in zip(*found, strict=True)]
        first = least[0] / growth.sizes[0]
        for size, seconds in zip(growth.sizes, least, strict=True):
            each = seconds / size
            print(f"{growth.name:20} {size:9} {seconds:9.4f} {each * 1e6:9.2f} {each / first:7.2f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
