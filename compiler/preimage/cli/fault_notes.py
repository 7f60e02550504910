"""What may lie behind an error of a Dockerfile: a character that cannot be seen, another encoding, a stage's name.

Source: docs/reference/notes.md.
"""

from __future__ import annotations

from preimage.api import compile
from preimage.model.errors import DockerfileError, PreimageError, TargetNotFound
from preimage.model.notes import HIDDEN_CHARACTER, UTF16

_MOST_STAGES = 20
_EXPLAINING = (HIDDEN_CHARACTER.name, UTF16.name)


def list_fault_notes(filename: str, data: bytes, error: DockerfileError) -> list[str]:
    """Give a line for each note that may explain an error, which ``data`` gives again; else none."""
    if isinstance(error, TargetNotFound):
        return [_list_stages(filename, error)]
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


def _list_stages(filename: str, error: TargetNotFound) -> str:
    names = list(dict.fromkeys(error.stages))
    if not names:
        return f"{filename} has no stage with a name; without --target its last one is built"
    more = f" and {len(names) - _MOST_STAGES} more" if len(names) > _MOST_STAGES else ""
    return f"{filename} has the stages {', '.join(names[:_MOST_STAGES])}{more}"
