"""What may lie behind an error of a Dockerfile: a character that cannot be seen, or another encoding.

Source: docs/reference/notes.md.
"""

from __future__ import annotations

from preimage.api import compile
from preimage.model.errors import DockerfileError, PreimageError
from preimage.model.notes import HIDDEN_CHARACTER, UTF16

_EXPLAINING = (HIDDEN_CHARACTER.name, UTF16.name)


def list_fault_notes(filename: str, data: bytes, error: DockerfileError) -> list[str]:
    """Give a line for each note that may explain an error, which ``data`` gives again; else none."""
    notes = error.notes
    if not notes and error.lines:
        try:
            compile(data, notes=True)
        except DockerfileError as again:
            notes = again.notes if again.lines == error.lines else []
        except PreimageError:
            pass
    return [
        f"{filename}:{note.lines[0]}: {note.message}"
        for note in notes
        if note.rule in _EXPLAINING and note.lines[0] in error.lines
    ]
