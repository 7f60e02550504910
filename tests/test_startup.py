"""What `config` and `check` load of a usual Dockerfile: a start takes as long as its imports.

A module that comes on top is to be imported where it is needed, or it belongs in these lists, with its milliseconds.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

DOCKERFILE = 'FROM alpine AS a\nENV A=1\nRUN echo $A\nFROM a\nCOPY x /y\nCMD ["a"]\n'
LIST_MODULES = """
import sys
from preimage.cli.main import main
status = main(sys.argv[1:])
print(*sorted(sys.modules), sep="\\n", file=sys.stderr)
sys.exit(status)
"""

BOTH = {
    "": "api bases cli evaluator frontend golang inputs model results shell",
    "bases": "chain given once regular_files schemes static",
    "cli": """arguments base_options build_options closing command commands compilation dispatch docker_options
        exit_status front_ends main manners project_options settings terminal""",
    "evaluator": """base_images directories effects epoch evaluate instructions instructions.files
        instructions.from_stage instructions.onbuild instructions.pairs instructions.ports instructions.process
        instructions.run plan result_platform scopes stage_run state""",
    "frontend": """arguments flags front_ends instructions instructions.files instructions.from_stage
        instructions.onbuild instructions.pairs instructions.ports instructions.process instructions.run parser reader
        source statement""",
    "golang": "durations jsontext numbers paths quoting suggest text",
    "inputs": """base_sources client_settings dockerfiles entries given_dockerfile image_locations project_locations
        reading settings settings_finder""",
    "model": """arguments bases causes collector detachment errors findings image instructions lean_dataclasses limits
        lint lookups options platforms references rules secret_names trace values""",
    "results": "compilation",
    "shell": "syntax words",
}
ONLY_CONFIG = {
    "cli": "config container_option option_usage",
    "golang": "jsonvalues times",
    "inputs": "base_usage",
    "model": "contexts decoding go_structs image_json visible",
}
ONLY_CHECK = {
    "": "backends",
    "backends": "check_summary check_text colors excerpt",
    "bases": "empty",
    "cli": "check check_formats check_output check_plan fix_options jobs rule_options search_options",
    "frontend": "notes notes.text_notes",
    "golang": "sorting",
    "inputs": "folder_entries names path_patterns search search_options",
    "model": "report visible",
}
# Each takes a millisecond or more, and none is needed for a usual Dockerfile.
COSTLY = """argparse ast concurrent contextlib copy dataclasses datetime difflib dis email gettext http inspect locale logging marshmallow pathlib
    pathspec pickle re2 ruamel socket ssl subprocess tempfile textwrap threading tokenize tomllib traceback typing
    unicodedata urllib weakref yaml"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    (tmp_path / "base.json").write_text("{}")
    # A project that keeps its tools' settings and ignores files costs no more.
    (tmp_path / "pyproject.toml").write_text("[tool.other]\npath = 'src/preimage/x'\n")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("*.py[co]\n/dist/\n!keep\n")
    return tmp_path


def list_names(*tables: dict[str, str]) -> set[str]:
    return {
        ".".join(filter(None, ("preimage", room, name)))
        for table in tables
        for room, names in table.items()
        for name in names.split()
    }


def run_python(folder: Path, *arguments: str) -> set[str]:
    """Give what a program prints to standard error, as lines."""
    source = str(Path(__file__).parents[1] / "compiler")
    environment = {**os.environ, "PYTHONPATH": source, "HOME": str(folder)}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    return set(done.stderr.split())


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param(
            ("config", "--base", "alpine=base.json", "."), list_names(BOTH, ONLY_CONFIG) | {"preimage"}, id="config"
        ),
        pytest.param(("check", "."), list_names(BOTH, ONLY_CHECK) | {"preimage"}, id="check"),
    ],
)
def test_modules_of_a_usual_run(folder: Path, arguments: tuple[str, ...], expected: set[str]) -> None:
    anyway = run_python(folder, "-c", "import sys; print(*sys.modules, file=sys.stderr)")
    loaded = run_python(folder, "-c", LIST_MODULES, *arguments)
    assert {name for name in loaded if name.partition(".")[0] == "preimage"} == expected
    assert (loaded - anyway) & set(COSTLY.split()) == set()
