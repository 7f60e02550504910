from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import preimage
from preimage.cli.version import read_version


def test_version_of_the_distribution(tmp_path, monkeypatch) -> None:
    # Comes before the distribution that is installed, if there is one.
    folder = tmp_path / "preimage-9.8.7.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: preimage\nVersion: 9.8.7\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert read_version() == "9.8.7"


def test_a_distribution_that_is_not_there(monkeypatch) -> None:
    monkeypatch.setattr(sys, "meta_path", [])
    assert read_version() == "unknown"


def test_sources_that_are_not_installed(tmp_path) -> None:
    # -I -S: nothing but the standard library and what is put on the path here.
    (tmp_path / "preimage").symlink_to(Path(preimage.__file__).parent)
    program = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from preimage.cli import main; main(['-V'])"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, check=False, timeout=30)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"preimage unknown\n", b"")
