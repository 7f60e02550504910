"""From arguments to a command and its exit status."""

from __future__ import annotations

import os
import sys

from preimage.cli.closing import CLOSING
from preimage.cli.commands import COMMANDS
from preimage.cli.docker_options import strip_booleans
from preimage.cli.exit_status import BAD, GOOD, INTERRUPTED, OUR_FAULT, WRONG_USE, status_of
from preimage.cli.manners import MANNERS
from preimage.cli.terminal import ReportedError, print_closing_notes, print_error, print_project_error
from preimage.model.errors import PreimageError, ProjectError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

_LAST_STREAM = 2


def dispatch(argv: list[str] | None) -> int:
    """Run a command; ``argv`` is without the name of the program, None: what the process was started with.

    Gives the exit status.
    """
    arguments = sys.argv[1:] if argv is None else argv
    _open_closed_streams()
    MANNERS.reset()
    try:
        status = _run_reporting(arguments)
        sys.stderr.flush()
    except BrokenPipeError:
        status = BAD
    except KeyboardInterrupt:
        status = INTERRUPTED
    if not (_can_flush(sys.stdout) and _can_flush(sys.stderr)):
        # Whoever read our output has gone, or there is no room; Python must not try again when it ends.
        _discard_output()
        status = status or BAD
    return status


def _run_reporting(arguments: list[str]) -> int:
    CLOSING.reset()
    try:
        status = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else WRONG_USE
    except ReportedError as error:
        status = error.status
        CLOSING.is_cut = True
    except ProjectError as error:
        print_project_error(error)
        return status_of(error)
    except PreimageError as error:
        print_error(str(error))
        status = status_of(error)
        CLOSING.is_cut = True
    except OSError as error:
        print_error(f"{os.fsdecode(error.filename)}: {error.strerror}" if error.filename else str(error.strerror))
        return WRONG_USE
    except Exception as error:  # noqa: BLE001  # the last place that can turn a fault into a message
        return _report_fault(error)
    # After wrong use nothing is known of what would have been used.
    if status != WRONG_USE:
        print_closing_notes()
    return status


def _open_closed_streams() -> None:
    """Give the commands the three streams even where the caller has closed some (``>&-``).

    Reading finds nothing, errors go nowhere, and writing to standard output is an error: a result that is lost is none.
    """
    if sys.stdin is None or sys.stdout is None or sys.stderr is None:
        # Files that are opened must not take the places of these.
        while (descriptor := os.open(os.devnull, os.O_RDWR)) <= _LAST_STREAM:
            pass
        os.close(descriptor)
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115  # open as long as we run
    if sys.stdout is None:
        from preimage.cli.closed_output import ClosedOutput

        sys.stdout = ClosedOutput()
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # open as long as we run


def _can_flush(stream: TextIO) -> bool:
    try:
        stream.flush()
    except OSError:
        return False
    return True


def _discard_output() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        if not _can_flush(stream):
            os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _run(arguments: list[str]) -> int:
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        from preimage.cli.help_text import render_help
        from preimage.cli.manners import measure_width

        print(render_help(measure_width()), end="")
        return GOOD if arguments else WRONG_USE
    if arguments[0] in ("-V", "--version"):
        from preimage.version import VERSION

        print(f"preimage {VERSION}")
        return GOOD
    name = arguments[0]
    if name not in COMMANDS:
        from preimage.cli.suggestions import suggest

        print_error(f"unknown command: {name}{suggest(name, COMMANDS)} (see 'preimage --help')")
        return WRONG_USE
    run = COMMANDS[name].load()
    return run(strip_booleans(arguments[1:]))


def _report_fault(error: Exception) -> int:
    import traceback

    frame = traceback.extract_tb(error.__traceback__)[-1]
    print_error(
        f"preimage itself failed: {type(error).__name__}: {error} ({os.path.basename(frame.filename)}:{frame.lineno}). "
        "Please report this with the Dockerfile and the command line."
    )
    return OUR_FAULT
