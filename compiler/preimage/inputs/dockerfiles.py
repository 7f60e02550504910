"""Finding and reading Dockerfiles and the ignore files that go with them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from preimage.inputs.reading import read_file, read_stream
from preimage.model.errors import DockerfileError, OptionError
from preimage.model.limits import DEFAULT_LIMITS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from preimage.model.ignore import IgnoreFile
else:
    Protocol = object

STANDARD_INPUT = "-"
IGNORE_FILE_BYTES = 1 << 20
_NAME = "the Dockerfile"
FILE_NAMES = ("Dockerfile", "dockerfile", "Containerfile", "containerfile")
"""Names of the Dockerfile in a folder, the usual one first."""
LOCK_NAME = "preimage.lock"
"""The name of the lock file, beside the Dockerfiles that it serves."""


class Surroundings(Protocol):
    """Where a Dockerfile is whose files are not on disk; ``lock_name`` is what its lock file is called."""

    @property
    def path(self) -> str:
        """The path at which it is on disk, if it is; settings are those for that."""

    @property
    def lock_name(self) -> str: ...

    def read_lock(self) -> bytes | None:
        """Read its lock file; None: there is none."""

    def read_ignore_data(self) -> bytes | None:
        """Read its ignore file; None: there is none."""


class DockerfileInput:
    """The text of a Dockerfile, the name it is shown by, and the folder of its build context (empty: none).

    ``folder`` is where the Dockerfile itself is; empty for standard input. ``is_stream``: the text came from standard
    input, also if it stands for a file. ``revision``: it is in a revision, and so is what goes with it; its folder is
    empty then.
    """

    __slots__ = ("context", "data", "folder", "is_stream", "name", "revision")

    def __init__(self, name: str, data: bytes, context: str, *, is_file: bool = True, is_stream: bool = False) -> None:
        self.name = name
        self.data = data
        self.context = context
        self.is_stream = is_stream
        self.folder = (os.path.dirname(name) or ".") if is_file else ""
        self.revision: Surroundings | None = None

    @property
    def place(self) -> str:
        """The path whose settings hold; empty: it has none."""
        if self.revision is not None:
            return self.revision.path
        return self.name if self.folder else ""

    def with_data(self, data: bytes) -> DockerfileInput:
        """Give the same with another text."""
        same = DockerfileInput(self.name, data, self.context, is_file=bool(self.folder), is_stream=self.is_stream)
        same.revision = self.revision
        return same


def read_dockerfile(
    path: str, file: str | None, say: Callable[[str], None], *, typed_name: str = ""
) -> DockerfileInput:
    """Read the Dockerfile that PATH and ``--file`` name: a file, a folder holding one, or ``-``.

    ``say`` is told which file of a folder is read if it is not called Dockerfile. ``typed_name`` is the path that the
    text of standard input stands for.

    Raises:
        OptionError: there is none, or it is no regular file, or a link that leaves the folder.
        LimitError: it is too large.
        OSError: it cannot be read.
    """
    if STANDARD_INPUT in (path, file):
        data = read_stream(sys.stdin.buffer, DEFAULT_LIMITS.dockerfile_bytes, _NAME)
        if typed_name:
            context = (os.path.dirname(typed_name) or ".") if path == STANDARD_INPUT else path
            return DockerfileInput(typed_name, data, context, is_stream=True)
        context = "" if path == STANDARD_INPUT else path
        return DockerfileInput(FILE_NAMES[0], data, context, is_file=False, is_stream=True)
    context = ""
    if file is not None:
        context, path = path, _choose_in_folder(file, say) if os.path.isdir(file) else file
    elif os.path.isdir(path):
        context, path = path, _choose_in_folder(path, say)
    else:
        context = os.path.dirname(path) or "."
    return DockerfileInput(path, read_file(path, DEFAULT_LIMITS.dockerfile_bytes), context)


def find_in_folder(folder: str) -> str:
    """Give the name of the Dockerfile in a folder, the first of `FILE_NAMES` that is there; empty if none is.

    Raises:
        OSError: the folder cannot be read.
    """
    # Listing tells names apart by case even where the file system does not.
    names = set(os.listdir(folder))
    return next((name for name in FILE_NAMES if name in names and not os.path.isdir(os.path.join(folder, name))), "")


def _choose_in_folder(folder: str, say: Callable[[str], None]) -> str:
    name = find_in_folder(folder)
    if not name:
        raise OptionError(f"{folder}: no {', '.join(FILE_NAMES[:-1])} or {FILE_NAMES[-1]} in this folder")
    path = name if folder == "." else os.path.join(folder, name)
    if leaves_folder(path, folder):
        raise OptionError(f"{path} is a link that leaves the folder; to read it all the same, name it with --file")
    if name != FILE_NAMES[0]:
        say(f"using {path}")
    return path


def read_ignore_file(source: DockerfileInput) -> IgnoreFile | None:
    """Read the ignore file that goes with a Dockerfile: its own, else that of the build context; None without one.

    Raises:
        DockerfileError: it holds a pattern that BuildKit refuses.
        OptionError: it is no regular file.
        LimitError: it is too large.
        OSError: it cannot be read.
    """
    data = read_ignore_data(source)
    return None if data is None else parse_ignore_data(data)


def read_ignore_data(source: DockerfileInput) -> bytes | None:
    """Give the content of the ignore file; errors are those of `read_ignore_file`, but for what is in it."""
    if source.revision is not None:
        return source.revision.read_ignore_data()
    if not source.context:
        return None
    for path in list_ignore_paths(source.name if source.folder else "", source.context):
        try:
            return read_file(path, IGNORE_FILE_BYTES)
        except (FileNotFoundError, NotADirectoryError):
            continue
    return None


def list_ignore_paths(dockerfile: str, context: str) -> list[str]:
    """Give the paths of the ignore files that go with a Dockerfile, of which the first there is counts.

    ``dockerfile`` is its path, "" for one that came from elsewhere.
    """
    paths = [os.path.join(context, ".dockerignore")]
    if dockerfile:
        paths.insert(0, f"{dockerfile}.dockerignore")
    if "ontainerfile" in os.path.basename(dockerfile):
        # Those who call it so build with podman or buildah, too, which know this name.
        paths.append(os.path.join(context, ".containerignore"))
    return paths


def parse_ignore_data(data: bytes) -> IgnoreFile:
    """Parse the content of an ignore file.

    Raises:
        DockerfileError: it holds a pattern that BuildKit refuses.
    """
    from preimage.model.ignore import parse_ignore_file

    try:
        return parse_ignore_file(data)
    except ValueError as error:
        raise DockerfileError(str(error)) from error


def leaves_folder(path: str, folder: str) -> bool:
    """Tell whether a path in a folder is a symbolic link that leads out of it, at its end or on the way."""
    if not os.path.islink(path):
        return False
    root = os.path.join(os.path.realpath(folder), "")
    return not os.path.realpath(path).startswith(root)
