from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import Executor, ThreadPoolExecutor

import pytest

from preimage.scan.unit_compiler import UnitCompiler
from preimage.scan.units import DOCKERFILE, Unit
from preimage.scan.work import Work
from tests.scan.conftest import make_settings


def list_works(count: int) -> list[Work]:
    paths = [f"r/{number}/Dockerfile" for number in range(count)]
    return [Work(Unit(DOCKERFILE, os.path.abspath(path), "r", path, folder="r")) for path in paths]


@pytest.mark.parametrize(("count", "opened"), [(3, 0), (4, 1), (9, 1)])
def test_units_come_in_order_and_few_of_them_start_no_process(write_files, count: int, opened: int) -> None:
    write_files({f"r/{number}/Dockerfile": f"FROM scratch\nUSER {number}\n" for number in range(count)})
    calls: list[Executor] = []
    with ThreadPoolExecutor(2) as executor:

        def open_executor() -> Executor:
            calls.append(executor)
            return executor

        compiler = UnitCompiler(make_settings(), open_executor, chunk=2, few=3)
        for _ in range(2):
            found = [
                (unit.path, str(number) in outcome.rows[0].values)
                for number, (unit, outcome) in enumerate(compiler.compile(list_works(count)))
            ]
            assert found == [(f"r/{number}/Dockerfile", True) for number in range(count)]
    assert len(calls) == opened


def test_nothing_is_loaded_for_nothing() -> None:
    code = (
        "import sys; from preimage.scan.unit_compiler import UnitCompiler; "
        "list(UnitCompiler(None, None, chunk=1).compile([])); print('preimage.api' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stdout == "False\n"
