"""What the protocol's library has to say, on standard error: a line each, made visible, without tracebacks."""

from __future__ import annotations

import logging
import os
import traceback
from contextlib import contextmanager

from preimage.model.visible import show_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

LONGEST_LINE = 400
"""Characters of a line: messages quote what a client sent, which may be a whole file."""
# The exception that is told next says the same.
_TOLD_TWICE = "Unable to deserialize message"


class LineFormatter(logging.Formatter):
    """Gives a record as a line: what happened, the exception, and where it was raised."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line, without its newline."""
        text = record.getMessage().partition("\n")[0]
        end = ""
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            frames = traceback.extract_tb(error.__traceback__)
            place = f" ({os.path.basename(frames[-1].filename)}:{frames[-1].lineno})" if frames else ""
            end = f": {_shorten(str(error) or 'no text')} [{type(error).__name__}{place}]"
        return show_line(f"{record.levelname}: {_shorten(text)}{end}")


@contextmanager
def log_lines(file: TextIO) -> Iterator[None]:
    """Write warnings and errors of the library, and of the event loop, to a file while the context lasts."""
    handler = logging.StreamHandler(file)
    handler.setFormatter(LineFormatter())
    handler.addFilter(_is_told_once)
    handler.setLevel(logging.WARNING)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)


def _is_told_once(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith(_TOLD_TWICE)


def _shorten(text: str) -> str:
    return text if len(text) <= LONGEST_LINE else f"{text[: LONGEST_LINE - 3]}..."
