"""Time of ``preimage config`` and ``check`` of examples/web as whole processes, beside ``python -c pass``.

python benchmarks/startup.py [--runs N]

All are started in turn, so that what the machine does meanwhile falls on all. What counts is the least CPU time. Where
valgrind is installed, the instructions of one run are counted, too, which no other work changes.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "web"
# An installed program has its modules compiled, so a checkout may keep them compiled too.
LEFT_OUT = ("DOCKER_DEFAULT_PLATFORM", "PYTHONDONTWRITEBYTECODE")
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}


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
    instructions = {name: count_instructions(command) for name, command in commands.items()}
    base, base_count = least["python -c pass"], instructions["python -c pass"]
    for name, least_seconds in least.items():
        count = instructions[name]
        counted = f"  {count / 1e6:7.1f} M instructions  ratio {count / base_count:5.2f}" if base_count else ""
        print(f"{name:30} {least_seconds * 1000:7.1f} ms  ratio {least_seconds / base:5.2f}{counted}")
    return 0


def count_instructions(command: list[str]) -> int:
    """Give the instructions that a process takes from start to end; 0 if nothing here can count them."""
    valgrind = shutil.which("valgrind")
    if valgrind is None:
        return 0
    counter = [valgrind, "--tool=cachegrind", "--cache-sim=no", f"--cachegrind-out-file={os.devnull}"]
    # An installed script is one of Python's; valgrind does not follow into other programs.
    script = command if command[0] == sys.executable else [sys.executable, *command]
    environment = {**ENVIRONMENT, "PYTHONHASHSEED": "0"}
    done = subprocess.run([*counter, *script], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    found = re.search(r"I\s+refs:\s+([0-9,]+)", done.stderr)
    return int(found[1].replace(",", "")) if found and done.returncode == 0 else 0


def describe(start: list[str]) -> str:
    """Say how the program is started, without where it is installed."""
    return "installed script" if len(start) == 1 else "python -m preimage"


def run(command: list[str]) -> float:
    """Give the CPU seconds that a process takes from start to end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    sys.exit(main())
