"""Portability notes: read off the finished result and its trace, so they can only be about the target.

Source: docs/reference/portability.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from preimage.model.findings import Finding
from preimage.model.image import HealthcheckConfig
from preimage.model.trace import Change
from preimage.results.compilation import Compilation

_BY_DOCKERFILE = frozenset(("instruction", "trigger"))
_SHELLS = frozenset(("sh", "bash", "ash", "dash", "cmd", "powershell", "pwsh"))
_STARTERS = frozenset(("catatonit", "docker-init", "dumb-init", "exec", "tini"))
_SHELL_FLAGS = frozenset(("-c", "/c", "-command"))


def find_portability_notes(result: Compilation) -> list[Finding]:
    """Give the notes in the order of their rules, without those that ``check=skip=`` switches off."""
    options = result.check_options
    if options.skips_all:
        return []
    return [note for note in _find_notes(result) if note.rule not in options.skipped]


def _find_notes(result: Compilation) -> Iterator[Finding]:
    origins = result.trace.origins()
    config = result.image.config
    healthcheck = origins.get(("config.Healthcheck", None))
    # Without a health check of its own an image in OCI format has nothing that NONE would have to switch off.
    if healthcheck is not None and not _is_none(config.healthcheck):
        yield _dropped("Healthcheck", "HEALTHCHECK", [healthcheck])
    shell = origins.get(("config.Shell", None))
    if shell is not None:
        yield _dropped("Shell", "SHELL", [shell])
    triggers = [change for (field, _), change in origins.items() if field == "config.OnBuild"]
    if triggers:
        yield _dropped("Onbuild", "ONBUILD", triggers)
    yield from _find_start_intervals(result)
    program = _find_replaced_program(result)
    if program is None:
        return
    if healthcheck is not None and healthcheck.cause == "base" and not _is_none(config.healthcheck):
        yield _inherited("Healthcheck", "HEALTHCHECK", healthcheck, program)
    signal = origins.get(("config.StopSignal", None))
    if signal is not None and signal.cause == "base":
        yield _inherited("Stopsignal", f"STOPSIGNAL {config.stop_signal}", signal, program)


def _is_none(healthcheck: HealthcheckConfig | None) -> bool:
    return healthcheck is not None and list(healthcheck.test or ()) == ["NONE"]


def _dropped(name: str, word: str, changes: Sequence[Change]) -> Finding:
    origin = f" from base image {changes[0].source}" if changes[0].cause == "base" else ""
    lines = tuple(sorted({line for change in changes for line in change.lines}))
    return Finding(
        f"preimage/OciFormatDrops{name}",
        f"{word}{origin} is dropped when buildah or podman builds this in OCI format, their default",
        lines,
    )


def _find_start_intervals(result: Compilation) -> Iterator[Finding]:
    """Give a note for each HEALTHCHECK, also one that a later HEALTHCHECK replaces: the flag is what is refused."""
    for change in result.trace:
        if change.field != "config.Healthcheck" or change.cause not in _BY_DOCKERFILE:
            continue
        if isinstance(change.value, HealthcheckConfig) and change.value.start_interval:
            yield Finding(
                "preimage/StartIntervalNeedsEngine25",
                "HEALTHCHECK --start-interval is refused or ignored by Docker Engine 24 and older",
                change.lines,
            )


class _Program:
    """The program of the base image, the one that runs in its place, and the change that put it there."""

    __slots__ = ("change", "new", "old")

    def __init__(self, old: str, new: str, change: Change) -> None:
        self.old = old
        self.new = new
        self.change = change


def _inherited(name: str, what: str, origin: Change, program: _Program) -> Finding:
    return Finding(
        f"preimage/Inherited{name}",
        f"{what} from base image {origin.source} was made for {program.old}, but {program.new} runs in its place",
        program.change.lines,
    )


def _find_replaced_program(result: Compilation) -> _Program | None:
    """Give the program that the Dockerfile puts in the place of the base image's; None if it does not."""
    config = result.image.config
    old_entrypoint: Sequence[str] = ()
    old_cmd: Sequence[str] = ()
    for change in result.trace:
        if change.cause == "base" and isinstance(change.value, list):
            if change.field == "config.Entrypoint":
                old_entrypoint = change.value
            elif change.field == "config.Cmd":
                old_cmd = change.value
    # With an ENTRYPOINT of the base, a CMD gives it other arguments.
    latest = result.trace.last("config.Entrypoint" if config.entrypoint else "config.Cmd")
    if latest is None or latest.cause not in _BY_DOCKERFILE:
        return None
    old = _name_program([*old_entrypoint, *old_cmd])
    new = _name_program([*(config.entrypoint or ()), *(config.cmd or ())])
    return _Program(old, new, latest) if old and new and old != new else None


def _name_program(command: Sequence[str]) -> str:
    """Give the name of the program that a command comes down to: what starts it, an init or a shell, is left out."""
    words = list(command)
    while words:
        name = _last_part(words[0])
        if name in _STARTERS:
            del words[0]
            while words and words[0].startswith("-"):
                del words[0]
            continue
        script = _find_script(words) if name.lower().removesuffix(".exe") in _SHELLS else None
        if script is None:
            return name
        words = script.split()
    return ""


def _find_script(words: Sequence[str]) -> str | None:
    """Give the text that a shell is told to run; None if it is told something else."""
    for word, script in pairwise(words[1:]):
        if word.lower() in _SHELL_FLAGS or (word.startswith("-") and word.endswith("c")):
            return script
    return None


def _last_part(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]
