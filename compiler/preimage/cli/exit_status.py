"""What the exit status of a command says.

0 good; 1 the Dockerfile, a check, a test or a difference; 2 wrong use; 3 our fault, with what to report; 4 a base image
could not be had; 130 interrupted.
"""

from __future__ import annotations

from preimage.model.errors import BaseError, LockError, OptionError, PreimageError

GOOD, BAD, WRONG_USE, OUR_FAULT, NO_BASE, INTERRUPTED = 0, 1, 2, 3, 4, 130


def status_of(error: PreimageError) -> int:
    """Give the exit status that belongs to an error."""
    if isinstance(error, BaseError):
        return NO_BASE
    return WRONG_USE if isinstance(error, OptionError | LockError) else BAD
