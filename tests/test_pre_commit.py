"""The hooks, run by the real pre-commit, which installs this project from a repository as it does for users.

The repositories are scratch ones: a copy of what is needed to install preimage, and one that uses its hooks.
pre-commit installs with pip, so a package index must be within reach, as it is for installing the tests themselves.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from preimage.inputs.names import DOCKERFILE_PATTERN, exclude_pattern

ROOT = Path(__file__).parent.parent
INSTALLED = (".pre-commit-hooks.yaml", "LICENSE", "README.md", "compiler", "pyproject.toml", "setup.cfg")
CLEAN = "FROM scratch\nHEALTHCHECK --interval=5s CMD true\n"
BROKEN = "FROM scratch\nENV A=1\nHEALTHCHECK --interval=5 CMD true\n"
REPORT = 'DockerfileError: dockerfile parse error on line 3: time: missing unit in duration "5"'
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
CHECK = HOOKS["preimage-check"]

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def run_in(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Give a function that runs a program in a folder, with settings of its own for git and pre-commit."""
    home = tmp_path_factory.mktemp("home")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT", "PYTHON"))}
    env = kept | {
        "GIT_AUTHOR_EMAIL": "a@example.org",
        "GIT_AUTHOR_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@example.org",
        "GIT_COMMITTER_NAME": "A",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "PRE_COMMIT_COLOR": "never",
        "PRE_COMMIT_HOME": str(home),
    }

    def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
        if command[0] == "pre-commit":
            command = (sys.executable, "-m", "pre_commit", *command[1:])
        return subprocess.run(
            command,
            cwd=folder,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
            timeout=600,
        )

    return run


def commit(run_in: Run, folder: Path) -> subprocess.CompletedProcess[str]:
    run_in(folder, "git", "add", "--all")
    return run_in(folder, "git", "commit", "--quiet", "-m", "change")


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory, run_in: Run) -> Path:
    """Give a repository with this project as it is now."""
    folder = tmp_path_factory.mktemp("preimage")
    for name in INSTALLED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        else:
            shutil.copy(source, folder / name)
    run_in(folder, "git", "init", "--quiet")
    done = commit(run_in, folder)
    assert done.returncode == 0, done.stdout
    return folder


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, run_in: Run, hooks: Path) -> Path:
    """Give a repository in which each commit is checked, with one clean commit."""
    folder = tmp_path_factory.mktemp("user")
    head = run_in(hooks, "git", "rev-parse", "HEAD").stdout.strip()
    config = {"repos": [{"repo": str(hooks), "rev": head, "hooks": [{"id": "preimage-check"}]}]}
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    (folder / "Dockerfile").write_text(CLEAN, encoding="utf-8")
    run_in(folder, "git", "init", "--quiet")
    done = run_in(folder, "pre-commit", "install", "--install-hooks")
    assert done.returncode == 0, done.stdout
    done = commit(run_in, folder)
    assert done.returncode == 0, done.stdout
    return folder


@pytest.fixture
def repository(installed: Path, run_in: Run) -> Path:
    """Give that repository, back at its clean commit."""
    first = run_in(installed, "git", "rev-list", "--max-parents=0", "HEAD").stdout.strip()
    run_in(installed, "git", "reset", "--quiet", "--hard", first)
    run_in(installed, "git", "clean", "--quiet", "-d", "--force")
    return installed


def test_a_clean_commit_passes(repository: Path, run_in: Run) -> None:
    (repository / "Dockerfile-alpine").write_text(CLEAN, encoding="utf-8")
    done = commit(run_in, repository)
    assert done.returncode == 0
    assert re.search(r"^check Dockerfiles \(preimage\)\.+Passed$", done.stdout, re.MULTILINE)


def test_error_broken_healthcheck_stops_the_commit(repository: Path, run_in: Run) -> None:
    (repository / "sub").mkdir()
    (repository / "sub/app.dockerfile").write_text(BROKEN, encoding="utf-8")
    before = run_in(repository, "git", "rev-parse", "HEAD").stdout
    done = commit(run_in, repository)
    assert done.returncode == 1
    assert f"\nsub/app.dockerfile:3: {REPORT}\n" in done.stdout
    assert run_in(repository, "git", "rev-parse", "HEAD").stdout == before


def test_other_files_are_skipped(repository: Path, run_in: Run) -> None:
    (repository / "Dockerfile.dockerignore").write_text("FROM\n", encoding="utf-8")
    (repository / "Dockerfile-bin").write_bytes(b"\0\1\2")
    done = commit(run_in, repository)
    assert done.returncode == 0
    assert re.search(r"\(no files to check\)Skipped$", done.stdout, re.MULTILINE)


def test_all_files(repository: Path, run_in: Run) -> None:
    assert run_in(repository, "pre-commit", "run", "--all-files").returncode == 0
    (repository / "Containerfile.dev").write_text("FROM scratch as a\n", encoding="utf-8")
    (repository / "Dockerfile").write_text(BROKEN, encoding="utf-8")
    run_in(repository, "git", "add", "--all")
    done = run_in(repository, "pre-commit", "run", "--all-files")
    assert done.returncode == 1
    casing = "Containerfile.dev:1: FromAsCasing: 'as' and 'FROM' keywords' casing do not match"
    assert done.stdout.endswith(f"\n{casing}\nDockerfile:3: {REPORT}\n2 files: 1 error, 1 warning in 2 files\n\n")


def test_many_files_in_parallel(repository: Path, run_in: Run) -> None:
    folder = repository / ("a" * 200)
    folder.mkdir()
    for number in range(1500):
        # Long names: pre-commit then needs more than one command line, which it runs side by side.
        (folder / f"{number:04}{'b' * 200}.Dockerfile").write_text("FROM scratch as a\n", encoding="utf-8")
    run_in(repository, "git", "add", "--all")
    done = run_in(repository, "pre-commit", "run", "--all-files")
    assert done.returncode == 1
    assert len(re.findall(r"/(\d{4})b+\.Dockerfile:1: FromAsCasing: .*match$", done.stdout, re.MULTILINE)) == 1500


def test_try_repo(repository: Path, hooks: Path, run_in: Run) -> None:
    done = run_in(repository, "pre-commit", "try-repo", str(hooks), "preimage-check", "--all-files")
    assert done.returncode == 0
    assert re.search(r"^check Dockerfiles \(preimage\)\.+Passed$", done.stdout, re.MULTILINE)


def test_manifest_is_valid(hooks: Path, run_in: Run) -> None:
    done = run_in(hooks, "pre-commit", "validate-manifest", ".pre-commit-hooks.yaml")
    assert (done.returncode, done.stdout) == (0, "")


def test_hooks_have_the_pattern_of_the_search() -> None:
    files = f"(?:^|/)(?:{DOCKERFILE_PATTERN})"
    assert (CHECK["files"], CHECK["exclude"]) == (f"{files}$", exclude_pattern())
    fix = HOOKS["preimage-fix"]
    assert (fix["files"], fix["exclude"]) == (CHECK["files"], CHECK["exclude"])
    snapshot = HOOKS["preimage-snapshot"]
    assert snapshot["files"] == rf"{files}(?:\.config\.json)?$"
    assert snapshot["exclude"] == exclude_pattern(keeps_snapshots=True)
    assert HOOKS["preimage-test"]["files"].startswith(f"({files}|")


@pytest.mark.parametrize("name", ["Dockerfile.config.json", "a/dockerfile.config.json", "dockerfile"])
def test_snapshots_are_looked_at(name: str) -> None:
    hook = HOOKS["preimage-snapshot"]
    assert re.search(hook["files"], name)
    assert not re.search(hook["exclude"], name)


@pytest.mark.parametrize("name", ["preimage-check", "preimage-fix"])
def test_the_check_asks_no_registry(name: str) -> None:
    assert "--offline" in HOOKS[name]["entry"].split()


def test_error_a_file_is_fixed_and_fails(repository: Path, hooks: Path, run_in: Run) -> None:
    dockerfile = repository / "Dockerfile"
    dockerfile.write_text("FROM scratch as a\nENV b c\n", encoding="utf-8")
    run_in(repository, "git", "add", "--all")
    done = run_in(repository, "pre-commit", "try-repo", str(hooks), "preimage-fix", "--all-files")
    assert done.returncode == 1
    assert "- files were modified by this hook\n" in done.stdout
    assert "\n2 findings in 1 file fixed\n" in done.stdout
    assert dockerfile.read_text(encoding="utf-8") == "FROM scratch AS a\nENV b=c\n"
    run_in(repository, "git", "add", "--all")
    assert run_in(repository, "pre-commit", "try-repo", str(hooks), "preimage-fix", "--all-files").returncode == 0


@pytest.mark.parametrize(
    "name",
    [
        "Containerfile",
        "Containerfile.dev",
        "Dockerfile",
        "Dockerfile-alpine",
        "Dockerfile.dev",
        "Dockerfile_dev",
        "a/b/Dockerfile",
        "a/dockerfile",
        "app.Containerfile",
        "app.Dockerfile",
        "app.containerfile",
        "app.dockerfile",
        "dockerfile-dev",
    ],
)
def test_files_that_are_checked(name: str) -> None:
    assert re.search(CHECK["files"], name)
    assert not re.search(CHECK["exclude"], name)


@pytest.mark.parametrize(
    "name",
    [
        ".dockerignore",
        "Dockerfile.dockerignore",
        "Dockerfile/readme",
        "Dockerfiles",
        "Dockerfile.j2",
        "app.Dockerfile.dockerignore",
        "dockerfile.py",
        "docs/dockerfile-lint.md",
        "myDockerfile",
    ],
)
def test_files_that_are_left_alone(name: str) -> None:
    assert not re.search(CHECK["files"], name) or re.search(CHECK["exclude"], name)


SNAPSHOT = HOOKS["preimage-snapshot"]
TEST = HOOKS["preimage-test"]
TEST_FILE = "schemaVersion: 2.0.0\nmetadataTest:\n  labels:\n    - key: a\n      value: ^1$\n      isRegex: true\n"


@pytest.fixture(scope="module")
def tested_once(tmp_path_factory: pytest.TempPathFactory, run_in: Run, hooks: Path) -> Path:
    """Give a repository with snapshots and a test file, clean and committed."""
    folder = tmp_path_factory.mktemp("tested")
    head = run_in(hooks, "git", "rev-parse", "HEAD").stdout.strip()
    used = [
        {"id": "preimage-snapshot", "args": ["--unresolved", "empty"]},
        {"id": "preimage-test", "args": ["-c", "image.yaml", "--unresolved", "empty"]},
    ]
    config = {"repos": [{"repo": str(hooks), "rev": head, "hooks": used}]}
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    (folder / "Dockerfile").write_text("FROM alpine\nLABEL a=1\n", encoding="utf-8")
    (folder / "image.yaml").write_text(TEST_FILE, encoding="utf-8")
    run_in(folder, "git", "init", "--quiet")
    assert commit(run_in, folder).returncode == 0
    done = run_in(folder, "pre-commit", "install", "--install-hooks")
    assert done.returncode == 0, done.stdout
    run_in(folder, "pre-commit", "run", "--all-files")
    done = commit(run_in, folder)
    assert done.returncode == 0, done.stdout
    return folder


@pytest.fixture
def tested(tested_once: Path, run_in: Run) -> Path:
    """Give that repository, back at its clean commit."""
    run_in(tested_once, "git", "reset", "--quiet", "--hard", "HEAD")
    run_in(tested_once, "git", "clean", "--quiet", "-d", "--force")
    return tested_once


def test_snapshots_and_tests_that_hold_pass(tested: Path, run_in: Run) -> None:
    done = run_in(tested, "pre-commit", "run", "--all-files")
    assert done.returncode == 0, done.stdout
    assert len(re.findall(r"\.Passed$", done.stdout, re.MULTILINE)) == 2


def test_error_a_snapshot_is_rewritten_and_fails(tested: Path, run_in: Run) -> None:
    snapshot = tested / "Dockerfile.config.json"
    before = snapshot.read_text(encoding="utf-8")
    (tested / "Dockerfile").write_text("FROM alpine\nLABEL a=1 b=2\n", encoding="utf-8")
    run_in(tested, "git", "add", "--all")
    done = run_in(tested, "pre-commit", "run", "preimage-snapshot")
    assert done.returncode == 1
    assert "\nupdated Dockerfile.config.json\n" in done.stdout
    assert "\n- files were modified by this hook\n" in done.stdout
    assert snapshot.read_text(encoding="utf-8") == before.replace('"a": "1"', '"a": "1",\n        "b": "2"').replace(
        "LABEL a=1", "LABEL a=1 b=2"
    )
    run_in(tested, "git", "add", "--all")
    assert run_in(tested, "pre-commit", "run", "preimage-snapshot").returncode == 0


def test_error_a_new_snapshot_fails_though_git_does_not_know_it(tested: Path, run_in: Run) -> None:
    (tested / "new.Dockerfile").write_text("FROM scratch\nLABEL a=1\n", encoding="utf-8")
    run_in(tested, "git", "add", "--all")
    done = run_in(tested, "pre-commit", "run", "preimage-snapshot")
    assert done.returncode == 1
    assert "\nwrote new.Dockerfile.config.json\n" in done.stdout


def test_error_an_edited_snapshot_is_put_right(tested: Path, run_in: Run) -> None:
    snapshot = tested / "Dockerfile.config.json"
    before = snapshot.read_bytes()
    snapshot.write_bytes(before.replace(b'"1"', b'"2"'))
    run_in(tested, "git", "add", "--all")
    assert run_in(tested, "pre-commit", "run", "preimage-snapshot").returncode == 1
    assert snapshot.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        pytest.param(
            "Dockerfile",
            "FROM alpine\nLABEL a=2\n",
            "Error: label a value 2 does not match expected value: ^1$",
            id="the Dockerfile changed",
        ),
        pytest.param(
            "image.yaml",
            TEST_FILE.replace("1", "3"),
            "Error: label a value 1 does not match expected value: ^3$",
            id="the test file changed",
        ),
    ],
)
def test_error_test_file_that_does_not_hold(tested: Path, run_in: Run, name: str, text: str, message: str) -> None:
    (tested / name).write_text(text, encoding="utf-8")
    run_in(tested, "git", "add", "--all")
    done = run_in(tested, "pre-commit", "run", "preimage-test")
    assert done.returncode == 1
    assert f"\n{message}\n" in done.stdout


def test_snapshots_and_tests_ask_no_registry() -> None:
    assert all("--offline" in hook["entry"].split() for hook in (SNAPSHOT, TEST))


@pytest.mark.parametrize(
    ("name", "hooks_that_look"),
    [
        pytest.param("a/Dockerfile", {"check", "check-projects", "fix", "snapshot", "test"}, id="Dockerfile"),
        pytest.param("a/compose.yaml", {"check-projects", "test"}, id="Compose file"),
        pytest.param("docker-bake.hcl", {"check-projects"}, id="Bake file"),
        pytest.param("Dockerfile.config.json", {"snapshot", "test"}, id="snapshot"),
        pytest.param("app.dockerfile.config.json", {"snapshot", "test"}, id="snapshot of another name"),
        pytest.param("a/image.yml", {"test"}, id="test file"),
        pytest.param("preimage.lock", {"test"}, id="lock file"),
        pytest.param("Dockerfile.dockerignore", set(), id="ignore file"),
        pytest.param("main.py", set(), id="something else"),
    ],
)
def test_which_hooks_look_at_a_file(name: str, hooks_that_look: set[str]) -> None:
    looking = {
        key.removeprefix("preimage-")
        for key, hook in HOOKS.items()
        if re.search(hook["files"], name) and not re.search(hook["exclude"], name)
    }
    assert looking == hooks_that_look
