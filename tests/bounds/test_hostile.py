"""Inputs made to cost: each of at most 64 KiB stays within the bounds of docs/reference/limits.md.

benchmarks/hostile.py makes them. The command runs in a process of its own, so that what is measured is its own. The
margin for CPU time is wide: on a machine with other work a second of it is not always the same.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bounds import BOUNDS, COMMANDS, Cost, size_of, write_for_every_command
from hostile import DOCKERFILES, HOSTILE, Hostile

SIZE = 1 << 16
CPU_MARGIN = 4
LOADED_BYTES = 100_000_000
"""What a process has that has loaded everything."""

Measure = Callable[[tuple[str, ...], Path], Cost]


@pytest.fixture(scope="module")
def measure() -> Iterator[Measure]:
    """Give what runs a command in a folder and says what it has cost."""
    script = Path(__file__).resolve().parent.parent.parent / "benchmarks/bounds.py"
    command = [sys.executable, str(script), "--serve"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        questions, answers = server.stdin, server.stdout
        assert questions is not None
        assert answers is not None

        def ask(command: tuple[str, ...], folder: Path) -> Cost:
            had = size_of(str(folder))
            questions.write(json.dumps([command, str(folder)]) + "\n")
            questions.flush()
            cost = Cost(*json.loads(answers.readline()))
            return cost._replace(output=cost.output + max(0, size_of(str(folder)) - had))

        yield ask
        questions.close()


def require_within_bounds(cost: Cost) -> None:
    assert cost.status in (0, 1, 2, 4), cost
    assert cost.cpu <= BOUNDS.cpu * CPU_MARGIN, cost
    assert cost.memory <= BOUNDS.memory + LOADED_BYTES, cost
    assert cost.output <= BOUNDS.output, cost


@pytest.mark.parametrize("hostile", [pytest.param(each, id=each.name) for each in HOSTILE])
def test_hostile_input_stays_within_bounds(measure: Measure, tmp_path: Path, hostile: Hostile) -> None:
    hostile.write(tmp_path, min(SIZE, hostile.largest))
    require_within_bounds(measure(hostile.command, tmp_path))


# All kinds with all commands would take too long: each kind has one, and each command several kinds.
# benchmarks/bounds.py --every-command tries them all.
PAIRS = [(kind, list(COMMANDS)[place * 7 % len(COMMANDS)]) for place, kind in enumerate(DOCKERFILES)]


@pytest.mark.parametrize(("kind", "command"), [pytest.param(*pair, id=": ".join(pair)) for pair in PAIRS])
def test_every_command_stays_within_bounds(measure: Measure, tmp_path: Path, kind: str, command: str) -> None:
    write_for_every_command(tmp_path, DOCKERFILES[kind], SIZE)
    require_within_bounds(measure(COMMANDS[command], tmp_path))


def test_all_commands_have_a_turn() -> None:
    assert {command for _, command in PAIRS} == set(COMMANDS)
