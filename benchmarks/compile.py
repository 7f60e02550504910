"""Time to compile a Dockerfile, beside other readers of Dockerfiles, in one process.

    python benchmarks/compile.py CORPUS.jsonl[.gz] [--limit N] [--rounds N]

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
import sys
import time
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from typing import Any, NamedTuple

import preimage

CHUNK = 250
"""Cases after which another contestant takes its turn, so that what else the machine does falls on all alike."""

Case = dict[str, Any]
Job = Callable[[], object]


class Contestant(NamedTuple):
    """Who is timed, what makes its job for a case (the part inside the clock), and the errors that are refusals."""

    name: str
    prepare: Callable[[Case], Job]
    refusal: type[Exception]


class Timing(NamedTuple):
    """CPU seconds that some jobs took, those on the clock, and how many of them ended in an error."""

    cpu: float
    wall: float
    errors: int


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", help="a file of JSON lines, plain or gzip")
    parser.add_argument("--limit", type=int, metavar="N", help="at most this many Dockerfiles")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="rounds, of which the best counts")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error("--rounds is at least 1")
    peers = ", ".join(f"{name} {version(name)}" for name in ("dockerfile-parse", "dockerfile"))
    print(peers)
    cases = read_corpus(options.corpus)[: options.limit]
    if not cases:
        parser.error(f"{options.corpus} holds no Dockerfiles")
    print_comparison(cases, options.rounds)
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
    wall, cpu = time.perf_counter(), time.process_time()
    for job in jobs:
        try:
            job()
        except refusal:
            errors += 1
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    gc.unfreeze()
    return Timing(cpu, wall, errors)


def print_comparison(cases: list[Case], rounds: int) -> None:
    """Time all contestants, who take turns after every few cases, and print a row for each."""
    chunks = [cases[start : start + CHUNK] for start in range(0, len(cases), CHUNK)]
    best: dict[tuple[str, int], Timing] = {}
    for number in range(rounds):
        share_bases.cache_clear()
        show_progress(f"round {number + 1} of {rounds}")
        for place, chunk in enumerate(chunks):
            for contestant in CONTESTANTS:
                jobs = [contestant.prepare(case) for case in chunk]
                timing = run_round(jobs, contestant.refusal)
                known = best.get((contestant.name, place), timing)
                better = Timing(min(known.cpu, timing.cpu), min(known.wall, timing.wall), timing.errors)
                best[contestant.name, place] = better
    show_progress("")
    print(f"{len(cases)} Dockerfiles, best of {rounds} rounds")
    print(f"{'':48} {'us of CPU':>10} {'on the clock':>13} {'errors':>7} {'ratio to dockerfile':>20}")
    sums = {contestant.name: sum_timings(best, contestant.name) for contestant in CONTESTANTS}
    for name, timing in sums.items():
        ratio = timing.cpu / sums[YARDSTICK.name].cpu
        cpu, wall = timing.cpu / len(cases) * 1e6, timing.wall / len(cases) * 1e6
        print(f"{name:48} {cpu:10.1f} {wall:13.1f} {timing.errors:7} {ratio:20.2f}")
    print("us: for one Dockerfile; ratio: of the CPU time")
    print("errors: Dockerfiles that gave an error instead of a result")


def sum_timings(best: dict[tuple[str, int], Timing], name: str) -> Timing:
    """Give what a contestant took for all cases."""
    own = [timing for (contestant, _), timing in best.items() if contestant == name]
    return Timing(sum(each.cpu for each in own), sum(each.wall for each in own), sum(each.errors for each in own))


def show_progress(text: str) -> None:
    """Show what is going on, on a terminal only."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
