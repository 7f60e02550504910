"""What the library says on standard error: a line each, visible, without tracebacks."""

from __future__ import annotations

import io
import logging

from preimage.server.log_lines import LONGEST_LINE, log_lines

LOGGER = logging.getLogger("pygls.protocol.json_rpc")


def test_an_exception_is_told_in_a_line() -> None:
    file = io.StringIO()
    with log_lines(file):
        try:
            raise ValueError("a\nb\x1b")
        except ValueError:
            LOGGER.exception("Failed: %s\nmore", "\x1b[2J")
    (line,) = file.getvalue().splitlines()
    assert line.startswith(r"ERROR: Failed: \x1b[2J: a\nb\x1b [ValueError (test_log_lines.py:")


def test_long_texts_are_cut() -> None:
    file = io.StringIO()
    with log_lines(file):
        LOGGER.warning("%s", "x" * 10_000)
    assert len(file.getvalue()) < LONGEST_LINE + 20


def test_left_alone_is_what_is_no_warning_and_what_is_told_twice() -> None:
    file = io.StringIO()
    with log_lines(file):
        LOGGER.info("reading")
        LOGGER.error("Unable to deserialize message\n%s", "Traceback")
    LOGGER.warning("after the context")
    assert file.getvalue() == ""
