"""The source distribution gets the manual page, which is made from the parsers; everything else is in setup.cfg.

The same tree gives the same bytes, whenever and wherever it is built: times are that of SOURCE_DATE_EPOCH, or the first
that an archive can have.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import tarfile
from contextlib import suppress
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

FIRST_TIME = "315532800"
"""1980: what a wheel holds has no earlier time."""

os.environ.setdefault("SOURCE_DATE_EPOCH", FIRST_TIME)
# What setuptools writes itself, such as entry_points.txt, has the modes that the user's umask leaves.
os.umask(0o022)


class BuildPlain(build_py):
    """Copies data files with the modes of modules, whatever those of the checkout are."""

    def build_package_data(self) -> None:
        super().build_package_data()
        for _, _, folder, names in self.data_files:
            for name in names:
                (Path(folder) / name).chmod(0o644)


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

    def make_archive(self, base_name: str, format: str, *arguments: str | None, **options: str | None) -> str:  # noqa: A002
        """Write the archive without what differs from machine to machine: order, times, owners and modes."""
        if format != "gztar":
            return super().make_archive(base_name, format, *arguments, **options)
        root = Path(str(options.get("root_dir") or (arguments or (".",))[0] or "."))
        folder = str(options.get("base_dir") or arguments[1])
        path = f"{base_name}.tar.gz"
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        with (
            open(path, "wb") as file,
            gzip.GzipFile("", "wb", 9, file, mtime=int(os.environ["SOURCE_DATE_EPOCH"])) as packed,
            tarfile.open(mode="w", fileobj=packed, format=tarfile.PAX_FORMAT) as archive,
        ):
            for entry in sorted((root / folder).rglob("*")):
                archive.add(entry, str(entry.relative_to(root)), recursive=False, filter=make_plain)
        return path


def make_plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Take from a member what the machine has put there."""
    member.mtime = int(os.environ["SOURCE_DATE_EPOCH"])
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o755 if member.isdir() else 0o644
    return member


commands: dict[str, type] = {"build_py": BuildPlain, "sdist": SdistWithManual}
# An older setuptools, which is good enough for anything but a wheel, does not have it.
with suppress(ImportError):
    from setuptools.command.bdist_wheel import bdist_wheel

    class WheelWithPlainModes(bdist_wheel):
        """Gives what describes the wheel, such as the licence, the modes of modules."""

        def egg2dist(self, egginfo_path: str, distinfo_path: str) -> None:
            super().egg2dist(egginfo_path, distinfo_path)
            for path in Path(distinfo_path).rglob("*"):
                path.chmod(0o755 if path.is_dir() else 0o644)

    commands["bdist_wheel"] = WheelWithPlainModes

setup(cmdclass=commands)
