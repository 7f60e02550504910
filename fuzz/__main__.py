"""Fuzz targets for a while each: ``python -m fuzz [--seconds N] [TARGET...]``, from the root of the project.

Each target runs in a process of its own. The exit status is 1 if one of them found something; the inputs are then in
the folder of ``--findings``, with what they did beside them.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "compiler"))


def main() -> int:
    """Run what the command line asks for."""
    options = read_options()
    if options.process:
        run_target(options)
        return 0
    from fuzz.targets import TARGETS

    unknown = set(options.targets) - set(TARGETS)
    if unknown:
        print(f"no such target: {', '.join(sorted(unknown))}; there are {', '.join(TARGETS)}")
        return 2
    print(f"{'target':<15} {'engine':<8} {'seconds':>7} {'executions':>10} findings", flush=True)
    with ThreadPoolExecutor(options.jobs) as pool:
        # Not a list: all of them run, whatever one finds.
        return max(list(pool.map(lambda name: run_process(name, options), options.targets or TARGETS)), default=0)


def read_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="default: all")
    parser.add_argument("--seconds", type=float, default=600.0, help="for each target (default: 600)")
    parser.add_argument("--jobs", type=int, default=1, help="targets at a time (default: 1)")
    parser.add_argument("--seed", type=int, default=0, help="of what is random (default: another one each time)")
    parser.add_argument("--engine", choices=("atheris", "random"), help="default: atheris where it is installed")
    parser.add_argument("--findings", type=Path, default=Path("/tmp/preimage-findings"), metavar="FOLDER")
    parser.add_argument("--corpus", type=Path, default=Path("/tmp/preimage-corpus"), metavar="FOLDER")
    parser.add_argument("--process", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def run_process(name: str, options: argparse.Namespace) -> int:
    """Run one target in a process of its own; 1: it found something, or broke."""
    command = [sys.executable, "-m", "fuzz", "--process", name, "--seconds", str(options.seconds)]
    command += ["--findings", str(options.findings), "--corpus", str(options.corpus), "--seed", str(options.seed)]
    command += ["--engine", options.engine] if options.engine else []
    result = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    lines = result.stdout.splitlines()
    print("\n".join(lines) if lines else f"{name}: {result.stderr[-3000:]}", flush=True)
    return 0 if lines and result.returncode == 0 else 1


def run_target(options: argparse.Namespace) -> None:
    """Run one target in this process, print a line about it and end."""
    name = options.targets[0]
    has_atheris = importlib.util.find_spec("atheris") is not None
    is_guided = options.engine == "atheris" or (options.engine is None and has_atheris)
    with ExitStack() as stack:
        if is_guided:
            import atheris

            stack.enter_context(atheris.instrument_imports(include=["preimage"], enable_loader_override=False))
        from fuzz.targets import TARGETS
    from fuzz.engine import Judge, guide_for, mutate_for

    target = TARGETS[name]
    judge = Judge(target, options.findings)
    started = time.monotonic()
    seed = options.seed or int.from_bytes(os.urandom(3), "big") + 1

    def finish() -> None:
        taken = time.monotonic() - started
        engine = "atheris" if is_guided else "random"
        print(f"{name:<15} {engine:<8} {taken:>7.1f} {judge.executions:>10} {len(judge.findings)}")
        for place, path in judge.findings.items():
            print(f"    {path}: {place}")
        sys.stdout.flush()
        os._exit(1 if judge.findings else 0)

    if is_guided:
        guide_for(judge, target, options.seconds, seed, options.corpus / name, finish)
    else:
        mutate_for(judge, target, options.seconds, seed)
    finish()


if __name__ == "__main__":
    sys.exit(main())
