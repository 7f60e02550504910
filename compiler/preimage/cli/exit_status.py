"""What the exit status of a command says.

0 good; 1 the Dockerfile, a check, a test or a difference; 2 wrong use; 3 our fault, with what to report; 4 a base image
could not be had; 130 interrupted.
"""

from __future__ import annotations

from preimage.model.errors import BaseError, LockError, OptionError, PreimageError

GOOD, BAD, WRONG_USE, OUR_FAULT, NO_BASE, INTERRUPTED = 0, 1, 2, 3, 4, 130

MEANINGS = {
    GOOD: "good",
    BAD: "the Dockerfile, a check, a test or a difference",
    WRONG_USE: "wrong use",
    OUR_FAULT: "a fault in preimage",
    NO_BASE: "a base image could not be had",
    INTERRUPTED: "interrupted",
}
"""What each says, in the words of the help."""


def status_of(error: PreimageError) -> int:
    """Give the exit status that belongs to an error."""
    if isinstance(error, BaseError):
        return NO_BASE
    return WRONG_USE if isinstance(error, OptionError | LockError) else BAD
