"""Files as they are in a revision of a git repository, read through the git program.

Nothing is written, the work tree is left as it is, and nothing is fetched.

Source: docs/reference/diff.md, "Sides".
"""

from __future__ import annotations

import errno
import os
import posixpath

from preimage.inputs.dockerfiles import FILE_NAMES, IGNORE_FILE_BYTES, LOCK_NAME, DockerfileInput, list_ignore_paths
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
        self._found: dict[str, tuple[str, str, int]] = {}
        found = self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        if found is None:
            self._explain_failure()
        self._commit = (found or b"").decode("ascii").strip()

    def _explain_failure(self) -> None:
        if self._ask("rev-parse", "--git-dir") is None:
            raise OptionError(f"{PREFIX}{self.name}: this folder is in no git repository")
        raise OptionError(f"{PREFIX}{self.name}: no such revision")

    def show(self, path: str) -> str:
        """Give a path as it is named with the revision."""
        return f"{PREFIX}{self.name}:{path}"

    def read(self, path: str, limit: int) -> bytes | None:
        """Read a file; None: there is no such file in the revision.

        Raises:
            LimitError: it is larger than the limit, in bytes.
        """
        kind, name, size = self._find(path)
        if kind != "blob":
            return None
        if size > limit:
            raise LimitError(f"{self.show(path)} is larger than {limit} bytes")
        return self._ask("cat-file", "blob", name)

    def is_file(self, path: str) -> bool:
        """Tell whether the revision has a file of the name."""
        return self._find(path)[0] == "blob"

    def is_folder(self, path: str) -> bool:
        """Tell whether the revision has a folder of the name."""
        return self._find(path)[0] == "tree"

    def list_names(self, path: str) -> list[str]:
        """Give the names of what is in a folder; empty: there is none."""
        found = self._ask("ls-tree", "-z", "--name-only", self._locate(path)) or b""
        return [os.fsdecode(name) for name in found.split(b"\0") if name]

    def _find(self, path: str) -> tuple[str, str, int]:
        """Give kind, name and size of what is at a path, links in the revision followed; an empty kind: nothing is."""
        found = self._found.get(path)
        if found is None:
            found = self._found[path] = self._look(path)
        return found

    def _look(self, path: str) -> tuple[str, str, int]:
        where = self._locate(path)
        if "\0" in where:
            return "", "", 0
        is_broken = "\n" in where or "\r" in where
        look = ("cat-file", "--batch-check", "--follow-symlinks", *(("-z",) if is_broken else ()))
        answer = self._ask(*look, given=os.fsencode(where) + (b"\0" if is_broken else b"\n"))
        if answer is None and is_broken:
            raise OptionError(f"{self.show(path)}: a path with a line break needs git 2.38 or newer")
        words = (answer or b"").partition(b"\n")[0].split(b" ")
        # Of what is not there the answer repeats the name, whose words may look like an answer.
        if len(words) != 3 or b":" in words[0] or not words[2].isdigit():
            return "", "", 0
        return words[1].decode("ascii"), words[0].decode("ascii"), int(words[2])

    def _locate(self, path: str) -> str:
        # A path that begins with a dot starts at the current folder.
        normal = posixpath.normpath(path.replace(os.sep, "/"))
        return f"{self._commit}:./{normal if normal != '.' else ''}"

    def _ask(self, *arguments: str, given: bytes = b"") -> bytes | None:
        """Run git, with what it is given on its standard input; None: it failed."""
        import subprocess

        env = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
        try:
            done = subprocess.run(
                ["git", *_QUIET, *arguments],
                check=False,
                capture_output=True,
                env=env,
                timeout=_SECONDS,
                input=given,
            )
        except FileNotFoundError as error:
            raise OptionError(f"{PREFIX}{self.name}: there is no git program") from error
        except subprocess.TimeoutExpired as error:
            raise OptionError(f"{PREFIX}{self.name}: git did not answer within {_SECONDS} s") from error
        return done.stdout if done.returncode == 0 else None


class RevisionPlace:
    """Where a Dockerfile is in a revision: ``path`` starts at the current folder, ``context`` is its build context."""

    __slots__ = ("_context", "_dockerfile", "_revision", "path")

    def __init__(self, revision: Revision, path: str, context: str, *, is_inline: bool = False) -> None:
        """``is_inline``: the Dockerfile stands in the file at the path, and no ignore file is of its own."""
        self.path = path
        self._context = context
        self._dockerfile = "" if is_inline else path
        self._revision = revision

    @property
    def lock_name(self) -> str:
        """What its lock file is called."""
        return self._revision.show(self._lock_path)

    @property
    def _lock_path(self) -> str:
        return posixpath.join(posixpath.dirname(self.path), LOCK_NAME)

    def read_lock(self) -> bytes | None:
        """Read its lock file; None: there is none.

        Raises:
            LimitError: it is too large.
        """
        return self._revision.read(self._lock_path, _LOCK_LIMIT)

    def read_ignore_data(self) -> bytes | None:
        """Read its ignore file; None: there is none.

        Raises:
            LimitError: it is too large.
        """
        paths = list_ignore_paths(self._dockerfile, self._context)
        found = (self._revision.read(each, IGNORE_FILE_BYTES) for each in paths)
        return next((data for data in found if data is not None), None)


def split_revision(text: str) -> tuple[str, str]:
    """Give revision and path of ``git:REV[:PATH]``; an empty path: it names none.

    Raises:
        OptionError: it names no revision, or a path from the root of the machine.
    """
    name, _, path = text.removeprefix(PREFIX).partition(":")
    if not name:
        raise OptionError(f"{text}: want {PREFIX}REV or {PREFIX}REV:PATH")
    if os.path.isabs(path):
        raise OptionError(f"{text}: a path in a revision starts at the current folder")
    return name, path


def read_revision(text: str, default_path: str) -> DockerfileInput:
    """Read the Dockerfile that ``git:REV[:PATH]`` names; PATH is a Dockerfile or a folder holding one.

    Raises:
        OptionError: there is none.
        LimitError: a file is too large.
    """
    name, path = split_revision(text)
    path = path or default_path
    if os.path.isabs(path):
        raise OptionError(f"{text}: a path in a revision starts at the current folder")
    revision = Revision(name)
    path, data = _read_dockerfile(revision, posixpath.normpath(path))
    return _open(revision, path, data, posixpath.dirname(path))


def read_for_build(revision: Revision, path: str, context: str) -> DockerfileInput:
    """Read the Dockerfile of a build of a project, by its path on disk, and that of the build context.

    Raises:
        FileNotFoundError: there is none.
        LimitError: it is too large.
    """
    path, context = (os.path.relpath(each).replace(os.sep, "/") for each in (path, context))
    folder, name = posixpath.split(path)
    other = posixpath.join(folder, FILE_NAMES[1])
    if name == FILE_NAMES[0] and not revision.is_file(path) and revision.is_file(other):
        path = other
    data = revision.read(path, DEFAULT_LIMITS.dockerfile_bytes)
    if data is None:
        raise FileNotFoundError(errno.ENOENT, "no such file in this revision", revision.show(path))
    return _open(revision, path, data, context)


def _open(revision: Revision, path: str, data: bytes, context: str) -> DockerfileInput:
    """Give a Dockerfile of a revision with what goes with it there."""
    source = DockerfileInput(revision.show(path), data, "", is_file=False)
    source.revision = RevisionPlace(revision, path, context)
    return source


def _read_dockerfile(revision: Revision, path: str) -> tuple[str, bytes]:
    paths = [path]
    if path == "." or revision.is_folder(path):
        paths = [name if path == "." else posixpath.join(path, name) for name in FILE_NAMES]
    for each in paths:
        data = revision.read(each, DEFAULT_LIMITS.dockerfile_bytes)
        if data is not None:
            return each, data
    raise OptionError(f"{PREFIX}{revision.name}:{path}: no Dockerfile there in this revision")
