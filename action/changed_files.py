"""Which Dockerfiles differ between two revisions."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from typing import NamedTuple

from preimage.inputs.names import DOCKERFILE, classify_name

LOCK_FILE = "preimage.lock"
OUTPUT_LIMIT = 64 << 20
"""How much git may print, in bytes."""
_REVISION = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class GitError(ValueError):
    """git does not give what was asked for; the text is git's own."""


class Change(NamedTuple):
    """A Dockerfile that differs: its path before, empty if it is new, and after, empty if it is gone."""

    before: str
    after: str


def is_revision(text: object) -> bool:
    """Tell if something is the full name of a commit, and not the zeros that stand for none."""
    return isinstance(text, str) and _REVISION.fullmatch(text) is not None and set(text) != {"0"}


def call_git(*arguments: str) -> bytes:
    """Give what git prints.

    Raises:
        GitError: It failed, or printed more than `OUTPUT_LIMIT`.
    """
    ran = subprocess.run(["git", *arguments], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if ran.returncode != 0:
        raise GitError(ran.stderr.decode("utf-8", "replace").strip()[:2000])
    if len(ran.stdout) > OUTPUT_LIMIT:
        raise GitError(f"git {arguments[0]} printed more than {OUTPUT_LIMIT} bytes")
    return ran.stdout


def fetch(revision: str) -> None:
    """Get a commit from where the clone came from, if it is not here.

    Raises:
        GitError: It cannot be had.
    """
    try:
        call_git("cat-file", "-e", f"{revision}^{{commit}}")
    except GitError:
        call_git("fetch", "--quiet", "--no-tags", "--depth=1", "origin", revision)


def read_parents(revision: str) -> list[str]:
    """Give the parents of a commit, also those that a shallow clone does not hold."""
    head = call_git("cat-file", "commit", revision).decode("utf-8", "replace").partition("\n\n")[0]
    return [line.removeprefix("parent ") for line in head.split("\n") if line.startswith("parent ")]


def find_changes(before: str, paths: list[str]) -> list[Change]:
    """Give the Dockerfiles at or below ``paths`` that differ between a revision and HEAD, in the order of their paths.

    A Dockerfile also counts as one that differs if the lock file beside it does.
    """
    text = call_git("diff", "--name-status", "-z", "--find-renames", "--no-ext-diff", before, "HEAD")
    found: dict[str, Change] = {}
    for change in _read_changes(text):
        name = change.after or change.before
        if name.rpartition("/")[2] == LOCK_FILE:
            for path in _list_dockerfiles(name.rpartition("/")[0]):
                found.setdefault(path, Change(path, path))
        elif _is_dockerfile(change.after) or _is_dockerfile(change.before):
            found[name] = change
    return [found[path] for path in sorted(found) if is_below(path, paths)]


def _read_changes(text: bytes) -> Iterator[Change]:
    words = iter(text.decode("utf-8", "surrogateescape").split("\0"))
    for status in words:
        if status[:1] in ("R", "C"):
            before = next(words)
            yield Change(before if _is_dockerfile(before) else "", next(words))
        elif status:
            path = next(words)
            yield Change("" if status == "A" else path, "" if status == "D" else path)


def _list_dockerfiles(folder: str) -> Iterator[str]:
    listed = call_git("ls-files", "-z", "--", f":(literal){folder}" if folder else ".")
    for path in listed.decode("utf-8", "surrogateescape").split("\0"):
        if path.rpartition("/")[0] == folder and _is_dockerfile(path):
            yield path


def _is_dockerfile(path: str) -> bool:
    return classify_name(path.rpartition("/")[2]) == DOCKERFILE


def is_below(path: str, folders: list[str]) -> bool:
    """Tell if a path is one of ``folders``, or in one of them; ``.`` has all."""
    names = [folder.removeprefix("./").rstrip("/") for folder in folders]
    return any(name in ("", ".", path) or path.startswith(f"{name}/") for name in names)
