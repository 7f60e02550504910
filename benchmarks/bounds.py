"""What hostile inputs cost: CPU, memory and output of the command, and how they grow with the size of the input.

python benchmarks/bounds.py [--size BYTES] [--json] [--every-command [--kinds KIND,...] [--all]] [NAME...]

Each input is read by a process of its own, in two sizes, of which the larger is four times the smaller; growth is the
exponent of the CPU time that is spent beyond starting up. NAMEs are parts of names of inputs. --every-command takes
each kind of Dockerfile through all commands and formats, and prints those that come near the bounds; --kinds takes
only the named kinds, --all prints every one.

With --serve it answers questions from standard input, each in a process that it forks when all is loaded; the tests
ask there, because starting up takes longer than most of what they measure.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import os
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent))

from hostile import DOCKERFILE, DOCKERFILES, HOSTILE, Hostile

ROOT = Path(__file__).resolve().parent.parent
if "PYTHONPATH" not in os.environ:
    # Without it, what is beside this file is measured.
    sys.path.insert(0, str(ROOT / "compiler"))
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


class Bounds(NamedTuple):
    """What one input may cost at most: CPU in seconds, memory and output in bytes."""

    cpu: float
    memory: int
    output: int


SMALL = 1 << 16
BOUNDS = Bounds(2, 300_000_000, 16 << 20)
"""For an input of 64 KiB."""
LARGE_BOUNDS = Bounds(15, 2_000_000_000, 1 << 30)
"""For an input of 16 MiB."""
NEAR = 0.6

EMPTY = ("--offline", "--unresolved", "empty")
COMMANDS = {
    "config": ("config", *EMPTY),
    "config canonical": ("config", "--format", "canonical", *EMPTY),
    **{
        f"check {form}": ("check", "--offline", "--format", form)
        for form in ("text", "json", "sarif", "github", "short", "junit", "gitlab", "rdjson", "checkstyle", "markdown")
    },
    "check portable": ("check", "--offline", "--portable", "--format", "json"),
    "check diff": ("check", "--offline", "--diff", "--unsafe-fixes"),
    "explain": ("explain", *EMPTY),
    "explain all": ("explain", "--all", "--absent", *EMPTY),
    "explain json": ("explain", "--all", "--absent", "--format", "json", *EMPTY),
    "explain line": ("explain", "--line", "2", *EMPTY),
    "explain field": ("explain", *EMPTY, ".", "Env"),
    "diff": ("diff", *EMPTY, "small", DOCKERFILE),
    "diff json": ("diff", *EMPTY, "--history", "--format", "json", "other", DOCKERFILE),
    "diff markdown": ("diff", *EMPTY, "--history", "--format", "markdown", DOCKERFILE, "other"),
    "diff matrix": ("diff", *EMPTY, "--matrix", DOCKERFILE, "."),
    "report": ("report", "-o", "page.html", *EMPTY),
    "report against": ("report", "-o", "-", "--against", "small", *EMPTY),
    "outline": ("outline", "--offline"),
    "outline json": ("outline", "--offline", "--format", "json"),
    **{f"targets {form}": ("targets", "--format", form) for form in ("text", "json", "dot", "mermaid")},
    "snapshot": ("snapshot", *EMPTY),
    "lock": ("lock", *EMPTY),
    "pin": ("pin",),
    "test": ("test", "-c", "t.json", *EMPTY, "."),
    "verify": ("verify", *EMPTY, ".", "built.json"),
}
"""Commands that read a Dockerfile, in all their formats."""


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--size", type=int, default=1 << 16, metavar="BYTES", help="the larger size (default: 64 KiB)")
    parser.add_argument("--json", action="store_true", help="print objects, with the larger size only")
    parser.add_argument("--every-command", action="store_true", help="each kind of Dockerfile through all commands")
    parser.add_argument("--kinds", default="", metavar="KIND,...", help="with --every-command: only these kinds")
    parser.add_argument("--all", action="store_true", help="with --every-command: print all, near the bounds or not")
    parser.add_argument("--serve", action="store_true", help="answer questions: a command and a folder, as JSON")
    options = parser.parse_args()
    if options.serve:
        return serve()
    if options.every_command:
        kinds = [kind for kind in options.kinds.split(",") if kind]
        return try_every_command(options.size, options.names, kinds, print_all=options.all)
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


def load_everything() -> None:
    """Load all of preimage that commands use, so that processes that are forked need not."""
    import pkgutil
    from importlib import import_module

    projects = ("projects", "projects.bake", "projects.compose", "projects.hcl", "projects.hcl.functions")
    for package in ("backends", "cli", "edits", "inputs", "model", *projects, "results", "test_files"):
        room = import_module(f"preimage.{package}")
        for module in pkgutil.iter_modules(room.__path__, f"{room.__name__}."):
            import_module(module.name)
    gc.freeze()


def serve() -> int:
    """Answer each line of standard input, a list of the command and its folder, with a line that is the cost."""
    load_everything()
    for line in sys.stdin:
        command, folder = json.loads(line)
        print(json.dumps(run(tuple(command), folder, is_loaded=True)), flush=True)
    return 0


def try_every_command(size: int, names: list[str], kinds: list[str], *, print_all: bool) -> int:
    """Print what comes near the bounds, of each kind of Dockerfile with each command.

    ``names`` are parts of "KIND: COMMAND"; without ``kinds``, all kinds have a turn.
    """
    if unknown := [kind for kind in kinds if kind not in DOCKERFILES]:
        print(f"no such kind: {', '.join(unknown)}; there are {', '.join(DOCKERFILES)}", file=sys.stderr)
        return 2
    load_everything()
    most = BOUNDS if size <= SMALL else LARGE_BOUNDS
    count = 0
    for kind, make in ((kind, DOCKERFILES[kind]) for kind in kinds or DOCKERFILES):
        for name, command in COMMANDS.items():
            if names and not any(each in f"{kind}: {name}" for each in names):
                continue
            with tempfile.TemporaryDirectory() as folder:
                write_for_every_command(Path(folder), make, size)
                had = size_of(folder)
                cost = run(command, folder, is_loaded=True)
                output = cost.output + max(0, size_of(folder) - had)
            count += 1
            part = max(cost.cpu / most.cpu, cost.memory / most.memory, output / most.output)
            if print_all or part > NEAR or cost.status not in (0, 1, 2, 4):
                print(
                    f"{kind:28} {name:16} {cost.cpu:6.2f} s {cost.memory / 1e6:5.0f} MB {output / 1e6:6.2f} MB "
                    f"{cost.status:4}  {cost.said[:80]}",
                    flush=True,
                )
    print(f"{count} tried")
    return 0


def write_for_every_command(folder: Path, make: Callable[[int], str], size: int) -> None:
    """Write a Dockerfile of a kind, and what commands want beside it."""
    most = 16 << 20
    for name, text in ((DOCKERFILE, make(size)), ("other", make(size * 7 // 8)), ("small", "FROM scratch\n")):
        data = text.encode("utf-8")
        # A little too much would be refused unread.
        folder.joinpath(name).write_bytes(data if len(data) <= most else data[: data.rfind(b"\n", 0, most) + 1])
    test = {"schemaVersion": "2.0.0", "metadataTest": {"envVars": [{"key": "a", "value": "b"}], "cmd": ["a"]}}
    folder.joinpath("t.json").write_text(json.dumps(test), encoding="utf-8")
    built = {"architecture": "amd64", "os": "linux", "config": {"Env": ["q=1"]}}
    folder.joinpath("built.json").write_text(json.dumps(built), encoding="utf-8")


def size_of(folder: str) -> int:
    """Give the bytes of the files in a folder."""
    return sum(entry.stat().st_size for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False))


def run(command: tuple[str, ...], folder: str, *, is_loaded: bool = False) -> Cost:
    """Run the command in a folder, bounded in time and memory.

    ``is_loaded``: in a copy of this process, which has loaded all that is needed.
    """
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        _become(command, folder, writing, is_loaded)
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


def _become(command: tuple[str, ...], folder: str, output: int, is_loaded: bool) -> None:
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
        if is_loaded:
            from preimage.cli.main import main as run_command

            os.environ.clear()
            os.environ.update(environment)
            os._exit(run_command(list(command)))
        os.execve(sys.executable, [sys.executable, "-m", "preimage", *command], environment)
    except BaseException:  # noqa: BLE001  # nothing of the parent may go on in the child
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(127)


if __name__ == "__main__":
    sys.exit(main())
