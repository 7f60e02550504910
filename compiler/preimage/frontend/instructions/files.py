"""The shape of ADD and COPY.

Source: docs/reference/source.md, "Shape" and "Heredocs".
"""

from __future__ import annotations

from preimage.frontend.flags import BOOLEAN, REPEATABLE, STRING, parse_flags
from preimage.frontend.statement import Statement
from preimage.model.instructions import Add, Copy, Heredoc
from preimage.model.lint import Lint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeVar

    _Transfer = TypeVar("_Transfer", Add, Copy)

_COPY_FLAGS = {
    "from": STRING,
    "chown": STRING,
    "chmod": STRING,
    "link": BOOLEAN,
    "parents": BOOLEAN,
    "exclude": REPEATABLE,
}
_ADD_FLAGS = {
    "chown": STRING,
    "chmod": STRING,
    "checksum": STRING,
    "link": BOOLEAN,
    "keep-git-dir": BOOLEAN,
    "unpack": BOOLEAN,
    "exclude": REPEATABLE,
}


def parse_add(statement: Statement, lint: Lint) -> Add:
    """Parse ADD.

    Raises:
        ValueError: BuildKit's text.
    """
    return _parse_transfer(statement, Add, "ADD", _ADD_FLAGS)


def parse_copy(statement: Statement, lint: Lint) -> Copy:
    """Parse COPY.

    Raises:
        ValueError: BuildKit's text.
    """
    return _parse_transfer(statement, Copy, "COPY", _COPY_FLAGS)


def _parse_transfer(statement: Statement, kind: type[_Transfer], keyword: str, known: dict[str, str]) -> _Transfer:
    args = statement.args
    if len(args) < 2:
        raise ValueError(
            f"{keyword} requires at least two arguments, but only one was provided. Destination could not be determined"
        )
    flags: dict[str, str] = {}
    if statement.flags:
        flags = {name: values[-1] for name, values in parse_flags(statement.flags, known).items()}
    destination = args[-1]
    sources = args[:-1]
    heredocs: list[Heredoc] = []
    # An escape of the JSON form can hide a mark.
    if "<<" in statement.text or (statement.is_json and "<<" in " ".join(args)):
        if _heredoc_of(destination) is not None:
            raise ValueError(f"{keyword} cannot accept a heredoc as a destination")
        sources, heredocs = _separate_heredocs(sources, statement.heredocs)
    return kind(
        statement,
        sources=sources,
        heredocs=heredocs,
        destination=destination,
        flags=flags,
        has_parents=flags.get("parents") == "true",
    )


def _separate_heredocs(words: list[str], bodies: Sequence[Heredoc]) -> tuple[list[str], list[Heredoc]]:
    """Separate paths from heredocs, and give each heredoc the body of the last one of its name."""
    from preimage.shell.heredocs import chomp

    last_of_name = {heredoc.name: heredoc.body for heredoc in bodies}
    paths: list[str] = []
    heredocs: list[Heredoc] = []
    for word in words:
        heredoc = _heredoc_of(word)
        if heredoc is None:
            paths.append(word)
            continue
        body = last_of_name.get(heredoc.name, "")
        heredocs.append(heredoc.with_body(chomp(body) if heredoc.is_chomped else body))
    return paths, heredocs


def _heredoc_of(word: str) -> Heredoc | None:
    from preimage.frontend.heredocs import parse_heredoc

    try:
        return parse_heredoc(word)
    except ValueError:
        return None
