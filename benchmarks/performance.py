"""Run all benchmarks beside their peers, and write docs/reference/performance.md.

    python benchmarks/performance.py [CORPUS.jsonl[.gz]] [--limit N] [--rounds N] [--only NAME]... [-o FILE]

The page has the output of each, and how it was taken; what cannot run here, such as for want of a program beside it,
says so in its place. CORPUS is what benchmarks/compile.py reads; without it, what needs it says that. ``--only`` runs
what is named, and leaves the other sections of the page as they are. All of it takes about ten minutes.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

BENCHMARKS = Path(__file__).resolve().parent
PAGE = BENCHMARKS.parent / "docs" / "reference" / "performance.md"
SOURCES = BENCHMARKS.parent / "compiler"
MOST_SECONDS = 900
MOST_CHECKED = 1000
"""Dockerfiles that are checked beside hadolint at most: that many take it long enough."""

HEAD = """\
# Performance

How long preimage takes beside its peers, and how that grows. Times are those of one machine and mean little elsewhere;
what is written beside them, the ratios, means more. The page is written by one command, from a file of Dockerfiles
whose form `benchmarks/compile.py` tells:

```text
python benchmarks/performance.py CORPUS.jsonl.gz
```

Each section says on what it was taken, and how busy the machine was before. Where more processes wanted to run than
there are cores, times are too long, those on the clock most of all, and ratios uncertain; the numbers of instructions
are not affected.
"""


class Corpus(NamedTuple):
    """A file of Dockerfiles, None or not there: there is none; and how many of it are read at most, None: all."""

    path: str | None
    limit: int | None

    def arguments(self, most: int | None = None) -> list[str]:
        """Give the arguments of a benchmark that reads at most so many."""
        limits = [limit for limit in (self.limit, most) if limit is not None]
        return [os.path.abspath(self.path or ""), *(["--limit", str(min(limits))] if limits else [])]

    def is_there(self) -> bool:
        """Tell whether there is a file."""
        return self.path is not None and os.path.isfile(self.path)


class Section(NamedTuple):
    """A section of the page: its name, its heading, how its figures are taken, and the benchmark that gives them."""

    name: str
    heading: str
    text: str
    command: tuple[str, ...]
    """The script and its arguments; ``CORPUS`` stands for the corpus with its limit, ``CHECKED`` for a part of it that
    is not large, ``ROUNDS`` for the rounds."""

    def start(self) -> str:
        """Give what the page says of it in any case."""
        return f"## {self.heading}\n\n{self.text}\n"


SECTIONS = (
    Section(
        "compile",
        "Compile",
        "One process compiles every Dockerfile of the corpus to the exact JSON text, or to the error, with everything\n"
        "recorded for explanations. Beside it, on the same files: dockerfile-parse, which splits a file into\n"
        "instructions, and the `dockerfile` package, BuildKit's own parser behind a binding, which parses and does no\n"
        "more. They take turns after every 250 files, and the best of the rounds counts. The last column is the CPU\n"
        "time divided by that of the `dockerfile` package.",
        ("compile.py", "CORPUS", "--rounds", "ROUNDS"),
    ),
    Section(
        "startup",
        "Start",
        "Whole processes for one small Dockerfile, beside an interpreter that does nothing. All are started in turn;\n"
        "the least CPU time counts. What a start loads is listed, module by module, in `tests/test_startup.py`.",
        ("startup.py",),
    ),
    Section(
        "growth",
        "Growth",
        "The time for one line, stage, variable, trigger or file, in ever larger numbers; the last column divides it\n"
        "by that of the smallest, so that 1 is linear. CPU time of one process, best of the rounds.",
        ("growth.py", "--rounds", "ROUNDS"),
    ),
    Section(
        "processes",
        "Processes",
        "Generated Dockerfiles, checked by one command and compiled by `compile_many`, with one process and with\n"
        "more. Times on the clock; the last column is how many times as fast as one process.",
        ("processes.py", "--rounds", "ROUNDS"),
    ),
    Section(
        "scan",
        "Scan",
        "One `preimage scan` of the corpus as 13 repositories into a new store, and a second one without changes,\n"
        "with one process and with two, as whole processes that take turns. The least time counts.",
        ("scan.py", "CORPUS", "--rounds", "ROUNDS"),
    ),
    Section(
        "check",
        "Check many files",
        "One `preimage check` over files of the corpus, beside hadolint over the same files, as whole processes that\n"
        "take turns. hadolint has other rules and also reads shell scripts, so the two do not do the same work.",
        ("check.py", "CHECKED", "--rounds", "ROUNDS"),
    ),
    Section(
        "pytest",
        "Tests",
        "A suite of tests that each compile the Dockerfile, beside as many that do nothing: the difference is ours.",
        ("pytest_suite.py", "--runs", "ROUNDS"),
    ),
    Section(
        "bases",
        "Base images",
        "Bases of registries on loopback. First one that takes 0.2 s for each answer, asked for several Dockerfiles\n"
        "at once; then many bases, cold, beside skopeo, and from the lock file, where no socket is opened.",
        ("bases.py", "--runs", "ROUNDS"),
    ),
    Section(
        "server",
        "Language server",
        "From a typed character to what the editor is told, inside the server, in CPU time.",
        ("server.py",),
    ),
)


def main() -> int:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", help="a file of JSON lines, plain or gzip")
    parser.add_argument("--limit", type=int, metavar="N", help="at most this many Dockerfiles of the corpus")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="rounds of each benchmark (default: 3)")
    parser.add_argument("--only", action="append", choices=[section.name for section in SECTIONS], help="run only this")
    parser.add_argument("-o", "--output", type=Path, default=PAGE, metavar="FILE", help=f"default: {PAGE.name}")
    options = parser.parse_args()
    corpus = Corpus(options.corpus, options.limit)
    kept = read_sections(options.output) if options.only else {}
    parts = [HEAD]
    for section in SECTIONS:
        if options.only and section.name not in options.only:
            parts.append(kept.get(section.heading) or f"{section.start()}\nNot run yet.\n")
        else:
            parts.append(render_section(section, corpus, options.rounds))
    options.output.write_text("\n".join(parts), encoding="utf-8")
    return 0


def read_sections(page: Path) -> dict[str, str]:
    """Give the sections of a page by heading, each ended by one newline; none if there is no page."""
    if not page.exists():
        return {}
    found = re.split(r"(?m)^(?=## )", page.read_text(encoding="utf-8"))[1:]
    return {section.partition("\n")[0].removeprefix("## "): section.rstrip("\n") + "\n" for section in found}


def render_section(section: Section, corpus: Corpus, rounds: int) -> str:
    """Run the benchmark of a section and give its part of the page."""
    script, *arguments = section.command
    if {"CORPUS", "CHECKED"} & set(arguments) and not corpus.is_there():
        return f"{section.start()}\nNot run: it needs a file of Dockerfiles, and none was given.\n"
    fillings = {"CORPUS": corpus.arguments(), "CHECKED": corpus.arguments(MOST_CHECKED), "ROUNDS": [str(rounds)]}
    filled = [word for argument in arguments for word in fillings.get(argument, [argument])]
    print(f"{script} ...", file=sys.stderr, flush=True)
    return f"{section.start()}\n```text\n{run_benchmark([str(BENCHMARKS / script), *filled])}\n```\n"


def run_benchmark(command: list[str]) -> str:
    """Give what a benchmark prints, below what it ran on; if it could not run, or not whole, why."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
    machine = describe_machine()
    try:
        done = subprocess.run(
            [sys.executable, *command],
            env=environment,
            capture_output=True,
            text=True,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"{machine}\nnot run on this machine: it took longer than {MOST_SECONDS} s"
    printed = [line.rstrip() for line in done.stdout.strip("\n").splitlines()]
    if done.returncode:
        said = done.stderr.strip().splitlines()
        printed.append(f"not run on this machine: {said[-1] if said else f'exit status {done.returncode}'}")
    return "\n".join((machine, *printed))


def describe_machine() -> str:
    """Say what a benchmark runs on, and how busy that has been in the last minute."""
    load = os.getloadavg()[0]
    return f"Python {platform.python_version()} on {platform.machine()}, {os.cpu_count()} cores, load {load:.1f} before"


if __name__ == "__main__":
    sys.exit(main())
