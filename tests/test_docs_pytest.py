"""The docs' tests are run, and fail on the Dockerfiles that they are there to catch.

Pages are read as in tests/test_docs.py: blocks with a title are written to that file. A ``console`` block with
``$ pytest`` is run; the lines below it are found in what it prints, in this order, ``*`` standing for any text. So are
``text`` blocks with ``$ preimage test``.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

import preimage.backends.comparison
import preimage.testing  # pytester forgets modules that are loaded first in its runs
from preimage.cli import main

pytest_plugins = ["pytester"]

HOW_TO = Path(__file__).parent.parent / "docs" / "how-to"
BLOCK = re.compile(r"^```([a-z]+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TITLE = re.compile(r'title="([^"]+)"')
SESSION = re.compile(r"^\$ ([^\n]*)\n(.*)", re.DOTALL)
PROGRESS = re.compile("[.Fs]+")
SNAPSHOT_PLUGINS = ("syrupy", "inline_snapshot.pytest_plugin", "pytest_regressions.plugin", "pytest_datadir.plugin")


@pytest.fixture(autouse=True)
def _only_our_plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    # For runs as processes of their own, which are in another folder.
    monkeypatch.setenv("PYTHONPATH", str(Path(preimage.testing.__file__).parents[2]))
    for name in ("DOCKER_DEFAULT_PLATFORM", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)


def read_blocks(page: str) -> list[tuple[str, str, str]]:
    """Give language, title and text of each block."""
    blocks = []
    for language, heading, text in BLOCK.findall((HOW_TO / page).read_text(encoding="utf-8")):
        title = TITLE.search(heading)
        blocks.append((language, title[1] if title else "", text))
    return blocks


def write_files(page: str, folder: Path) -> None:
    for _, title, text in read_blocks(page):
        if title:
            write_file(folder / title, text)


def write_file(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess("-p", "preimage.pytest_plugin", "-p", "no:cacheprovider", *arguments)


def match(expected: str, printed: list[str]) -> None:
    lines = [line.replace("[", "[[]") for line in expected.splitlines() if line.strip()]
    # pytest says how far it is behind the dots.
    lines = [f"{line}*" if PROGRESS.fullmatch(line) else line for line in lines]
    pytest.LineMatcher(printed).fnmatch_lines(lines)


@pytest.mark.parametrize(
    ("page", "runs"),
    [
        pytest.param("test-a-dockerfile.md", 3, id="five minutes"),
        pytest.param("recipes.md", 1, id="recipes"),
        pytest.param("from-container-structure-test.md", 2, id="from container-structure-test"),
    ],
)
def test_page(pytester: pytest.Pytester, capfd: pytest.CaptureFixture[str], page: str, runs: int) -> None:
    done = 0
    for language, title, text in read_blocks(page):
        if title:
            write_file(pytester.path / title, text)
        elif session := SESSION.match(text):
            program, *arguments = shlex.split(session[1])
            if program == "pytest":
                match(session[2], run(pytester, *arguments).outlines)
                done += 1
            elif (language, program, arguments[0]) == ("text", "preimage", "test"):
                main(arguments)
                match(session[2], capfd.readouterr().out.splitlines())
                done += 1
    assert done == runs


def test_snapshots(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    # What tells inline-snapshot that it runs in a pipeline or under xdist is about this run, not the one inside.
    for name in ("CI", "PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT", "PYTEST_XDIST_TESTRUNUID"):
        monkeypatch.delenv(name, raising=False)
    write_files("snapshots.md", pytester.path)
    plugins = ["-p", "preimage.pytest_plugin", *(part for name in SNAPSHOT_PLUGINS for part in ("-p", name))]
    pytester.runpytest_subprocess(*plugins, "--snapshot-update", "--force-regen")
    pytester.runpytest_subprocess(*plugins).assert_outcomes(passed=3)
    dockerfile = pytester.path / "Dockerfile"
    dockerfile.write_text(dockerfile.read_text(encoding="utf-8").replace('"/app"', '"/other"'), encoding="utf-8")
    pytester.runpytest_subprocess(*plugins).assert_outcomes(failed=3, errors=1)


@pytest.mark.parametrize(
    ("test", "old", "new"),
    [
        pytest.param("test_healthcheck.py", "HEALTHCHECK --int", "# --int", id="no health check"),
        pytest.param("test_healthcheck.py", 'CMD ["python", "-m", "app.health"]', "CMD true", id="check in a shell"),
        pytest.param("test_healthcheck.py", "interval=30s", "interval=1h", id="checked too rarely"),
        pytest.param("test_healthcheck.py", "timeout=3s", "timeout=30s", id="timeout too long"),
        pytest.param("test_labels.py", 'maintainer="us"', "", id="label of the base left"),
        pytest.param("test_user.py", "USER 10001:10001", "USER 0:0", id="root by number"),
        pytest.param("test_user.py", "USER 10001:10001", "", id="no user"),
        pytest.param("test_command.py", 'CMD ["serve"]', "", id="CMD lost"),
        pytest.param("test_targets.py", "AS debug", "as debug", id="a warning in a target"),
        pytest.param("test_targets.py", "COPY . .", "COPY --from=nowhere . .", id="a fault"),
        pytest.param("test_matrix.py", "version=$VERSION", "version=1.0", id="fixed version"),
        pytest.param("test_difference.py", "AS debug", "AS debug\nENV DEBUG=1", id="another variable"),
    ],
)
def test_error_recipes_catch(pytester: pytest.Pytester, test: str, old: str, new: str) -> None:
    write_files("recipes.md", pytester.path)
    dockerfile = pytester.path / "Dockerfile"
    text = dockerfile.read_text(encoding="utf-8")
    assert old in text
    dockerfile.write_text(text.replace(old, new), encoding="utf-8")
    assert run(pytester, test).parseoutcomes().get("failed")


def test_error_trigger_recipe_catches(pytester: pytest.Pytester) -> None:
    write_files("recipes.md", pytester.path)
    write_file(pytester.path / "parent" / "Dockerfile", "FROM python:3.12-slim\nONBUILD COPY . /app\n")
    run(pytester, "test_triggers.py").assert_outcomes(failed=1)
