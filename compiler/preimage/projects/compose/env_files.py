"""Env files read from the disk: those of the project, and those of services.

Source: docs/reference/compose.md, "Files, folder and variables".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from preimage.projects.compose.account import Account
from preimage.projects.compose.dotenv import EnvValue, parse_env_file
from preimage.projects.compose.nodes import Fault, Node, print_value
from preimage.projects.compose.sources import Sources

NOTHING = "/dev/null"
"""A device that stands for an empty env file."""


def read_env_files(
    sources: Sources, paths: Iterable[str], environment: Mapping[str, str], account: Account
) -> dict[str, str]:
    """Give the values of env files by absolute path, a later file over an earlier one.

    Raises:
        Fault: ``couldn't find env file: PATH``, ``PATH is a directory`` or ``failed to read PATH: ...``.
    """
    values: dict[str, str] = {}

    for path in paths:
        if path == NOTHING:
            continue
        if sources.files.is_folder(path):
            raise Fault(f"{path} is a directory", Node(None, path))
        if not sources.files.is_file(path):
            raise Fault(f"couldn't find env file: {path}", Node(None, path))
        try:
            parsed = parse_env_file(sources.read(path), environment.get, account, values)
        except Fault as fault:
            raise Fault(f"failed to read {path}: {fault}", Node(None, path)) from None
        values.update((name, value.text) for name, value in parsed.items())
    return values


def check_label_files(services: Iterable[Node], sources: Sources) -> None:
    """Read the label files of services, as the tool does even where it only builds.

    Raises:
        Fault: ``label file PATH not found: ...`` or ``failed to read PATH: ...``.
    """
    for service in services:
        labels: dict[str, str] = {}
        files = service.get("label_file")
        for entry in files.entries() if files is not None else ():
            labels.update((name, value.text) for name, value in read_label_file(entry, sources, labels).items())


def read_label_file(entry: Node, sources: Sources, earlier: Mapping[str, str]) -> dict[str, EnvValue]:
    """Give the labels of a file; its templates see no variables, only labels of files before it, and its own."""
    path = print_value(entry.value)
    if not sources.files.is_file(path) and not sources.files.is_folder(path):
        raise Fault(f"label file {path} not found: stat {path}: no such file or directory", entry)
    try:
        return parse_env_file(sources.read(path), earlier.get, sources.account)
    except Fault as fault:
        raise Fault(f"failed to read {path}: {fault}", entry) from None
