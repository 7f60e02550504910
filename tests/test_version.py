from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import preimage
from preimage.version import VERSION


def run_without_packages(folder: Path, program: str) -> str:
    """Run a program with nothing but the standard library and these sources; gives what it prints."""
    (folder / "preimage").symlink_to(Path(preimage.__file__).parent)
    program = f"import sys; sys.path.insert(0, {str(folder)!r}); {program}"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, check=True, timeout=30)
    return done.stdout.decode()


def test_version_is_a_public_version() -> None:
    assert preimage.__version__ == VERSION
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)
    assert "__version__" in dir(preimage)


def test_what_is_installed_has_the_version_of_the_sources() -> None:
    assert version("preimage") == VERSION


def test_sources_that_are_not_installed_know_it(tmp_path) -> None:
    text = run_without_packages(tmp_path, "from preimage.cli import main; main(['-V'])")
    assert text == f"preimage {VERSION}\n"


def test_asking_for_the_version_loads_nothing_else(tmp_path) -> None:
    program = "import preimage; print(preimage.__version__, *(name for name in sys.modules if 'preimage.' in name))"
    assert run_without_packages(tmp_path, f"{program}; assert 'importlib.metadata' not in sys.modules") == (
        f"{VERSION} preimage.version\n"
    )
