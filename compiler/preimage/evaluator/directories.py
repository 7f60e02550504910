"""Working directories and drives.

Source: docs/reference/config.md, "WORKDIR" and "Windows in short".
"""

from __future__ import annotations

import re

from preimage.golang.paths import clean, join
from preimage.golang.quoting import quote

_DRIVE_ERROR = "removing drive letter"
_WORKDIR_ERROR = f"normalizing workdir: normalizing working directory: {_DRIVE_ERROR}"


def change_directory(current: str, path: str, is_windows: bool) -> str:
    """Give the directory that WORKDIR leads to, with forward slashes.

    Raises:
        ValueError: a drive other than C:, a network path, or a path that is only a drive.
    """
    if is_windows:
        try:
            return _normalize(current, path)
        except ValueError as error:
            raise ValueError(f"{_WORKDIR_ERROR}: {error}") from None
    if not path:
        return current or "/"
    if path.startswith("/"):
        return path
    return join("/", current, path)


def enter_directory(current: str, path: str) -> str:
    """Give the directory from which COPY and ADD go on Windows after a change to ``path``, which has backslashes.

    It is not the WorkingDir of the config: what still has a drive there is a relative path here, as it is on Linux.
    """
    path = path.replace("\\", "/")
    return path if path.startswith("/") else join(current, path)


def check_destination(current: str, path: str) -> None:
    """Check where COPY and ADD put files on Windows, seen from the directory of the stage.

    Raises:
        ValueError: BuildKit's text.
    """
    try:
        stripped = strip_drive(path)
        # What is left is looked at once more, as a path of its own.
        if path.endswith(("/", "\\")) and not stripped.endswith("/"):
            stripped += "/"
        if not _is_rooted(stripped):
            _normalize(current, stripped)
    except ValueError as error:
        raise ValueError(f"{_DRIVE_ERROR}: {error}") from None


def check_source(path: str, has_parents: bool) -> None:
    """Check a local source of COPY or ADD on Windows; ``has_parents`` tells of ``--parents``.

    Raises:
        ValueError: BuildKit's text, in which the reason is named twice.
    """
    required = ""
    try:
        if has_parents:
            pivot, separator, pattern = path.partition("/./")
            pattern = _normalize("/", pattern if separator else path)
            path = pivot if separator else "/"
            if not (_has_wildcard(path) or _has_wildcard(pattern)):
                required = join(path, pattern)
        _normalize("/", path)
        if required:
            _normalize("/", required)
    except ValueError as error:
        raise ValueError(f"{_DRIVE_ERROR}: {_DRIVE_ERROR}: {error}") from None


def _has_wildcard(path: str) -> bool:
    # A backslash escapes the sign behind it, even here.
    return re.search(r"[*?\[]", re.sub(r"(?s)\\.", "", path)) is not None


def check_heredoc_name(name: str) -> None:
    """Check the name of a heredoc that COPY or ADD makes a file of on Windows.

    Raises:
        ValueError: BuildKit's text.
    """
    try:
        strip_drive(name)
    except ValueError as error:
        raise ValueError(f"{_DRIVE_ERROR}: {error}") from None


def _normalize(current: str, path: str) -> str:
    """Give the path without its drive, absolute.

    Raises:
        ValueError: see strip_drive.
    """
    parent = strip_drive(current.replace("\\", "/") or "/")
    if not _is_rooted(parent):
        parent = join("/", parent)
    # Without a path the parent is the path, and loses a drive of its own like any other.
    stripped = strip_drive(path.replace("\\", "/") or parent)
    return stripped if _is_rooted(stripped) else join(parent, stripped)


def is_absolute(path: str, is_windows: bool) -> bool:
    """Tell whether WORKDIR would take the path as it is; a faulty path for Windows is relative."""
    if not is_windows:
        return path.startswith("/")
    if not path:
        return False
    try:
        return strip_drive(path).startswith("/")
    except ValueError:
        return False


def is_joined(path: str, is_windows: bool) -> bool:
    """Tell whether ``change_directory`` joins a path that it accepts to the directory before."""
    if not is_windows:
        return not path.startswith("/")
    return not path or not _is_rooted(strip_drive(path.replace("\\", "/")))


def _is_rooted(stripped: str) -> bool:
    """Tell whether a stripped path still leads from the root when it is stripped once more."""
    try:
        return strip_drive(stripped).startswith("/")
    except ValueError:
        return False


def strip_drive(path: str) -> str:
    """Strip the drive from a path, which the error quotes as given, turn slashes forward, and clean it.

    Raises:
        ValueError: BuildKit's text.
    """
    if len(path.encode("utf-8", "surrogateescape")) == 2 and path[-1] == ":":
        raise ValueError(f"No relative path specified in {quote(path)}")
    path = path.replace("\\", "/")
    if path.startswith("//"):
        raise ValueError("UNC paths are not supported")
    drive, separator, rest = path.partition(":")
    if not separator:
        return clean(path)
    if drive not in ("c", "C"):
        raise ValueError("The specified path is not on the system drive (C:)")
    return clean(rest)
