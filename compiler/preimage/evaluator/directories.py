"""Working directories and drives.

Source: docs/reference/config.md, "WORKDIR" and "Windows in short".
"""

from __future__ import annotations

from preimage.golang.paths import clean, join
from preimage.golang.quoting import quote

_WORKDIR_ERROR = "normalizing workdir: normalizing working directory: removing drive letter"


def change_directory(current: str, path: str, is_windows: bool) -> str:
    """Give the directory that WORKDIR leads to, with forward slashes.

    Raises:
        ValueError: a drive other than C:, a network path, or a path that is only a drive.
    """
    if is_windows:
        try:
            return _change_windows_directory(current, path)
        except ValueError as error:
            raise ValueError(f"{_WORKDIR_ERROR}: {error}") from None
    if not path:
        return current or "/"
    if path.startswith("/"):
        return path
    return join("/", current, path)


def _change_windows_directory(current: str, path: str) -> str:
    current = strip_drive(current.replace("\\", "/") or "/")
    path = path.replace("\\", "/")
    stripped = strip_drive(path) if path else current
    if _is_rooted(stripped):
        return stripped
    return join(current if current.startswith("/") else join("/", current), stripped)


def is_absolute(path: str, is_windows: bool) -> bool:
    """Tell whether WORKDIR would take the path as it is; a faulty path for Windows is relative."""
    if not is_windows:
        return path.startswith("/")
    if not path:
        return False
    try:
        return _is_rooted(strip_drive(path.replace("\\", "/")))
    except ValueError:
        return False


def _is_rooted(stripped: str) -> bool:
    """Tell whether a stripped path still leads from the root when it is stripped once more."""
    try:
        return strip_drive(stripped).startswith("/")
    except ValueError:
        return False


def strip_drive(path: str) -> str:
    """Strip the drive from a path with forward slashes, and clean it.

    Raises:
        ValueError: BuildKit's text.
    """
    if len(path.encode("utf-8", "surrogateescape")) == 2 and path[-1] == ":":
        raise ValueError(f"No relative path specified in {quote(path)}")
    if path.startswith("//"):
        raise ValueError("UNC paths are not supported")
    drive, separator, rest = path.partition(":")
    if not separator:
        return clean(path)
    if drive not in ("c", "C"):
        raise ValueError("The specified path is not on the system drive (C:)")
    return clean(rest)
