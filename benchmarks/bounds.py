"""What hostile inputs cost: CPU, memory and output of the command, and how they grow with the size of the input.

python benchmarks/bounds.py [--size BYTES] [--json] [NAME...]

Each input is read by a process of its own, in two sizes, of which the larger is four times the smaller; growth is the
exponent of the CPU time that is spent beyond starting up. NAMEs are parts of names of inputs.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent))

from hostile import HOSTILE, Hostile

ROOT = Path(__file__).resolve().parent.parent
MOST_CPU_SECONDS = 60
MOST_WALL_SECONDS = 90.0
MOST_MEMORY = 8 << 30
MOST_OUTPUT = 4 << 30


class Cost(NamedTuple):
    """CPU in seconds, peak of resident memory and output in bytes, exit status (negative: signal), last line of it."""

    cpu: float
    memory: int
    output: int
    status: int
    said: str


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--size", type=int, default=1 << 16, metavar="BYTES", help="the larger size (default: 64 KiB)")
    parser.add_argument("--json", action="store_true", help="print objects, with the larger size only")
    options = parser.parse_args()
    chosen = [each for each in HOSTILE if not options.names or any(name in each.name for name in options.names)]
    start = 0.0 if options.json else min(measure_start() for _ in range(3))
    if not options.json:
        print(f"start-up: {start:.2f} s; inputs of {options.size} bytes", flush=True)
        print(f"{'input':34} {'CPU s':>7} {'MB':>6} {'output KB':>10} {'growth':>6} {'exit':>4}  last line", flush=True)
    for hostile in chosen:
        cost = measure(hostile, options.size)
        if options.json:
            print(json.dumps({"name": hostile.name, **cost._asdict()}), flush=True)
            continue
        growth = ""
        if hostile.largest > options.size:
            less = measure(hostile, options.size // 4)
            before, after = less.cpu - start, cost.cpu - start
            growth = f"{math.log(after / before, 4):6.2f}" if before > 0.02 and after > 0.02 else "-"
        said = cost.said if len(cost.said) <= 60 else f"{cost.said[:57]}..."
        print(
            f"{hostile.name:34} {cost.cpu:7.2f} {cost.memory / 1e6:6.0f} {cost.output / 1e3:10.1f} {growth:>6} "
            f"{cost.status:4}  {said}",
            flush=True,
        )
    return 0


def measure(hostile: Hostile, size: int) -> Cost:
    """Give what the command costs for an input of a size."""
    with tempfile.TemporaryDirectory() as folder:
        hostile.write(Path(folder), min(size, hostile.largest))
        return run(hostile.command, folder)


def measure_start() -> float:
    """Give the CPU seconds of the smallest build."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "Dockerfile").write_text("FROM scratch\n", encoding="utf-8")
        return run(("config",), folder).cpu


def run(command: tuple[str, ...], folder: str) -> Cost:
    """Run the command in a folder, bounded in time and memory."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        _become(command, folder, writing)
    os.close(writing)
    until = time.monotonic() + MOST_WALL_SECONDS
    output, tail = 0, b""
    os.set_blocking(reading, False)
    while time.monotonic() < until and output < MOST_OUTPUT:
        try:
            part = os.read(reading, 1 << 20)
        except BlockingIOError:
            time.sleep(0.005)
            continue
        if not part:
            break
        output += len(part)
        tail = (tail + part)[-4000:]
    else:
        os.kill(process, signal.SIGKILL)
    os.close(reading)
    _, status, usage = os.wait4(process, 0)
    lines = tail.decode("utf-8", "replace").strip().split("\n")
    return Cost(
        usage.ru_utime + usage.ru_stime, usage.ru_maxrss << 10, output, os.waitstatus_to_exitcode(status), lines[-1]
    )


def _become(command: tuple[str, ...], folder: str, output: int) -> None:
    """Turn this process into the command."""
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.chdir(folder)
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": folder,
            "PYTHONPATH": os.environ.get("PYTHONPATH", str(ROOT / "compiler")),
        }
        os.execve(sys.executable, [sys.executable, "-m", "preimage", *command], environment)
    finally:
        os._exit(127)


if __name__ == "__main__":
    sys.exit(main())
