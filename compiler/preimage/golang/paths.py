"""Slash-separated paths as Go's path package handles them."""

from __future__ import annotations


def clean(path: str) -> str:
    """Give the shortest equal path (Go's ``path.Clean``): no ``.``, no ``//``, ``..`` resolved; empty is ``.``.

    Other than in Python's ``posixpath.normpath``, two leading slashes are one.
    """
    rooted = path.startswith("/")
    kept: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if kept and kept[-1] != "..":
                kept.pop()
            elif not rooted:
                kept.append(part)
        elif part and part != ".":
            kept.append(part)
    joined = "/".join(kept)
    return f"/{joined}" if rooted else joined or "."


def join(*parts: str) -> str:
    """Join the parts that are not empty by a slash and clean the result (Go's ``path.Join``); none give ``""``."""
    joined = "/".join(filter(None, parts))
    return clean(joined) if joined else ""


def base(path: str) -> str:
    """Give the last element (Go's ``path.Base``), trailing slashes dropped; empty is ``.``, only slashes ``/``."""
    if not path:
        return "."
    return path.rstrip("/").rpartition("/")[2] or "/"
