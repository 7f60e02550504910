"""What is told of Dockerfiles that would be judged otherwise if the current folder were their build context.

Source: docs/reference/checks/copy-ignored-file.md.
"""

from __future__ import annotations

import os
from contextlib import suppress

from preimage.api import compile_request
from preimage.cli.terminal import print_note
from preimage.inputs.dockerfiles import DockerfileInput, parse_ignore_data, read_ignore_data
from preimage.model.errors import PreimageError
from preimage.model.rules import COPY_IGNORED_FILE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from preimage.inputs.base_sources import BaseSources
    from preimage.model.findings import Finding
    from preimage.model.options import BuildRequest
    from preimage.model.report import FileReport


def tell_other_contexts(checked: Iterable[tuple[DockerfileInput, BaseSources, BuildRequest, FileReport]]) -> None:
    """Tell of Dockerfiles that were checked with the ignore file of their folder, and nobody said that it counts."""
    for source, sources, request, report in checked:
        note = describe_other_context(source, sources, request, report.findings) if report.error is None else ""
        if note:
            print_note(note)


def describe_other_context(
    source: DockerfileInput, sources: BaseSources, request: BuildRequest, findings: Iterable[Finding]
) -> str:
    """Say that the ignore file of the current folder would lead to other findings than that of the Dockerfile's folder.

    ``findings`` are those with the latter. Empty if nothing would change, or if one of them has no ignore file.
    """
    here = DockerfileInput(source.name, source.data, os.curdir)
    with suppress(PreimageError, OSError):
        own, other = read_ignore_data(source), read_ignore_data(here)
        if own is None or other is None or own == other:
            return ""
        bases = sources.for_folder(source.folder)
        found = compile_request(source.data, request, bases, parse_ignore_data(other)).warnings
        if _list_ignored(found) != _list_ignored(findings):
            return (
                f"{source.name}: the ignore file of {source.context} counts; that of this folder would give other "
                f"warnings of {COPY_IGNORED_FILE.name}. Which folder is the build context, --context tells"
            )
    return ""


def _list_ignored(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.rule == COPY_IGNORED_FILE.name]
