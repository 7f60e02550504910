"""How a release is made: one version, the changelog, and the workflows; and that nothing claims one that is not there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from preimage.version import VERSION

ROOT = Path(__file__).parent.parent
WORKFLOWS = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in ROOT.glob(".github/workflows/*.yml")
}
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
JOBS = [(name, job) for workflow in WORKFLOWS.values() for name, job in workflow["jobs"].items()]
STEPS = [step for _, job in JOBS for step in job.get("steps", [])] + ACTION["runs"]["steps"]
NEEDED = ("LICENSE", "README.md", "compiler", "pyproject.toml", "setup.cfg", "setup.py")
BY_TAG = {"github/codeql-action/upload-sarif@v3"}
"""Actions that are named by their tag, since no hash of a release was to be had that is certain."""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A copy of what the workflow works on."""
    folder = tmp_path / "clone"
    for name in (*NEEDED, ".ci", "docs/changelog.md"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


def run_release(clone: Path, *arguments: str) -> tuple[int, str, str]:
    ran = subprocess.run([sys.executable, clone / ".ci/release.py", *arguments], capture_output=True, check=False)
    return ran.returncode, ran.stdout.decode(), ran.stderr.decode()


def write_changelog(clone: Path, text: str) -> None:
    (clone / "docs/changelog.md").write_text(text, encoding="utf-8")


def test_the_changelog_is_cut(clone: Path) -> None:
    before = (clone / "docs/changelog.md").read_text(encoding="utf-8")
    assert run_release(clone, "cut", "2027-01-31") == (0, "", "")
    after = (clone / "docs/changelog.md").read_text(encoding="utf-8")
    assert after == before.replace("## [Unreleased]\n", f"## [Unreleased]\n\n## [{VERSION}] - 2027-01-31\n")
    assert run_release(clone, "check", f"v{VERSION}") == (0, "", "")
    status, notes, _ = run_release(clone, "notes")
    assert (status, notes.strip()) == (0, before.partition("## [Unreleased]\n")[2].strip())


def test_notes_end_where_the_next_version_begins(clone: Path) -> None:
    write_changelog(clone, f"# C\n\n## [Unreleased]\n\n## [{VERSION}] - 2027-01-31\n\n### Added\n\n- a\n\n## [0.0.9] - 2026-01-01\n\n- b\n")  # fmt: skip
    assert run_release(clone, "notes") == (0, "### Added\n\n- a\n", "")


@pytest.mark.parametrize(
    ("changelog", "arguments", "message"),
    [
        pytest.param("", ["check", "v9.9.9"], f"the tag is v9.9.9, but version.py says {VERSION}: the tag is v{VERSION}", id="another version"),
        pytest.param("## [Unreleased]\n\n- a\n", ["check", f"v{VERSION}"], f"changelog.md: no section '## [{VERSION}] - DATE': run '.ci/release.py cut DATE'", id="not cut"),
        pytest.param(f"## [{VERSION}] - 2027-01-31\n\n", ["notes"], f"changelog.md: the section of {VERSION} is empty", id="an empty section"),
        pytest.param("## [Unreleased]\n\n## [0.0.1] - 2027-01-31\n- a\n", ["cut", "2027-02-01"], "changelog.md: nothing is unreleased", id="nothing to cut"),
        pytest.param(f"## [Unreleased]\n- a\n## [{VERSION}] - 2027-01-31\n", ["cut", "2027-02-01"], f"changelog.md: {VERSION} has its section already: change version.py first", id="cut twice"),
        pytest.param("## [Unreleased]\n- a\n", ["cut", "today"], "Invalid isoformat string: 'today'", id="no date"),
        pytest.param("", [], "want 'cut DATE', 'check TAG' or 'notes'", id="nothing asked"),
    ],
)  # fmt: skip
def test_error_release(clone: Path, changelog: str, arguments: list[str], message: str) -> None:
    write_changelog(clone, changelog)
    assert run_release(clone, *arguments) == (2, "", f"ERROR: {message}\n")


def test_the_version_stands_in_one_place() -> None:
    names = ("setup.cfg", "setup.py", "pyproject.toml", "action.yml", "docker/Dockerfile", ".ci/release.py")
    files = [ROOT / name for name in names] + list(ROOT.glob(".github/workflows/*.yml"))
    files += [path for path in ROOT.glob("compiler/**/*.py") if path.name != "version.py"]
    stated = re.compile(rf"(?i)version\W{{1,4}}{re.escape(VERSION)}\b")
    assert [path.name for path in files if stated.search(path.read_text(encoding="utf-8"))] == ["docker_plugin.py"]
    # That is the version of the plugins' schema.
    assert '"SchemaVersion": "0.1.0"' in (ROOT / "compiler/preimage/cli/docker_plugin.py").read_text(encoding="utf-8")


def test_the_distributions_are_built_as_the_workflow_does(clone: Path, tmp_path: Path) -> None:
    run_release(clone, "cut", "2027-01-31")
    output = tmp_path / "output"
    scripts = {step["id"]: step["run"] for step in WORKFLOWS["release"]["jobs"]["build"]["steps"] if "run" in step}
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    env = {"PATH": f"{tmp_path}/venv/bin:/usr/bin:/bin", "GITHUB_REF_NAME": f"v{VERSION}", "GITHUB_OUTPUT": str(output)}
    for script in scripts.values():
        ran = subprocess.run(["bash", "-eo", "pipefail", "-c", script], cwd=clone, env=env, capture_output=True, check=False)  # fmt: skip
        assert ran.returncode == 0, ran.stderr.decode()
    assert output.read_text() == f"version={VERSION}\n"
    assert sorted(path.name for path in (clone / "dist").iterdir()) == [
        f"preimage-{VERSION}-py3-none-any.whl", f"preimage-{VERSION}.tar.gz"
    ]  # fmt: skip
    assert (clone / "notes.md").read_text(encoding="utf-8").startswith("### Added\n")


@pytest.mark.parametrize("used", [pytest.param(step["uses"], id=step["uses"]) for step in STEPS if "uses" in step])
def test_actions_are_named_by_the_hash_of_a_commit(used: str) -> None:
    assert used == "./" or used in BY_TAG or re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", used)


def test_scripts_get_values_as_variables() -> None:
    assert [step["run"] for step in STEPS if "${{" in step.get("run", "")] == []


def test_jobs_have_the_permissions_that_they_need_and_no_others() -> None:
    assert {name: workflow["permissions"] for name, workflow in WORKFLOWS.items()} == {"ci": {}, "release": {}}
    writing = {name: sorted(key for key, may in job["permissions"].items() if may == "write") for name, job in JOBS}
    assert {name: keys for name, keys in writing.items() if keys} == {
        "own-dockerfile": ["pull-requests"],
        "ci": ["pull-requests"],
        "publish": ["id-token"],
        "image": ["packages"],
        "announce": ["contents"],
    }


def test_publishing_is_trusted_and_attested() -> None:
    publish = WORKFLOWS["release"]["jobs"]["publish"]
    assert publish["environment"] == "pypi"
    [step] = [step for step in publish["steps"] if step["uses"].startswith("pypa/gh-action-pypi-publish@")]
    assert step["with"] == {"attestations": True}


def test_nothing_claims_a_release_that_is_not_there() -> None:
    changelog = (ROOT / "docs/changelog.md").read_text(encoding="utf-8")
    if re.search(r"^## \[\d", changelog, re.MULTILINE):
        return
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md")]
    claim = re.compile(r"(?:pipx (?:run|install)|uvx|uv tool install|pip install(?: -\w+)*) ['\"]?preimage\b")
    bare = []
    for page in pages:
        for paragraph in page.read_text(encoding="utf-8").split("\n\n"):
            if claim.search(paragraph) and "no release yet" not in paragraph:
                bare.append(f"{page.name}: {paragraph}")
    assert bare == []
    assert claim.search((ROOT / "README.md").read_text(encoding="utf-8"))
