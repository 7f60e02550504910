"""What a step of a GitHub workflow is told, and how it answers: inputs, event, commands, outputs, summary.

Inputs reach the scripts as variables, never as text pasted into a script.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

EVENT_LIMIT = 32 << 20
"""How large the file with the event may be, in bytes; GitHub's own limit is 25 MB."""
SUMMARY_LIMIT = 1 << 20
"""How large GitHub lets the summary of a step be, in bytes."""


class InputError(ValueError):
    """An input of the action, or what the workflow hands over, is wrong; the text says what to do."""


def read_input(name: str, default: str = "") -> str:
    """Give an input of the action; ``name`` is its variable without ``PREIMAGE_``."""
    return os.environ.get(f"PREIMAGE_{name}", default).strip()


def read_lines(name: str, default: str = "") -> list[str]:
    """Give an input that has one value a line."""
    return [line.strip() for line in read_input(name, default).splitlines() if line.strip()]


def read_choice(name: str, choices: tuple[str, ...]) -> str:
    """Give an input that is one of ``choices``, of which the first is the default.

    Raises:
        InputError: It is something else.
    """
    value = read_input(name) or choices[0]
    if value not in choices:
        raise InputError(f"the input {name.lower().replace('_', '-')} is one of {', '.join(choices)}, not {value!r}")
    return value


def read_event() -> dict[str, Any]:
    """Give the event that started the workflow; none is an empty one.

    Raises:
        InputError: Its file is too large, or holds something else.
    """
    path = os.environ.get("GITHUB_EVENT_PATH", "")
    if not path:
        return {}
    with open(path, "rb") as file:
        text = file.read(EVENT_LIMIT + 1)
    if len(text) > EVENT_LIMIT:
        raise InputError(f"{path}: the event has more than {EVENT_LIMIT} bytes")
    try:
        event = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: the event is no JSON: {error}") from error
    if not isinstance(event, dict):
        raise InputError(f"{path}: the event is no object")
    return event


def find_number(event: dict[str, Any]) -> int | None:
    """Give the number of the pull request that an event is about, None: it is about something else."""
    number = find_part(event, "pull_request", "number")
    return number if isinstance(number, int) else None


def find_part(document: object, *keys: str) -> object:
    """Give what stands below keys in a JSON document, None: nothing."""
    for key in keys:
        document = document.get(key) if isinstance(document, dict) else None
    return document


def tell(kind: str, text: str) -> None:
    """Annotate the run: ``kind`` is ``notice``, ``warning`` or ``error``."""
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    print(f"::{kind}::{escaped}", flush=True)


def set_output(name: str, value: str) -> None:
    """Set an output of the step; values are of one line."""
    path = os.environ.get("GITHUB_OUTPUT", "")
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write(f"{name}={value}\n")


def add_summary(text: str) -> None:
    """Add Markdown to the summary of the step; what does not fit is left out, and that is said."""
    path = os.environ.get("GITHUB_STEP_SUMMARY", "")
    if not path or not text:
        return
    file = Path(path)
    used = file.stat().st_size if file.exists() else 0
    if used + len(text.encode("utf-8", "replace")) + 1 > SUMMARY_LIMIT:
        text = "The report is too long for a summary: see the log.\n"
    with file.open("a", encoding="utf-8", errors="replace") as summary:
        summary.write(f"{text}\n")


def find_temporary_folder() -> Path:
    """Give the folder for files of this run."""
    return Path(os.environ.get("RUNNER_TEMP") or os.environ.get("TMPDIR") or "/tmp")


def report_input_error(error: InputError) -> None:
    """End the step because of wrong use."""
    tell("error", str(error))
    sys.exit(2)
