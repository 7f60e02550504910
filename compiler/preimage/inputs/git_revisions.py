"""Files as they are in a revision of a git repository, read through the git program.

Nothing is written, the work tree is left as it is, and nothing is fetched.

Source: docs/reference/diff.md, "Sides".
"""

from __future__ import annotations

import os
import posixpath

from preimage.inputs.base_sources import LOCK_NAME
from preimage.inputs.dockerfiles import FILE_NAMES, IGNORE_FILE_BYTES, DockerfileInput, list_ignore_paths
from preimage.model.errors import LimitError, OptionError
from preimage.model.limits import DEFAULT_LIMITS

PREFIX = "git:"
"""What a side that is a revision begins with: ``git:REV`` or ``git:REV:PATH``."""

_LOCK_LIMIT = 64 << 20
_QUIET = ("--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "protocol.allow=never")
_SECONDS = 60


class Revision:
    """The files of one commit; paths start at the current folder."""

    def __init__(self, name: str) -> None:
        """Find the commit that a name stands for.

        Raises:
            OptionError: there is no git, no repository, or no such revision.
        """
        self.name = name
        found = self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        if found is None:
            self._explain_failure()
        self._commit = (found or b"").decode("ascii").strip()

    def _explain_failure(self) -> None:
        if self._ask("rev-parse", "--git-dir") is None:
            raise OptionError(f"{PREFIX}{self.name}: this folder is in no git repository")
        raise OptionError(f"{PREFIX}{self.name}: no such revision")

    def read(self, path: str, limit: int) -> bytes | None:
        """Read a file; None: there is no such file in the revision.

        Raises:
            LimitError: it is larger than the limit, in bytes.
        """
        where = self._locate(path)
        if self._ask("cat-file", "-t", where) != b"blob\n":
            return None
        size = self._ask("cat-file", "-s", where)
        if size is None or int(size) > limit:
            raise LimitError(f"{PREFIX}{self.name}:{path} is larger than {limit} bytes")
        return self._ask("cat-file", "blob", where)

    def is_folder(self, path: str) -> bool:
        """Tell whether the revision has a folder of the name."""
        return self._ask("cat-file", "-t", self._locate(path)) == b"tree\n"

    def _locate(self, path: str) -> str:
        # A path that begins with a dot starts at the current folder.
        normal = posixpath.normpath(path.replace(os.sep, "/"))
        return f"{self._commit}:./{normal if normal != '.' else ''}"

    def _ask(self, *arguments: str) -> bytes | None:
        """Run git; None: it failed."""
        import subprocess

        env = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
        try:
            done = subprocess.run(
                ["git", *_QUIET, *arguments],
                check=False,
                capture_output=True,
                env=env,
                timeout=_SECONDS,
                stdin=subprocess.DEVNULL,
            )
        except FileNotFoundError as error:
            raise OptionError(f"{PREFIX}{self.name}: there is no git program") from error
        except subprocess.TimeoutExpired as error:
            raise OptionError(f"{PREFIX}{self.name}: git did not answer within {_SECONDS} s") from error
        return done.stdout if done.returncode == 0 else None


class RevisionFiles:
    """A Dockerfile of a revision, with the lock file and the ignore file that go with it there."""

    __slots__ = ("ignore", "lock", "lock_name", "source")

    def __init__(self, source: DockerfileInput, lock: bytes | None, lock_name: str, ignore: bytes | None) -> None:
        self.source = source
        self.lock = lock
        self.lock_name = lock_name
        self.ignore = ignore


def read_revision(text: str, default_path: str) -> RevisionFiles:
    """Read the Dockerfile that ``git:REV[:PATH]`` names; PATH is a Dockerfile or a folder holding one.

    Raises:
        OptionError: there is none.
        LimitError: a file is too large.
    """
    name, separator, path = text.removeprefix(PREFIX).partition(":")
    if not name:
        raise OptionError(f"{text}: want {PREFIX}REV or {PREFIX}REV:PATH")
    path = path if separator and path else default_path
    if os.path.isabs(path):
        raise OptionError(f"{text}: a path in a revision starts at the current folder")
    revision = Revision(name)
    path, data = _read_dockerfile(revision, posixpath.normpath(path))
    folder = posixpath.dirname(path)
    shown = f"{PREFIX}{name}:{path}"
    ignore_files = (revision.read(each, IGNORE_FILE_BYTES) for each in list_ignore_paths(path, folder))
    ignore = next((data for data in ignore_files if data is not None), None)
    lock_path = posixpath.join(folder, LOCK_NAME)
    lock = revision.read(lock_path, _LOCK_LIMIT)
    source = DockerfileInput(shown, data, "", is_file=False)
    return RevisionFiles(source, lock, f"{PREFIX}{name}:{lock_path}", ignore)


def _read_dockerfile(revision: Revision, path: str) -> tuple[str, bytes]:
    paths = [path]
    if path == "." or revision.is_folder(path):
        paths = [name if path == "." else posixpath.join(path, name) for name in FILE_NAMES]
    for each in paths:
        data = revision.read(each, DEFAULT_LIMITS.dockerfile_bytes)
        if data is not None:
            return each, data
    raise OptionError(f"{PREFIX}{revision.name}:{path}: no Dockerfile there in this revision")
