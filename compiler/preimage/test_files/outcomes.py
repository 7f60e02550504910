"""What came of the tests of a test file: results, and the tests that were not run."""

from __future__ import annotations

from dataclasses import dataclass, field

from preimage.golang.durations import Duration

_NO_TIME = Duration(0)

SETTINGS = ("containerRunOptions", "globalEnvVars")
"""Sections that are no tests, but have an effect on tests that are not run here."""


@dataclass(slots=True)
class TestResult:
    """One test: its name, whether it passed, and a text for each thing that is wrong.

    ``log`` holds lines for people who look for the reason; they are no part of a report. ``stdout`` and ``stderr`` are
    what a command printed, so always empty here: they are kept because reports have a place for them.
    """

    __test__ = False  # not for pytest to collect

    name: str
    passed: bool = True
    errors: list[str] = field(default_factory=list)
    stdout: str = ""
    stderr: str = ""
    duration: Duration = _NO_TIME
    log: list[str] = field(default_factory=list)

    def fail(self, error: str) -> None:
        """Add what is wrong."""
        self.errors.append(error)
        self.passed = False


@dataclass(frozen=True, slots=True)
class SkippedTest:
    """A test that was not run, since it needs more than the config of an image.

    ``kind`` is the key of its section, ``name`` the name it has there, if it has one, ``line`` the line it starts on.
    """

    kind: str
    name: str
    line: int

    @property
    def is_setting(self) -> bool:
        return self.kind in SETTINGS


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """All that came of one test file."""

    path: str
    results: tuple[TestResult, ...]
    not_run: tuple[SkippedTest, ...] = ()
