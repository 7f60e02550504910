"""The source distribution gets the manual page, which is made from the parsers; everything else is in setup.cfg."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.sdist import sdist


class SdistWithManual(sdist):
    """Writes ``man/preimage.1`` into the distribution, and nothing into the source tree."""

    def make_release_tree(self, base_dir: str, files: list[str]) -> None:
        super().make_release_tree(base_dir, files)
        # No third party is needed for it, so that an isolated build can make it.
        command = [sys.executable, "-m", "preimage.cli.manual"]
        page = subprocess.run(command, env={**os.environ, "PYTHONPATH": "compiler"}, capture_output=True, check=True)
        folder = Path(base_dir) / "man"
        folder.mkdir(exist_ok=True)
        (folder / "preimage.1").write_bytes(page.stdout)


setup(cmdclass={"sdist": SdistWithManual})
