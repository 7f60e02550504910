"""The tree of errors that preimage raises; catch by class, never by text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from preimage.golang.text import replace_invalid
from preimage.model.findings import Finding

OFFLINE = "offline"
UNASKED = "unasked"
ABSENT = "absent"
OTHER_PLATFORM = "other platform"
GIVEN = "given"
DENIED = "denied"
LIMITED = "limited"
UNREACHABLE = "unreachable"
CERTIFICATE = "certificate"
BLOCKED = "blocked"
REASONS = (OFFLINE, UNASKED, ABSENT, OTHER_PLATFORM, DENIED, LIMITED, UNREACHABLE, CERTIFICATE, BLOCKED, GIVEN)
"""Why a base could not be had, as far as that decides what helps: no registry was asked because the run is offline, or
because only the lock file was to answer; the registry does not have it, or for other platforms only, denies access, has
had too many requests, cannot be reached, has a certificate that is not accepted, is blocked by a setting, or is a
file that was given and holds no image config."""


class PreimageError(Exception):
    """Anything that preimage refuses to do, with a text made for the reader."""


class DockerfileError(PreimageError):
    """The Dockerfile is wrong: ``str()`` is BuildKit's text to the letter.

    ``locations`` has one tuple of 1-based line numbers for each place BuildKit names (there may be none, or an empty
    one); ``lines`` is the same flattened, sorted, each number once. Line 0 stands for a directive error on line 1.
    ``warnings`` holds what was found before the error, in BuildKit's order, ``notes`` preimage's own notes about the
    text, if they were asked for.

    Source: docs/reference/source.md, "Errors and their lines".
    """

    def __init__(self, message: str, locations: Iterable[Iterable[int]] = (), warnings: Sequence[Finding] = ()) -> None:
        message = replace_invalid(message)
        super().__init__(message)
        self.message = message
        self.locations: tuple[tuple[int, ...], ...] = tuple(tuple(place) for place in locations)
        self.lines: tuple[int, ...] = tuple(sorted({number for place in self.locations for number in place}))
        self.warnings: list[Finding] = list(warnings)
        self.notes: list[Finding] = []

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.message, self.locations, self.warnings), {"notes": self.notes})


class TargetNotFound(DockerfileError):
    """The target is no stage; ``stages`` are the names of those that there are."""

    def __init__(self, message: str, stages: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.stages: tuple[str, ...] = tuple(stages)

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.message, self.stages), {"warnings": self.warnings, "notes": self.notes})


class OptionError(PreimageError):
    """An option of the call, such as a platform, cannot be used."""


class LimitError(PreimageError):
    """The input would take unbounded time or memory (docs/reference/limits.md)."""


class BaseError(PreimageError):
    """A base image could not be had; ``lines`` are those that name it, empty where none do.

    ``reason`` is one of `REASONS`, or empty; ``details`` says for each source that was asked what it answered, as far
    as that is more than that it does not know the image.
    """

    lines: tuple[int, ...] = ()

    def __init__(self, message: str = "", *, reason: str = "", details: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.reason = reason
        self.details: tuple[str, ...] = tuple(details)


class MissingBaseError(DockerfileError, BaseError):
    """A needed base image that no base source knows: the Dockerfile fails as in BuildKit, and a base could not be had.

    ``reference`` is the full reference that was asked for, ``platform`` the platform in full form. ``cause`` is what
    the source said, whose reason and details this error takes over.
    """

    def __init__(
        self,
        message: str,
        locations: Iterable[Iterable[int]] = (),
        warnings: Sequence[Finding] = (),
        reference: str = "",
        platform: str = "",
        cause: BaseNotFound | None = None,
    ) -> None:
        super().__init__(message, locations, warnings)
        self.reference = reference
        self.platform = platform
        if cause is not None:
            self.reason, self.details = cause.reason, cause.details

    def __reduce__(self) -> tuple[object, ...]:
        given = (self.message, self.locations, self.warnings, self.reference, self.platform)
        return (type(self), given, {"notes": self.notes, "reason": self.reason, "details": self.details})


class BaseNotFound(BaseError):
    """No source knows the reference; evaluation turns it into BuildKit's ``not found``."""


class BaseUnreadable(BaseError):
    """A source knows the reference, but what it holds cannot be read or trusted."""


class LockError(PreimageError):
    """The lock file cannot be read, written or used."""


class ProjectError(PreimageError):
    """A Compose or Bake project is wrong: ``str()`` is the text of the real tool, frame included, to the letter.

    ``file`` is the file as it was named, empty where the tool names none; ``line`` is 1-based, None where none is
    known.
    """

    def __init__(self, message: str, file: str = "", line: int | None = None) -> None:
        message = replace_invalid(message)
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line

    def __str__(self) -> str:
        return self.message

    @property
    def summary(self) -> str:
        """The text without the lines of the file around it."""
        return self.message.rpartition("ERROR: ")[2]

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.message, self.file, self.line))
