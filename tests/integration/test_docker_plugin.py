"""``docker preimage`` with the docker client of Debian. No engine is needed, nor asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import preimage
from preimage.version import VERSION
from tests.integration.conftest import DOCKER, require

SOURCES = Path(preimage.__file__).parent.parent
DOCKERFILE = "FROM scratch\nUSER app\nHEALTHCHECK --interval=5s CMD true\n"


@pytest.fixture
def docker(tmp_path: Path):
    """Give a function that runs the client, which has the plugin as pip would install it."""
    require(DOCKER)
    plugins = tmp_path / "docker" / "cli-plugins"
    plugins.mkdir()
    program = tmp_path / "docker-preimage"
    program.write_text(
        f"#!{sys.executable}\n"
        f"import sys\nsys.path.insert(0, {str(SOURCES)!r})\n"
        "from preimage.cli.docker_plugin import main\nsys.exit(main())\n"
    )
    program.chmod(0o755)
    (plugins / "docker-preimage").symlink_to(program)

    def run(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
        env = os.environ | {"DOCKER_HOST": f"unix://{tmp_path}/no-engine"}
        return subprocess.run(
            [DOCKER, *arguments], input=text, capture_output=True, encoding="utf-8", env=env, check=False, timeout=120
        )

    return run


def test_the_client_lists_the_plugin(docker) -> None:
    line = next(line for line in docker("--help").stdout.splitlines() if line.lstrip().startswith("preimage*"))
    assert line.split(maxsplit=1)[1] == (
        f"The image config of a Dockerfile, before the image exists (The preimage authors, {VERSION})"
    )


def test_a_command_is_forwarded(docker) -> None:
    done = docker("preimage", "config", "--section", "ext", "-", text=DOCKERFILE)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {"Healthcheck": {"Test": ["CMD-SHELL", "true"], "Interval": 5_000_000_000}}


def test_options_of_the_client_are_followed(docker, tmp_path) -> None:
    host = f"unix://{tmp_path}/other"
    done = docker("-D", "--host", host, "preimage", "config", "--bases-from", "engine", "-", text="FROM a\n")
    assert done.returncode == 4
    assert f"{tmp_path}/other" in done.stderr


@pytest.mark.parametrize("words", [("preimage", "config", "--help"), ("help", "preimage", "config")])
def test_help(docker, words) -> None:
    done = docker(*words)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("usage: preimage config ")


def test_error_exit_status_and_message_come_through(docker) -> None:
    done = docker("preimage", "config", "-", text="FROM scratch\nHEALTHCHECK --interval=5 CMD true\n")
    assert done.returncode == 1
    assert done.stderr.endswith('ERROR: dockerfile parse error on line 2: time: missing unit in duration "5"\n')


def test_error_context_is_refused(docker) -> None:
    done = docker("--context", "default", "preimage", "config", "-", text=DOCKERFILE)
    assert done.returncode != 0
    assert "ERROR: docker's --context means nothing to preimage" in done.stderr
