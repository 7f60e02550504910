"""Build wheel and source distribution, and try them where nothing else is: ``python .ci/package.py``.

They are built twice, in folders, time zones and with a umask that differ, and must have the same bytes; what is in them
is looked at. Then each Python at hand that preimage is for gets an environment that holds the wheel and what that asks
for, and nothing else, not even pip: every module is imported there and all small cases are compiled. In one
more environment, with the extras that tests need, a part of the tests runs on the installed wheel.

``PYTHONS`` names the interpreters, parted by colons; default: those on PATH, and pyenv's.
"""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
OLDEST = (3, 11)
BUILD = (
    "import sys, os, setuptools.build_meta as backend\n"
    "folder = sys.argv[1]\n"
    "os.umask(int(sys.argv[2], 8))\n"
    "backend.build_sdist(folder)\n"
    "backend.build_wheel(folder)\n"
)
TESTS = ("conformance/test_cases.py", "conformance/test_compose.py", "test_version.py")
SECONDS = 600


def main() -> None:
    """Build, look and try; an AssertionError or a failed command ends it."""
    with TemporaryDirectory(prefix="preimage-package-") as name:
        folder = Path(name)
        python = create_environment(folder / "build", Path(sys.executable), "setuptools>=70.1", "twine")
        wheel, source = build_twice(python, folder)
        check_contents(wheel, source)
        run(python, "-m", "twine", "--no-color", "check", "--strict", wheel, source, is_quiet=True)
        for found in find_pythons():
            try_wheel(found, wheel, folder)
        run_tests(wheel, folder)


def run(*command: object, cwd: Path | None = None, is_quiet: bool = False, **env: str) -> str:
    """Run a command to its end and give what it printed; its output is shown if it fails."""
    result = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if result.returncode:
        print(result.stdout[-8000:])
        sys.exit(f"failed: {' '.join(str(part) for part in command[:8])}")
    if not is_quiet and result.stdout.strip():
        print(result.stdout.strip().splitlines()[-1])
    return result.stdout


def create_environment(folder: Path, python: Path, *distributions: object) -> Path:
    """Make an environment that holds these distributions and what they ask for; gives its Python."""
    run(python, "-m", "venv", "--without-pip", folder, is_quiet=True)
    inside = folder / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", inside)
    run(*pip, "install", "--quiet", *distributions, is_quiet=True)
    return inside


def build_twice(python: Path, folder: Path) -> tuple[Path, Path]:
    """Build in two ways that must not matter; gives wheel and source distribution."""
    made = []
    for name, umask, zone in (("one", "022", "UTC"), ("a-longer-name", "077", "Asia/Tokyo")):
        tree, out = folder / name / "tree", folder / name / "out"
        out.mkdir(parents=True)
        shutil.copytree(
            ROOT / "compiler", tree / "compiler", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info")
        )
        for file in ("setup.py", "setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(ROOT / file, tree / file)
        for path in tree.rglob("*"):
            # Times and modes as another checkout may have them.
            os.utime(path, (time.time(), 1_000_000_000 if name == "one" else 1_700_000_000))
            path.chmod((0o777 if path.is_dir() else 0o666) & ~int(umask, 8))
        run(python, "-c", BUILD, out, umask, cwd=tree, is_quiet=True, TZ=zone)
        made.append({path.name: path.read_bytes() for path in out.iterdir()})
    assert made[0].keys() == made[1].keys()
    differing = [name for name in made[0] if made[0][name] != made[1][name]]
    assert not differing, f"not the same bytes twice: {differing}"
    source, wheel = sorted(out.iterdir(), key=lambda path: path.suffix)
    check_source_builds(python, source, wheel, folder)
    print(f"{wheel.name} and {source.name}: the same bytes twice")
    return wheel, source


def check_source_builds(python: Path, source: Path, wheel: Path, folder: Path) -> None:
    """The source distribution gives the very same wheel."""
    with tarfile.open(source) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    [tree] = (folder / "unpacked").iterdir()
    out = folder / "again"
    out.mkdir()
    script = BUILD.replace("backend.build_sdist(folder)\n", "")
    run(python, "-c", script, out, "022", cwd=tree, is_quiet=True)
    assert (out / wheel.name).read_bytes() == wheel.read_bytes(), "the source distribution gives another wheel"


def check_contents(wheel: Path, source: Path) -> None:
    """Every module, data file and the licence are in both, and nothing that is not preimage's."""
    package = ROOT / "compiler" / "preimage"
    wanted = {
        f"preimage/{path.relative_to(package).as_posix()}"
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    licence = (ROOT / "LICENSE").read_bytes()
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        [found] = [name for name in names if name.endswith("/LICENSE")]
        assert archive.read(found) == licence
        assert {name for name in names if ".dist-info/" not in name} == wanted
    with tarfile.open(source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
        [found] = [name for name in archive.getnames() if name.count("/") == 1 and name.endswith("/LICENSE")]
        file = archive.extractfile(found)
        assert file is not None
        assert file.read() == licence
        assert {f"compiler/{name}" for name in wanted} - names == set()
        assert "man/preimage.1" in names


def find_pythons() -> list[Path]:
    """Find interpreters that are new enough, one of each version."""
    given = os.environ.get("PYTHONS", "")
    paths = given.split(":") if given else [sys.executable]
    if not given:
        folders = os.environ.get("PATH", "").split(":")
        folders += sorted(glob.glob(f"{os.environ.get('PYENV_ROOT', os.path.expanduser('~/.pyenv'))}/versions/*/bin"))
        paths += [path for folder in folders for path in sorted(glob.glob(f"{folder}/python3.[0-9][0-9]"))]
    found: dict[str, Path] = {}
    for path in paths:
        asked = "import sys, venv; print(*sys.version_info[:2], sep='.')"
        result = subprocess.run([path, "-c", asked], capture_output=True, text=True, check=False)
        version = result.stdout.strip()
        if result.returncode == 0 and tuple(map(int, version.split("."))) >= OLDEST:
            found.setdefault(version, Path(path))
    assert found, "no Python to try the wheel with"
    return [found[version] for version in sorted(found)]


def try_wheel(python: Path, wheel: Path, folder: Path) -> None:
    """Install the wheel for one Python, and run the probe there."""
    environment = folder / f"with-{len(list(folder.iterdir()))}"
    inside = create_environment(environment, python, wheel)
    shutil.copy(ROOT / ".ci" / "package_probe.py", environment / "probe.py")
    run(inside, "-I", "-W", "error", environment / "probe.py", ROOT / "tests" / "conformance", cwd=environment)
    said = run(environment / "bin" / "preimage", "--version", cwd=environment, is_quiet=True)
    assert wheel.name.split("-")[1] in said, said


def run_tests(wheel: Path, folder: Path) -> None:
    """Run a part of the tests where the package is the installed one: there is no other."""
    extras = ("pytest-xdist", "hypothesis", "google-re2")
    inside = create_environment(folder / "tests", Path(sys.executable), f"{wheel}[pytest]", *extras)
    tree = folder / "tests-tree"
    shutil.copytree(ROOT / "tests", tree / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "docs", tree / "docs")
    options = ("--import-mode=importlib", "-q", "-p", "no:cacheprovider", "-n", "auto", "-c", "pytest.ini")
    (tree / "pytest.ini").write_text("[pytest]\n")
    run(inside, "-m", "pytest", *options, *(f"tests/{name}" for name in TESTS), cwd=tree)


if __name__ == "__main__":
    main()
