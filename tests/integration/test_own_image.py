"""preimage's own image, built by the engines of Debian: its config is the predicted one, and it does its work.

The base stands in for the image of Python: the Python that runs the tests, its pip, and the libraries of this machine
that it needs. The wheels that pip wants are in the base, too, so that the build needs no network.
"""

from __future__ import annotations

import configparser
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from preimage.version import VERSION
from tests.integration.conftest import call, require

ROOT = Path(__file__).parent.parent.parent
LEFT_OUT = {"test", "tests", "idlelib", "lib2to3", "tkinter", "turtledemo", "ensurepip", "site-packages", "dist-packages", "__pycache__"}  # fmt: skip
CONFIG = {
    "Env": [
        "PATH=/usr/local/bin:/usr/bin:/bin",
        "PIP_NO_INDEX=1",
        "PIP_FIND_LINKS=/wheels",
        "PIP_ROOT_USER_ACTION=ignore",
    ],
    "Cmd": ["python3"],
}


def read_tree(folder: Path, name: str) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        is_wanted = not LEFT_OUT.intersection(parts) and not parts[0].startswith("config-")
        if is_wanted and path.is_file():
            yield "/".join((name, *parts)), path.read_bytes()


def read_libraries(program: Path) -> Iterator[tuple[str, bytes]]:
    """Give the libraries that a program or module is loaded with, the loader among them."""
    printed = subprocess.run(["ldd", str(program)], capture_output=True, text=True, check=False).stdout
    for path in re.findall(r"(/\S+) \(0x", printed):
        yield path.lstrip("/"), Path(path).read_bytes()


def read_python(wheels: Path) -> dict[str, bytes]:
    """Give the files of an image that Python and pip run in, with wheels in ``/wheels``."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    program, library = Path(sys.executable).resolve(), Path(sysconfig.get_path("stdlib"))
    pip = importlib.util.find_spec("pip")
    if pip is None or pip.origin is None:
        pytest.skip("needs pip beside the Python that runs the tests (python -m ensurepip)")
    files = dict(read_tree(library, f"usr/local/lib/{version}"))
    files |= read_tree(Path(pip.origin).parent, f"usr/local/lib/{version}/site-packages/pip")
    files |= dict.fromkeys((f"usr/local/bin/{name}" for name in ("python", "python3")), program.read_bytes())
    files |= {f"wheels/{path.name}": path.read_bytes() for path in wheels.glob("*.whl")}
    files |= {"bin/sh": Path("/bin/sh").read_bytes(), "tmp/.keep": b"", "etc/passwd": b"root:x:0:0::/root:/bin/sh\n"}
    for loaded in (program, Path("/bin/sh"), *library.joinpath("lib-dynload").glob("*.so")):
        files |= read_libraries(loaded)
    return files


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the package needs to be installed; like installing the tests themselves, this takes a package index."""
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg")
    folder = tmp_path_factory.mktemp("wheels")
    wanted = ["setuptools>=64", *settings["options"]["install_requires"].split()]
    call(sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "-q", "-w", folder, *wanted)
    return folder


@pytest.fixture(scope="module")
def base_files(wheels: Path) -> dict[str, bytes]:
    require("ldd", "skopeo", "docker-registry")
    return read_python(wheels)


@pytest.fixture
def base(base_files, make_image, registry) -> str:
    name = f"{registry}/python:3-slim"
    make_image({"config": CONFIG}, base_files).copy_to(f"docker://{name}", "--dest-tls-verify=false")
    return name


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A copy of what the build context has."""
    folder = tmp_path / "clone"
    shutil.copytree(ROOT / "compiler", folder / "compiler", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    shutil.copytree(ROOT / "docker", folder / "docker")
    for name in ("LICENSE", "README.md", "pyproject.toml", "setup.cfg", "setup.py"):
        shutil.copy(ROOT / name, folder)
    return folder


def verify(run, clone: Path, base: str, image: str) -> None:
    status, out, err = run(
        "verify", "-f", str(clone / "docker/Dockerfile"), str(clone), image, "--build-arg", f"PYTHON={base}"
    )
    assert (status, out) == (0, f"{image}: the config is as predicted\n"), err


def test_dockerd(run, dockerd, registry, base, clone, monkeypatch) -> None:
    name = f"{registry}/preimage:1"
    options = ["--network", "none", "--build-arg", f"PYTHON={base}", "-f", clone / "docker/Dockerfile"]
    dockerd.docker("build", "-q", *options, "-t", name, clone)
    dockerd.docker("push", "-q", name)
    monkeypatch.setenv("DOCKER_HOST", dockerd.socket)
    verify(run, clone, base, name)
    dockerd.docker("pull", "-q", base)
    sizes = [int(dockerd.docker("image", "inspect", "--format", "{{.Size}}", tag)) for tag in (base, name)]
    own = sizes[1] - sizes[0]
    assert 0 < own < 20_000_000


def test_buildah(run, buildah, registry, base, clone, tmp_path) -> None:
    """The image that buildah builds is also run: on a folder, as the user that the image says."""
    name = f"{registry}/preimage:buildah"
    options = ["--isolation", "chroot", "--format", "docker", "--tls-verify=false", "--build-arg", f"PYTHON={base}"]
    buildah.buildah("build", "-q", *options, "-f", clone / "docker/Dockerfile", "-t", name, clone)
    buildah.buildah("push", "-q", "--tls-verify=false", name)
    verify(run, clone, base, name)
    container = buildah.buildah("from", name).strip()
    work = Path(buildah.buildah("mount", container).strip()) / "work"
    (work / "Dockerfile").write_text("FROM scratch\nHEALTHCHECK --interval=5s CMD true\n")

    def run_inside(*command: str) -> str:
        return str(buildah.buildah("run", "--isolation", "chroot", container, "--", *command))

    assert run_inside("/opt/preimage/bin/preimage", "--version") == f"preimage {VERSION}\n"
    config = json.loads(run_inside("/opt/preimage/bin/preimage", "config", "--section", "ext"))
    assert config == {"Healthcheck": {"Test": ["CMD-SHELL", "true"], "Interval": 5_000_000_000}}
    assert run_inside("/usr/local/bin/python", "-c", "import os; print(os.getuid(), os.getcwd())") == "65532 /work\n"
    with pytest.raises(AssertionError, match="Permission denied"):
        run_inside("/bin/sh", "-c", ": > /opt/preimage/new")
