"""Time of ``preimage config examples/web`` as a whole process, beside ``python -c pass``.

python benchmarks/startup.py [--runs N]

Both are started in turn, so that what the machine does meanwhile falls on both; medians count.
"""

from __future__ import annotations

import argparse
import os
import shlex
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "web"
# An installed program has its modules compiled, so a checkout may keep them compiled too.
LEFT_OUT = ("DOCKER_DEFAULT_PLATFORM", "PYTHONDONTWRITEBYTECODE")


def main() -> int:
    """Print both medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20, metavar="N", help="runs of each (default: 20)")
    runs = max(1, parser.parse_args().runs)
    program, *arguments = shlex.split((EXAMPLE / "command.txt").read_text(encoding="utf-8"))
    script = Path(sys.executable).with_name(program)
    start = [str(script)] if script.exists() else [sys.executable, "-m", program]
    commands = {"python -c pass": [sys.executable, "-c", "pass"], "preimage config examples/web": start + arguments}
    for command in commands.values():
        run(command)  # fills the caches: the file system's, and compiled modules
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            seconds[name].append(run(command))
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    print(f"medians of {runs} runs each, in turn; preimage started as {shlex.join(start)}")
    for name, median in medians.items():
        print(f"{name:30} {median * 1000:7.1f} ms")
    base, whole = medians.values()
    print(f"ratio {whole / base:.2f}")
    return 0


def run(command: list[str]) -> float:
    """Give the seconds that a process takes from start to end."""
    environment = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
