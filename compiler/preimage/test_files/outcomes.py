"""What came of the tests of a test file: results, and the tests that were not run."""

from __future__ import annotations

from dataclasses import dataclass, field

from preimage.golang.durations import Duration

_NO_TIME = Duration(0)

ERROR_CHARACTERS = 1 << 20
"""Characters of the errors of one test; a Cmd of many words that differ has an error for each, which shows them all."""

SETTINGS = ("containerRunOptions", "globalEnvVars")
"""Sections that are no tests, but have an effect on tests that are not run here."""


@dataclass(slots=True)
class TestResult:
    """One test: its name, whether it passed, and a text for each thing that is wrong.

    ``hints`` are lines that stand below the errors in the text for people, and in no other report. ``log`` holds lines
    for people who look for the reason; they are no part of a report. ``stdout`` and ``stderr`` are what a command
    printed, so always empty here: they are kept because reports have a place for them.
    """

    __test__ = False  # not for pytest to collect

    name: str
    passed: bool = True
    errors: list[str] = field(default_factory=list)
    stdout: str = ""
    stderr: str = ""
    duration: Duration = _NO_TIME
    log: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    _characters: int = field(default=0, repr=False, compare=False)
    _omitted: int = field(default=0, repr=False, compare=False)

    def fail(self, error: str) -> None:
        """Add what is wrong; beyond a Mi characters in all it is only counted, which the last error says."""
        self.passed = False
        self._characters += len(error)
        if self._characters <= ERROR_CHARACTERS or not self.errors:
            self.errors.append(error)
            return
        if self._omitted:
            self.errors.pop()
        self._omitted += 1
        self.errors.append(f"{self._omitted} more errors are not shown")


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
