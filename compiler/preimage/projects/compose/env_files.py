"""Env files read from the disk: those of the project, and those of services.

Source: docs/reference/compose.md, "Files, folder and variables".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from preimage.projects.compose.account import Account
from preimage.projects.compose.dotenv import parse_env_file
from preimage.projects.compose.nodes import Fault, Node
from preimage.projects.compose.sources import Sources


def read_env_files(
    sources: Sources, paths: Iterable[str], environment: Mapping[str, str], account: Account
) -> dict[str, str]:
    """Give the values of env files by absolute path, a later file over an earlier one.

    Raises:
        Fault: ``couldn't find env file: PATH``, ``PATH is a directory`` or ``failed to read PATH: ...``.
    """
    values: dict[str, str] = {}

    def look_up(name: str) -> str | None:
        known = environment.get(name)
        return values.get(name) if known is None else known

    for path in paths:
        if sources.files.is_folder(path):
            raise Fault(f"{path} is a directory", Node(None, path))
        if not sources.files.is_file(path):
            raise Fault(f"couldn't find env file: {path}", Node(None, path))
        try:
            parsed = parse_env_file(sources.read(path), look_up, account)
        except Fault as fault:
            raise Fault(f"failed to read {path}: {fault}", Node(None, path)) from None
        values.update((name, value.text) for name, value in parsed.items())
    return values
