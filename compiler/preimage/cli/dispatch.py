"""From arguments to a command and its exit status."""

from __future__ import annotations

import gc
import os
import sys

from preimage.cli.closing import list_closing, open_closing
from preimage.cli.commands import COMMANDS
from preimage.cli.docker_options import strip_booleans
from preimage.cli.exit_status import BAD, GOOD, INTERRUPTED, OUR_FAULT, WRONG_USE, status_of
from preimage.cli.terminal import ReportedError, print_error, print_note
from preimage.model.errors import PreimageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

_LAST_STREAM = 2

_HELP = """\
usage: preimage COMMAND [OPTION...] [PATH...]

The image config of a Dockerfile, before the image exists.

{commands}

'preimage COMMAND --help' tells the options of a command.
Exit status: 0 good; 1 the Dockerfile, a check, a test or a difference; 2 wrong use;
3 a fault in preimage; 4 a base image could not be had; 130 interrupted.
"""


def dispatch(argv: list[str] | None) -> int:
    """Run a command; ``argv`` is without the name of the program, None: what the process was started with.

    Gives the exit status.
    """
    # Nearly all objects live to the end of a run, so that looking for dead ones often only costs time.
    gc.set_threshold(100_000)
    arguments = sys.argv[1:] if argv is None else argv
    _open_closed_streams()
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
    open_closing()
    try:
        status = _run(arguments)
        sys.stdout.flush()
        is_whole = True
    except BrokenPipeError:
        raise
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else WRONG_USE
    except ReportedError as error:
        status, is_whole = error.status, False
    except PreimageError as error:
        print_error(str(error))
        status, is_whole = status_of(error), False
    except OSError as error:
        print_error(f"{os.fsdecode(error.filename)}: {error.strerror}" if error.filename else str(error.strerror))
        return WRONG_USE
    except Exception as error:  # noqa: BLE001  # the last place that can turn a fault into a message
        return _report_fault(error)
    # After wrong use nothing is known of what would have been used.
    for line in list_closing(is_whole=is_whole) if status != WRONG_USE else ():
        print_note(line)
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
        commands = "\n".join(f"  {name:10} {command.purpose}" for name, command in COMMANDS.items())
        print(_HELP.format(commands=commands), end="")
        return GOOD if arguments else WRONG_USE
    if arguments[0] in ("-V", "--version"):
        from preimage.version import VERSION

        print(f"preimage {VERSION}")
        return GOOD
    name = arguments[0]
    if name not in COMMANDS:
        from difflib import get_close_matches

        near = "".join(f" (did you mean {like}?)" for like in get_close_matches(name, COMMANDS, 1))
        print_error(f"unknown command: {name}{near}")
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
