"""Time of a suite of 1,000 tests on one Dockerfile, and what of it is pytest itself.

    python benchmarks/pytest_suite.py [--tests N] [--runs N]

Each test compiles the Dockerfile with a build arg of its own. Beside it runs a suite of as many tests that do nothing,
and one with no test at all, with the plugin of preimage and without it, which shows what the plugin costs those who do
not use it. All are started in turn, so that what the machine does meanwhile falls on all; medians count. Only this one
plugin is loaded.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

SOURCES = Path(__file__).resolve().parent.parent / "compiler"

DOCKERFILE = """\
# syntax=docker/dockerfile:1
FROM python:3.12-slim AS build
WORKDIR /src
COPY . .
RUN python -m pip wheel --wheel-dir /wheels .

FROM python:3.12-slim
ARG VERSION=0
ENV APP_VERSION=${VERSION} PATH=/app/bin:$PATH
LABEL org.opencontainers.image.version=$VERSION org.opencontainers.image.title="app"
WORKDIR /app
COPY --from=build /wheels /wheels
RUN python -m pip install /wheels/*
EXPOSE 8000
USER 10001:10001
HEALTHCHECK --interval=30s --timeout=3s CMD ["python", "-m", "app.health"]
ENTRYPOINT ["python", "-m", "app"]
CMD ["serve"]
"""

COMPILING = """\
import pytest
from preimage.testing import seconds


@pytest.mark.parametrize("number", range({tests}))
def test_image(preimage, number):
    image = preimage("Dockerfile", build_args={{"VERSION": str(number)}}, unresolved="empty")
    assert image.env["APP_VERSION"] == str(number)
    assert image.config.healthcheck.interval == seconds(30)
"""

NOTHING = """\
import pytest


@pytest.mark.parametrize("number", range({tests}))
def test_nothing(number):
    pass
"""

PLUGIN = ("-p", "preimage.pytest_plugin")


def main() -> int:
    """Print the medians and what follows from them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tests", type=int, default=1000, metavar="N", help="tests in a suite (default: 1000)")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="runs of each suite (default: 5)")
    parser.add_argument("--collections", type=int, default=20, metavar="N", help="runs of an empty one (default: 20)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("compiling", "nothing", "empty"):
            (root / name).mkdir()
        (root / "compiling" / "Dockerfile").write_text(DOCKERFILE)
        (root / "compiling" / "test_it.py").write_text(COMPILING.format(tests=options.tests))
        (root / "nothing" / "test_it.py").write_text(NOTHING.format(tests=options.tests))
        suites = {"compiling": (root / "compiling", PLUGIN), "doing nothing": (root / "nothing", PLUGIN)}
        collections = {
            "with the plugin": (root / "empty", (*PLUGIN, "--collect-only")),
            "without": (root / "empty", ("--collect-only",)),
        }
        whole, nothing = measure(suites, options.runs, expected=0)
        loaded, bare = measure(collections, options.collections, expected=5)
    print(f"{options.tests} tests, medians of {options.runs} runs in turn")
    print(f"compiling       {whole:7.2f} s")
    print(f"doing nothing   {nothing:7.2f} s  pytest itself, {nothing / whole:.0%}")
    print(f"left            {whole - nothing:7.2f} s  {(whole - nothing) / options.tests * 1000:.2f} ms a test")
    print(f"pytest --collect-only of nothing, medians of {options.collections} runs in turn")
    print(f"with the plugin {loaded * 1000:7.1f} ms")
    print(f"without         {bare * 1000:7.1f} ms  difference {(loaded - bare) * 1000:.1f} ms")
    return 0


def measure(commands: Mapping[str, tuple[Path, tuple[str, ...]]], runs: int, expected: int) -> list[float]:
    """Give the median of the seconds that each command takes; the first run, which fills the caches, does not count."""
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(runs + 1):
        for name, (folder, arguments) in commands.items():
            taken = run(folder, arguments, expected)
            if number:
                seconds[name].append(taken)
    return [statistics.median(times) for times in seconds.values()]


def run(folder: Path, arguments: tuple[str, ...], expected: int) -> float:
    """Give the seconds that a run of pytest takes from start to end."""
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(SOURCES)}
    command = [sys.executable, "-m", "pytest", "-q", "--rootdir", str(folder), *arguments]
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    taken = time.perf_counter() - start
    if done.returncode != expected:
        raise SystemExit(done.stdout.decode())
    return taken


if __name__ == "__main__":
    sys.exit(main())
