"""The house rules that can be read from the source: who imports whom, who touches the outside, what has tests."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "compiler"

BELOW_API = {"bases", "results", "projects", "inputs", "test_files", "edits", "backends", "model", "golang", "version"}

MAY_IMPORT = {
    "version": set(),
    "golang": set(),
    "model": {"golang"},
    "shell": {"model", "golang"},
    "frontend": {"shell", "model", "golang"},
    "evaluator": {"frontend", "shell", "model", "golang"},
    "bases": {"model", "golang"},
    "results": {"model", "golang"},
    "projects": {"model", "golang"},
    "inputs": {"bases", "projects", "model", "golang"},
    "test_files": {"results", "model", "golang"},
    "edits": {"results", "model", "golang"},
    "backends": {"results", "model", "golang"},
    "project_api": {"inputs", "projects", "model", "golang"},
    "api": {"evaluator", "frontend", "shell", *BELOW_API},
    "many": {"api", "inputs", "results", "model"},
    "fix_api": {"api", "evaluator", "frontend", *BELOW_API},
    "editor_api": {"api", "evaluator", "frontend", "shell", *BELOW_API},
    "server": {"editor_api", "fix_api", "api", *BELOW_API},
    "scan": {"many", "api", "project_api", "bases", "inputs", "projects", "backends", "results", "model"},
    "cli": {"server", "fix_api", "scan", "many", "api", *BELOW_API} - {"golang"},
    "testing": {"api", *BELOW_API},
    "pytest_plugin": {"testing", "api", *BELOW_API},
}
"""Room and the rooms below it that it may import; every room may import itself."""

FACADES = {"preimage", "preimage.__main__", "preimage.public_api"}
"""Modules that stand before the rooms: they hold imports and nothing else."""

ON_FIRST_USE = "preimage"
"""The package itself, which passes on the names of ``preimage.public_api`` when the first of them is used."""

THIRD_PARTIES = {
    "preimage.golang.regexps": {"re2"},
    "preimage.model": {"dataclasses_json"},
    "preimage.bases": {"urllib3"},
    "preimage.edits.pin": {"dockerfile_parse"},
    "preimage.api": {"dockerfile_parse"},
    "preimage.inputs.given_dockerfile": {"dockerfile_parse"},
    "preimage.inputs.path_patterns": {"pathspec"},
    "preimage.projects": {"yaml"},
    "preimage.scan": {"pyarrow"},
    "preimage.server.binding": {"lsprotocol", "pygls"},
    "preimage.server.commands": {"lsprotocol", "pygls"},
    "preimage.server.conversion": {"lsprotocol"},
    "preimage.server.features": {"lsprotocol", "pygls"},
    "preimage.server.protocol": {"lsprotocol", "pygls"},
    "preimage.test_files": {"yaml"},
    "preimage.pytest_plugin": {"pytest", "_pytest"},
}
"""Room or module and the distributions it may import; nobody does when preimage itself is imported."""

PURE = {
    "golang", "model", "shell", "frontend", "evaluator", "results", "projects", "test_files", "edits", "backends", "api",
    "editor_api", "fix_api",
}  # fmt: skip
"""Rooms that touch no file, network, clock or environment."""

OUTSIDE_MODULES = {
    "_io", "_socket", "_thread", "asyncio", "atexit", "builtins", "codecs", "concurrent", "ctypes", "datetime", "fcntl",
    "fileinput", "ftplib", "getpass", "glob", "gzip", "http", "importlib", "io", "linecache", "locale", "logging",
    "mmap", "multiprocessing", "ntpath", "os", "pathlib", "pkgutil", "platform", "posix", "posixpath", "random",
    "resource", "runpy", "sched", "secrets", "select", "selectors", "shutil", "signal", "site", "smtplib", "socket",
    "socketserver", "sqlite3", "ssl", "subprocess", "sysconfig", "tarfile", "tempfile", "termios", "threading", "time",
    "urllib", "uuid", "webbrowser", "zipfile", "zoneinfo",
}  # fmt: skip
OUTSIDE_CALLS = {"__import__", "breakpoint", "eval", "exec", "input", "open", "print"}
OUTSIDE_OF_SYS = {"argv", "exit", "modules", "path", "stderr", "stdin", "stdout"}

STATED_EXCEPTIONS = {
    # build_platform=None means this machine's architecture.
    "preimage.model.platforms": {"os", "platform"},
    # dockerfile-parse takes the text as a file in memory.
    "preimage.edits.pin": {"io"},
    # dataclasses-json is bound on first use.
    "preimage.model.image_json": {"exec"},
    # As dataclasses do: what sets the fields is compiled, in the module of its class.
    "preimage.model.lean_dataclasses": {"exec", "sys.modules"},
}
"""What single modules of pure rooms may use all the same; an exception that is no longer needed fails."""


MODULE_LINES, FUNCTION_LINES = 400, 40
"""How long a module and a function may be; the docstring of a function does not count."""

STATED_SIZES = {
    # A list of options, one after the other.
    "preimage.cli.base_options.add_base_options": 45,
    # The keys of a service, a line each.
    "preimage.projects.compose.project_shape._make_service": 45,
}
"""Modules and functions that may be longer, and how long; an exception that is no longer needed fails."""


class Module(NamedTuple):
    name: str
    path: Path
    tree: ast.Module

    @property
    def room(self) -> str:
        return self.name.split(".")[1] if self.name not in FACADES else ""

    @property
    def is_package(self) -> bool:
        return self.path.name == "__init__.py"


def read_modules() -> dict[str, Module]:
    modules = {}
    for path in sorted(SOURCES.rglob("*.py")):
        parts = path.relative_to(SOURCES).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        modules[name] = Module(name, path, ast.parse(path.read_text(encoding="utf-8")))
    return modules


MODULES = read_modules()
EVERY_MODULE = [pytest.param(module, id=name) for name, module in MODULES.items()]
ROOMS = [module for name, module in MODULES.items() if name not in FACADES]
IN_ROOMS = [pytest.param(module, id=module.name) for module in ROOMS]


def find_imports(module: Module) -> Iterator[str]:
    """Give the full name of each module that is imported, wherever in the source, also for types only."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in MODULES else str(node.module)


def find_own_imports(module: Module) -> set[str]:
    return {name for name in find_imports(module) if name.split(".")[0] == "preimage"}


def allowed_for(module: Module, table: dict[str, set[str]]) -> set[str]:
    """Give what a table allows a module, by its own name or by that of a package it is in."""
    return {entry for name, entries in table.items() if f"{module.name}.".startswith(f"{name}.") for entry in entries}


def find_outside(module: Module) -> set[str]:
    """Give the modules, builtins and parts of sys by which a module touches the outside."""
    found = {name.split(".")[0] for name in find_imports(module)} & OUTSIDE_MODULES
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in OUTSIDE_CALLS:
            found.add(node.func.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id == "sys" and node.attr in OUTSIDE_OF_SYS:
                found.add(f"sys.{node.attr}")
        elif isinstance(node, ast.ImportFrom) and node.module == "sys":
            found |= {f"sys.{alias.name}" for alias in node.names if alias.name in OUTSIDE_OF_SYS}
    return found


def test_there_is_one_import_package() -> None:
    assert [path.parent.name for path in SOURCES.glob("*/__init__.py")] == ["preimage"]
    assert not (SOURCES / "__init__.py").exists()


def test_every_folder_is_a_package() -> None:
    # Without __init__.py it would work here, and be missing where preimage is installed.
    folders = {path.parent for path in SOURCES.rglob("*.py")}
    assert {folder.relative_to(SOURCES) for folder in folders if not (folder / "__init__.py").exists()} == set()


@pytest.mark.parametrize("module", IN_ROOMS)
def test_every_module_is_in_a_known_room(module: Module) -> None:
    assert module.room in MAY_IMPORT


@pytest.mark.parametrize("module", IN_ROOMS)
def test_rooms_import_downwards_only(module: Module) -> None:
    rooms = {name.partition(".")[2].partition(".")[0]: name for name in sorted(find_own_imports(module))}
    allowed = MAY_IMPORT[module.room] | {module.room}
    assert {room: name for room, name in rooms.items() if room not in allowed} == {}


@pytest.mark.parametrize("module", [pytest.param(MODULES[name], id=name) for name in sorted(FACADES)])
def test_facades_hold_imports_and_nothing_else(module: Module) -> None:
    kinds = (ast.Import, ast.ImportFrom, ast.Assign, ast.Expr)
    others = [ast.unparse(node).splitlines()[0] for node in module.tree.body if not isinstance(node, kinds)]
    assert others == (["if TYPE_CHECKING:", "if not TYPE_CHECKING:"] if module.name == ON_FIRST_USE else [])


def test_the_package_loads_nothing_by_itself() -> None:
    # The second is what inspect asks of everything.
    for statements in ("import preimage", "import preimage; hasattr(preimage, '__wrapped__')"):
        assert {name for name in load(statements) if name.split(".")[0] == "preimage"} == {"preimage"}
    assert "preimage.api" in load("import preimage; preimage.compile")


def test_there_are_no_circles() -> None:
    # static_order raises CycleError, which names the circle.
    order = list(TopologicalSorter({name: find_own_imports(module) for name, module in MODULES.items()}).static_order())
    assert set(order) == set(MODULES)


@pytest.mark.parametrize("module", EVERY_MODULE)
def test_imports_are_absolute(module: Module) -> None:
    relative = [node.lineno for node in ast.walk(module.tree) if isinstance(node, ast.ImportFrom) and node.level]
    assert relative == []


@pytest.mark.parametrize("module", EVERY_MODULE)
def test_third_parties(module: Module) -> None:
    others = {name.split(".")[0] for name in find_imports(module)} - set(sys.stdlib_module_names) - {"preimage"}
    assert others <= allowed_for(module, THIRD_PARTIES)


@pytest.mark.parametrize(
    "module", [param for param, module in zip(IN_ROOMS, ROOMS, strict=True) if module.room in PURE]
)
def test_pure_rooms_leave_the_outside_alone(module: Module) -> None:
    assert find_outside(module) == STATED_EXCEPTIONS.get(module.name, set())


def test_stated_exceptions_are_modules() -> None:
    assert set(STATED_EXCEPTIONS) <= set(MODULES)


@pytest.mark.parametrize("module", EVERY_MODULE)
def test_only_the_command_line_prints(module: Module) -> None:
    if module.room != "cli":
        assert find_outside(module) & {"print", "input", "sys.stdout", "sys.stderr"} == set()


@pytest.mark.parametrize("module", EVERY_MODULE)
def test_every_module_has_a_test_file(module: Module) -> None:
    if module.is_package:
        # A package is a docstring, or passes on names: two do so on first use, and have tests of that.
        if module.name in (ON_FIRST_USE, "preimage.bases"):
            return
        kinds = (ast.ImportFrom, ast.Assign, ast.Expr)
        assert [type(node).__name__ for node in module.tree.body if not isinstance(node, kinds)] == []
        return
    *folders, name = module.name.split(".")[1:]
    assert ROOT.joinpath("tests", *folders, f"test_{name.strip('_')}.py").is_file()


def measure_functions(module: Module) -> dict[str, int]:
    """Give the lines of each function, those of its decorators and its docstring left out."""
    sizes = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            first = node.body[0]
            has_docstring = ast.get_docstring(node) is not None and first.end_lineno is not None
            docstring = first.end_lineno - first.lineno + 1 if has_docstring and first.end_lineno is not None else 0
            sizes[f"{module.name}.{node.name}"] = node.end_lineno - node.lineno + 1 - docstring
    return sizes


@pytest.mark.parametrize("module", EVERY_MODULE)
def test_size(module: Module) -> None:
    sizes = {module.name: len(module.path.read_text(encoding="utf-8").splitlines()), **measure_functions(module)}
    allowed = {module.name: MODULE_LINES}
    assert {
        name: size for name, size in sizes.items() if size > STATED_SIZES.get(name, allowed.get(name, FUNCTION_LINES))
    } == {}


def test_stated_sizes_are_needed() -> None:
    sizes = {name: size for module in MODULES.values() for name, size in measure_functions(module).items()}
    sizes |= {module.name: len(module.path.read_text(encoding="utf-8").splitlines()) for module in MODULES.values()}
    assert [name for name in STATED_SIZES if sizes.get(name, 0) <= FUNCTION_LINES] == []


def test_functions_are_measured_without_their_docstrings() -> None:
    source = 'def f(\n    a,\n):\n    """One.\n\n    Two.\n    """\n    return a\n'
    assert measure_functions(Module("preimage.golang.x", Path("x.py"), ast.parse(source))) == {"preimage.golang.x.f": 4}


@pytest.mark.parametrize("module", EVERY_MODULE)
def test_every_module_says_what_it_is(module: Module) -> None:
    assert ast.get_docstring(module.tree)


def load(statements: str) -> set[str]:
    """Give the names of all modules that are there after statements have run in a new process."""
    # -S: what a .pth file of the environment loads is not ours; -I: nor what the user's settings load.
    program = f"import sys; sys.path.insert(0, {str(SOURCES)!r}); {statements}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], capture_output=True, encoding="utf-8", check=True, timeout=60
    )
    return set(done.stdout.split())


SLOW_TO_LOAD = {
    "asyncio", "dataclasses_json", "dockerfile_parse", "google", "http.client", "httpx", "logging", "marshmallow",
    "concurrent.futures", "multiprocessing", "pathlib", "pathspec", "pytest", "re2", "requests", "socket", "ssl", "subprocess", "tempfile", "typing",
    "urllib.request", "urllib3", "yaml",
}  # fmt: skip
COMPILE = "preimage.compile(b'FROM scratch\\nENV a=1\\n').image.to_json()"


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param("import preimage", id="import preimage"),
        pytest.param(f"import preimage; {COMPILE}", id="compile and to_json"),
        pytest.param("import preimage.cli.config", id="the config command"),
    ],
)
def test_start_loads_nothing_slow(statements: str) -> None:
    assert load(statements) & SLOW_TO_LOAD == set()


@pytest.mark.parametrize(
    ("source", "outside"),
    [
        pytest.param("import os.path", {"os"}, id="module"),
        pytest.param("def f():\n    from urllib.request import urlopen", {"urllib"}, id="import in a function"),
        pytest.param("data = open('x').read()", {"open"}, id="builtin"),
        pytest.param("import sys\nsys.stdout.write('x')", {"sys.stdout"}, id="part of sys"),
        pytest.param("from sys import argv", {"sys.argv"}, id="name from sys"),
        pytest.param("import re, sys\nif sys.platform == 'x': re.compile('x')", set(), id="nothing"),
    ],
)
def test_outside_is_found(source: str, outside: set[str]) -> None:
    assert find_outside(Module("preimage.golang.x", Path("x.py"), ast.parse(source))) == outside
