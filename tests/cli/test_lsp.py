"""``preimage lsp``: what the settings come to for an open file, and what is said without pygls."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from preimage.cli import lsp
from preimage.model.errors import OptionError

SOURCES = Path(__file__).parents[2] / "compiler"


def open_file(
    path: Path, text: str = "FROM a\n", *, folders: list[Path] | None = None, arguments: tuple[str, ...] = ()
):
    options = lsp._parse([*arguments])
    project = lsp.SettingsProject(options, [str(folder) for folder in folders or []])
    return project.open(str(path), text.encode())


def test_settings_are_those_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "preimage.toml").write_text(
        'platforms = ["linux/arm64", "linux/amd64"]\n[build-args]\na = "1"\n[rules]\nFromAsCasing = "off"\n'
        '[files."x/*"]\ntarget = "b"\n'
    )
    (tmp_path / "x").mkdir()
    situation = open_file(tmp_path / "x" / "Dockerfile", folders=[tmp_path])
    assert situation.levels == {"FromAsCasing": "off"}
    assert situation.request.build_args == {"a": "1"}
    assert situation.request.target == "b"
    assert [view.title for view in situation.views] == ["linux/arm64", "linux/amd64"]
    assert {view.request.build_args["a"] for view in situation.views} == {"1"}


def test_nothing_above_the_workspace_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "preimage.toml").write_text('[rules]\nFromAsCasing = "off"\n')
    below = tmp_path / "x" / "y"
    below.mkdir(parents=True)
    assert open_file(below / "Dockerfile", folders=[tmp_path / "x"]).levels == {}
    assert open_file(below / "Dockerfile", folders=[tmp_path, tmp_path / "x"]).levels == {}
    assert open_file(below / "Dockerfile").levels == {}
    assert open_file(below / "Dockerfile", folders=[tmp_path]).levels == {"FromAsCasing": "off"}


def test_options_go_over_settings(tmp_path: Path) -> None:
    (tmp_path / "preimage.toml").write_text('platforms = ["linux/arm64"]\n')
    arguments = ("--platform", "linux/s390x", "--ignore", "FromAsCasing", "--build-arg", "b=2")
    situation = open_file(tmp_path / "Dockerfile", arguments=arguments)
    assert [view.title for view in situation.views] == ["linux/s390x"]
    assert situation.levels == {"FromAsCasing": "off"}
    assert situation.request.build_args == {"b": "2"}


def test_the_ignore_file_counts(tmp_path: Path) -> None:
    (tmp_path / ".dockerignore").write_text("x\n")
    assert open_file(tmp_path / "Dockerfile").ignore_file is not None
    assert open_file(Path("")).ignore_file is None


def test_error_of_settings_names_the_line(tmp_path: Path) -> None:
    (tmp_path / "preimage.toml").write_text("nope = 1\n")
    with pytest.raises(OptionError, match=r"preimage\.toml:1: "):
        open_file(tmp_path / "Dockerfile")


def test_error_without_pygls_says_how_to_get_it() -> None:
    program = (
        "import sys; sys.modules['pygls'] = sys.modules['lsprotocol'] = None;"
        f"sys.path.insert(0, {str(SOURCES)!r}); from preimage.cli import main; sys.exit(main(['lsp']))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stderr == (
        "ERROR: the language server needs pygls, which is not installed: pip install 'preimage[lsp]'\n"
    )


@pytest.mark.parametrize("command", ["config", "check"])
def test_other_commands_load_nothing_of_the_server(command: str, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    program = (
        f"import sys; sys.path.insert(0, {str(SOURCES)!r}); from preimage.cli import main; main([{command!r}, '.']);"
        "print(*[name for name in sys.modules if 'server' in name or name.startswith(('pygls', 'lsprotocol'))],"
        " 'preimage.editor_api' in sys.modules, sep=',')"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, timeout=60, check=True, cwd=tmp_path
    )
    assert done.stdout.splitlines()[-1] == "False"
