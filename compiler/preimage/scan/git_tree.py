"""The files of a commit, read through the git program: nothing is checked out, fetched or written."""

from __future__ import annotations

import os
import posixpath
import subprocess
from collections.abc import Iterator

from preimage.model.errors import LimitError, OptionError
from preimage.scan.trees import ABSENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

_QUIET = ("--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "protocol.allow=never")
_OF_ANOTHER = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
_BLOCK = 1 << 16
_LOOK = ("cat-file", "--batch-check", "--follow-symlinks")
_REGULAR = (b"100644", b"100755")


class GitTree:
    """The files of a commit; paths begin with a slash, or are relative to the root of the repository."""

    def __init__(self, repository: str, commit: str) -> None:
        self._repository = repository
        self._commit = commit
        self._look = _start(repository, *_LOOK)
        # Started for the first path that has to be ended otherwise than by a line break.
        self._look_whole: subprocess.Popen[bytes] | None = None
        self._content = _start(repository, "cat-file", "--batch")

    def read(self, path: str, limit: int) -> bytes:
        """Give the content of a file of at most ``limit`` bytes; symbolic links are followed within the commit.

        Raises:
            FileNotFoundError: there is none.
            IsADirectoryError: it is a folder.
            LimitError: it is larger.
            OptionError: the path has a line break, and git is older than 2.38.
        """
        found = self._find(path)
        if found is None:
            raise FileNotFoundError(2, "No such file or directory", path)
        name, kind, size = found
        if kind != b"blob":
            raise IsADirectoryError(21, "Is a directory", path)
        if size > limit:
            raise LimitError(f"{path} is larger than {limit} bytes")
        _ask(self._content, name)
        _read_line(self._content)
        data = _read_bytes(self._content, size)
        _read_bytes(self._content, 1)
        return data

    def stamp(self, path: str) -> str:
        """Give the name of the object, or `ABSENT`."""
        found = self._find(path)
        return ABSENT if found is None else found[0].decode("ascii")

    def is_file(self, path: str) -> bool:
        """Tell whether there is a file."""
        found = self._find(path)
        return found is not None and found[1] == b"blob"

    def is_folder(self, path: str) -> bool:
        """Tell whether there is a folder."""
        found = self._find(path)
        return found is not None and found[1] == b"tree"

    def resolve_links(self, path: str) -> str:
        """Give the path as it is: links are followed where files are read, and never out of the commit."""
        return path

    def close(self) -> None:
        """End the programs that read."""
        for process in (self._look, self._look_whole, self._content):
            if process is not None:
                process.communicate()

    def _find(self, path: str) -> tuple[bytes, bytes, int] | None:
        """Give name, kind and size of what is at a path."""
        inner = posixpath.normpath(path).lstrip("/")
        # No path of git has a NUL, and one would end what is asked before its time.
        if "\0" in inner or inner.startswith(".."):
            return None
        asked = self._commit.encode("ascii") + b":" + os.fsencode("" if inner == "." else inner)
        process, line = self._ask_for(asked)
        words = line.split(b" ")
        if len(words) == 2 and words[0] in (b"dangling", b"loop", b"notdir", b"symlink"):
            # What the link names comes on lines of its own.
            _read_bytes(process, int(words[1]) + 1)
            return None
        if len(words) != 3 or not words[2].isdigit():
            return None
        return words[0], words[1], int(words[2])

    def _ask_for(self, asked: bytes) -> tuple[subprocess.Popen[bytes], bytes]:
        """Ask what a name stands for; gives the program that was asked, and the line that it answers."""
        if b"\n" not in asked and b"\r" not in asked:
            _ask(self._look, asked)
            return self._look, _read_line(self._look)
        if self._look_whole is None:
            self._look_whole = _start(self._repository, *_LOOK, "-z")
        try:
            _ask(self._look_whole, asked, b"\0")
            line = _read_line(self._look_whole)
        except (OSError, OptionError) as error:
            raise OptionError("--git: a path with a line break needs git 2.38 or newer") from error
        if line.startswith(asked.partition(b"\n")[0]):
            # Of what is not there the answer repeats the name, with its line breaks.
            for _ in range(asked.count(b"\n")):
                _read_line(self._look_whole)
        return self._look_whole, line


def find_commit(repository: str, revision: str) -> str:
    """Give the commit that a revision of a repository names.

    Raises:
        OptionError: there is no such repository or revision, or no git.
    """
    process = _start(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    found = process.communicate()[0].decode("ascii", "replace").strip()
    if process.returncode == 0 and found:
        return found
    process = _start(repository, "rev-parse", "--git-dir")
    process.communicate()
    if process.returncode != 0:
        raise OptionError(f"--git {repository}: git finds no repository there that it may read")
    raise OptionError(f"--git {repository}@{revision}: no such revision")


def list_files(repository: str, commit: str) -> Iterator[str]:
    """Give the paths of all regular files of a commit, in git's order, as they come.

    Raises:
        OptionError: git cannot read the commit.
    """
    process = _start(repository, "ls-tree", "-r", "-z", "--full-tree", commit)
    assert process.stdout is not None
    rest = b""
    try:
        while block := process.stdout.read(_BLOCK):
            *entries, rest = (rest + block).split(b"\0")
            for entry in entries:
                about, _, path = entry.partition(b"\t")
                if about.startswith(_REGULAR):
                    yield os.fsdecode(path)
    finally:
        process.stdout.close()
        process.communicate()
    if process.returncode != 0:
        raise OptionError(f"--git {repository}: git cannot read {commit}")


def _start(repository: str, *arguments: str) -> subprocess.Popen[bytes]:
    env = {name: value for name, value in os.environ.items() if name not in _OF_ANOTHER}
    env |= {"GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
    try:
        return subprocess.Popen(
            ["git", "-C", repository, *_QUIET, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=env,
        )
    except FileNotFoundError as error:
        raise OptionError("--git: there is no git program") from error


def _ask(process: subprocess.Popen[bytes], name: bytes, end: bytes = b"\n") -> None:
    stream = _stream(process.stdin)
    stream.write(name + end)
    stream.flush()


def _read_line(process: subprocess.Popen[bytes]) -> bytes:
    line = _stream(process.stdout).readline()
    if not line.endswith(b"\n"):
        raise OptionError("--git: git has ended before its time")
    return line[:-1]


def _read_bytes(process: subprocess.Popen[bytes], size: int) -> bytes:
    data = _stream(process.stdout).read(size)
    if len(data) != size:
        raise OptionError("--git: git has ended before its time")
    return data


def _stream(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None, "both are pipes"
    return stream
