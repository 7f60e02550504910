"""Time of ``preimage config`` and ``check`` of examples/web as whole processes, beside ``python -c pass``.

python benchmarks/startup.py [--runs N]

All are started in turn, so that what the machine does meanwhile falls on all. What counts is the least CPU time.
"""

from __future__ import annotations

import argparse
import os
import resource
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "web"
# An installed program has its modules compiled, so a checkout may keep them compiled too.
LEFT_OUT = ("DOCKER_DEFAULT_PLATFORM", "PYTHONDONTWRITEBYTECODE")


def main() -> int:
    """Print the times, and their ratios to the first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20, metavar="N", help="runs of each (default: 20)")
    runs = max(1, parser.parse_args().runs)
    program, *arguments = shlex.split((EXAMPLE / "command.txt").read_text(encoding="utf-8"))
    script = Path(sys.executable).with_name(program)
    start = [str(script)] if script.exists() else [sys.executable, "-m", program]
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "preimage config examples/web": start + arguments,
        "preimage check examples/web": [*start, "check", "examples/web"],
    }
    for command in commands.values():
        run(command)  # fills the caches: the file system's, and compiled modules
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            seconds[name].append(run(command))
    least = {name: min(times) for name, times in seconds.items()}
    print(f"least CPU time of {runs} runs each, in turn; preimage started as {describe(start)}")
    base = least["python -c pass"]
    for name, least_seconds in least.items():
        print(f"{name:30} {least_seconds * 1000:7.1f} ms  ratio {least_seconds / base:5.2f}")
    return 0


def describe(start: list[str]) -> str:
    """Say how the program is started, without where it is installed."""
    return "installed script" if len(start) == 1 else "python -m preimage"


def run(command: list[str]) -> float:
    """Give the CPU seconds that a process takes from start to end."""
    environment = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    sys.exit(main())
