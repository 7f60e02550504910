"""Time to compile a Dockerfile, beside other readers of Dockerfiles, in one process.

    python benchmarks/compile.py CORPUS.jsonl[.gz] [--limit N] [--rounds N]
    python benchmarks/compile.py --scaling

A corpus holds one JSON object a line: ``dockerfile`` or ``dockerfile_b64`` and, if wanted, the options ``target``,
``build_args``, ``platform``, ``labels``, ``bases`` (configs by reference, ``*`` for any) and ``check``.

What is timed: preimage compiles to the exact JSON text (or to the error). dockerfile-parse splits the file into
instructions, and, in a second row, gives labels, envs, cmd and baseimage. ``dockerfile`` is BuildKit's own parser
behind a Python binding: it parses and does no more. Options, bases and decoded texts are made ready outside the clock,
anew for each round, so that no base is remembered from the round before.
"""

from __future__ import annotations

import argparse
import base64
import gc
import gzip
import io
import json
import platform
import statistics
import sys
import time
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from typing import Any, NamedTuple

import preimage

Case = dict[str, Any]
Job = Callable[[], object]

SCALING = (1_000, 10_000, 100_000)


class Contestant(NamedTuple):
    """Who is timed, what makes its job for a case (the part inside the clock), and the errors that are refusals."""

    name: str
    prepare: Callable[[Case], Job]
    refusal: type[Exception]


class Timing(NamedTuple):
    """Seconds that a round took, and how many of its jobs ended in an error."""

    seconds: float
    errors: int


def main() -> int:
    """Print the table, or the scaling."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", help="a file of JSON lines, plain or gzip")
    parser.add_argument("--limit", type=int, metavar="N", help="at most this many Dockerfiles")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="rounds, of which the median counts")
    parser.add_argument("--scaling", action="store_true", help="time generated Dockerfiles of 1k, 10k and 100k lines")
    options = parser.parse_args()
    if options.corpus is None and not options.scaling:
        parser.error("give a corpus, or --scaling")
    if options.rounds < 1:
        parser.error("--rounds is at least 1")
    peers = ", ".join(f"{name} {version(name)}" for name in ("dockerfile-parse", "dockerfile"))
    print(f"Python {platform.python_version()} on {platform.machine()}; {peers}")
    if options.corpus is not None:
        cases = read_corpus(options.corpus)[: options.limit]
        if not cases:
            parser.error(f"{options.corpus} holds no Dockerfiles")
        print_comparison(cases, options.rounds)
    if options.scaling:
        print_scaling(options.rounds)
    return 0


def read_corpus(path: str) -> list[Case]:
    """Read the cases of a file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def read_dockerfile(case: Case) -> bytes:
    """Give the bytes of a case's Dockerfile."""
    if case.get("dockerfile_b64"):
        return base64.b64decode(case["dockerfile_b64"])
    text: str = case["dockerfile"]
    return text.encode("utf-8")


@cache
def share_bases(bases: str) -> preimage.StaticBases:
    """Give the source for these bases; cases with the same ones share it, as the Dockerfiles of one run do."""
    return preimage.StaticBases(json.loads(bases))


def prepare_preimage(case: Case) -> Job:
    """Compile and write the JSON."""
    dockerfile = read_dockerfile(case)
    target = case.get("target") or None
    build_args = case.get("build_args") or {}
    asked = case.get("platform") or None
    labels = case.get("labels") or {}
    bases = share_bases(json.dumps(case.get("bases") or {}))
    all_stages = bool(case.get("check")) and target is None

    def job() -> object:
        return preimage.compile(
            dockerfile,
            target=target,
            build_args=build_args,
            platform=asked,
            build_platform="linux/amd64",
            labels=labels,
            bases=bases,
            all_stages=all_stages,
        ).image.to_json()

    return job


def prepare_structure(case: Case) -> Job:
    """Split into instructions with dockerfile-parse."""
    from dockerfile_parse import DockerfileParser

    dockerfile = read_dockerfile(case)
    return lambda: DockerfileParser(fileobj=io.BytesIO(dockerfile), cache_content=True).structure


def prepare_fields(case: Case) -> Job:
    """Give labels, envs, cmd and baseimage with dockerfile-parse."""
    from dockerfile_parse import DockerfileParser

    dockerfile = read_dockerfile(case)
    build_args = case.get("build_args") or {}

    def job() -> object:
        parser = DockerfileParser(fileobj=io.BytesIO(dockerfile), cache_content=True, build_args=build_args)
        return parser.labels, parser.envs, parser.cmd, parser.baseimage

    return job


def prepare_binding(case: Case) -> Job:
    """Parse with the dockerfile package."""
    import dockerfile

    # The binding wants text.
    text = read_dockerfile(case).decode("utf-8", "replace")
    return lambda: dockerfile.parse_string(text)


CONTESTANTS = (
    Contestant("preimage: compile and to_json", prepare_preimage, preimage.DockerfileError),
    Contestant("dockerfile-parse: structure", prepare_structure, Exception),
    Contestant("dockerfile-parse: labels, envs, cmd, baseimage", prepare_fields, Exception),
    Contestant("dockerfile: parse_string", prepare_binding, Exception),
)
YARDSTICK = CONTESTANTS[-1]


def run_round(jobs: list[Job], refusal: type[Exception]) -> Timing:
    """Run the jobs one after the other; an error that is no refusal ends the program."""
    errors = 0
    # Garbage is collected as always, but not searched for among the cases, which are the benchmark's own.
    gc.collect()
    gc.freeze()
    start = time.perf_counter()
    for job in jobs:
        try:
            job()
        except refusal:
            errors += 1
    seconds = time.perf_counter() - start
    gc.unfreeze()
    return Timing(seconds, errors)


def print_comparison(cases: list[Case], rounds: int) -> None:
    """Time all contestants in turn, and print a row for each."""
    timings: dict[str, list[Timing]] = {contestant.name: [] for contestant in CONTESTANTS}
    for number in range(rounds):
        for contestant in CONTESTANTS:
            show_progress(f"round {number + 1} of {rounds}: {contestant.name}")
            jobs = [contestant.prepare(case) for case in cases]
            timings[contestant.name].append(run_round(jobs, contestant.refusal))
    show_progress("")
    micros = {name: statistics.median(t.seconds for t in found) / len(cases) * 1e6 for name, found in timings.items()}
    print(f"{len(cases)} Dockerfiles, median of {rounds} rounds")
    print(f"{'':48} {'us a Dockerfile':>15} {'errors':>9} {'ratio to dockerfile':>20}")
    for name, found in timings.items():
        ratio = micros[name] / micros[YARDSTICK.name]
        print(f"{name:48} {micros[name]:15.1f} {found[-1].errors:9} {ratio:20.2f}")
    print("errors: Dockerfiles that gave an error instead of a result")


def show_progress(text: str) -> None:
    """Show what is going on, on a terminal only."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


def print_scaling(rounds: int) -> None:
    """Time Dockerfiles of growing length; the time for a line should stay the same."""
    print(f"{'lines':>9} {'seconds':>9} {'us a line':>10}")
    for count in SCALING:
        dockerfile = generate_dockerfile(count)
        job = prepare_preimage({"dockerfile": dockerfile, "bases": {"*": {"config": {}}}})
        seconds = statistics.median(run_checked(job) for _ in range(rounds))
        print(f"{count:9} {seconds:9.3f} {seconds / count * 1e6:10.2f}")


def run_checked(job: Job) -> float:
    """Give the seconds that a job takes; its errors are not caught."""
    gc.collect()
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def generate_dockerfile(count: int) -> str:
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


if __name__ == "__main__":
    sys.exit(main())
