"""The plan of a build: its stages, what each is based on and copies from, and which of them are needed.

Source: docs/reference/stages.md.
"""

from __future__ import annotations

import re

from preimage.evaluator.state import StageState
from preimage.golang.numbers import parse_int
from preimage.golang.quoting import quote
from preimage.golang.suggest import suggest
from preimage.golang.text import lower
from preimage.model.bases import Base
from preimage.model.errors import DockerfileError, TargetNotFound
from preimage.model.image import Platform
from preimage.model.instructions import AnyInstruction, Copy, From, Run, Stage
from preimage.model.limits import Budget
from preimage.shell.syntax import Syntax
from preimage.shell.words import process_word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from preimage.model.contexts import NamedContext
    from preimage.model.trace import TriggerRun

_INDEX = r"[+-]?[0-9]+"


def mount_source(fields: list[str]) -> str:
    """Give the stage or image that a mount takes its files from: the last ``from``, else ``scratch``."""
    source = ""
    for field in fields:
        key, separator, value = field.partition("=")
        if separator and lower(key) == "from":
            source = value
    return source or "scratch"


class StagePlan:
    """A stage: declared by a FROM, or standing for an image that is copied or mounted from.

    ``number`` is its first place in the list of stages, ``base`` is as FROM or ``--from`` has it, with variables
    expanded, ``lines`` are those that errors about the base point at. A stage with a ``context`` is not run: the
    context replaces it. That much is planned. The rest is what comes to be: the sources of its instructions, what its
    base is found to be, ``instructions`` with those of ``triggers`` before the others, the state.
    """

    __slots__ = (
        "_sources",
        "base",
        "base_image",
        "context",
        "full_base",
        "has_started",
        "inner_name",
        "instructions",
        "is_settled",
        "lines",
        "name",
        "number",
        "parent",
        "platform_flag",
        "reference",
        "source",
        "stage_platform",
        "state",
        "triggers",
    )

    def __init__(
        self,
        number: int,
        base: str,
        lines: range,
        stage: Stage | None = None,
        platform_flag: Platform | None = None,
        parent: StagePlan | None = None,
        context: NamedContext | None = None,
    ) -> None:
        self.number: Final = number
        self.base: Final = base
        self.lines: Final = lines
        self.source: Final[From | None] = stage.source if stage is not None else None
        self.name: Final = stage.source.name if stage is not None else ""
        self.inner_name: Final = self.name or ("" if stage is None else f"stage-{number}")
        """What errors call it."""
        self.platform_flag: Final = platform_flag
        self.parent: Final = parent
        self.context: Final = context
        self.instructions: Final[list[AnyInstruction]] = list(stage.instructions) if stage is not None else []
        self.full_base = ""
        """The full reference of a base passed over before the stage was needed; errors then name the base by it."""
        self.stage_platform: Platform | None = None
        self.base_image: Base | None = None
        self.reference = ""
        """What the base image was asked for by, in full."""
        self.state: StageState | None = None
        self.triggers: list[TriggerRun] = []
        self.is_settled = False
        """The base needs no further look: it was found, or no source will ever be asked for it."""
        self.has_started = False
        # By identity: triggers may read alike, and are still two.
        self._sources: Final[dict[int, tuple[AnyInstruction, list[StagePlan]]]] = {}

    @property
    def shown_base(self) -> str:
        """The base as errors and warnings name it."""
        return self.full_base or self.base

    @property
    def is_implicit(self) -> bool:
        return self.source is None

    def sources_of(self, instruction: AnyInstruction) -> list[StagePlan]:
        """Give the stages that an instruction copies or mounts from, mounts in order."""
        link = self._sources.get(id(instruction))
        return link[1] if link is not None else []

    def sources(self) -> list[StagePlan]:
        return [stage for _, stages in self._sources.values() for stage in stages]

    def needs(self) -> list[StagePlan]:
        """Give the stages that this one cannot do without: its parent, then those it copies or mounts from."""
        sources = self.sources()
        return sources if self.parent is None else [self.parent, *sources]

    def cycle_edges(self) -> dict[StagePlan, AnyInstruction]:
        """Give the sources in the order of their first use, each with the last instruction that names it."""
        return {stage: instruction for instruction, stages in self._sources.values() for stage in stages}

    def add_source(self, instruction: AnyInstruction, stage: StagePlan) -> None:
        self._sources.setdefault(id(instruction), (instruction, []))[1].append(stage)


class Plan:
    """All stages of a build. ``states`` is BuildKit's list, by which ``COPY --from=1`` counts."""

    __slots__ = ("_count", "_last_of_name", "_scratch", "budget", "declared", "states", "syntax", "target")

    def __init__(self, declared: list[StagePlan], syntax: Syntax, budget: Budget) -> None:
        self.declared = declared
        self.states = list(declared)
        self.syntax = syntax
        self.budget = budget
        self.target = declared[-1]
        self._last_of_name = {stage.name: stage for stage in declared if stage.name}
        self._count = len(declared)
        self._scratch: StagePlan | None = None

    def find(self, name: str) -> StagePlan | None:
        """Find a stage as COPY, mounts and the target do: without regard to case, the last of the name."""
        return self._last_of_name.get(lower(name))

    def choose_target(self, target: str) -> None:
        """Make the named stage the target.

        Raises:
            DockerfileError: no stage has the name.
        """
        found = self.find(target)
        if found is None:
            hint = suggest(target, (stage.inner_name for stage in self.declared), self.budget.suggestions)
            names = [stage.name for stage in self.declared if stage.name]
            raise TargetNotFound(f"target stage {quote(target)} could not be found{hint}", names)
        self.target = found

    def link_sources(self, stage: StagePlan, instruction: AnyInstruction, lines: range) -> bool:
        """Find the stages an instruction copies or mounts from, making implicit ones; tell whether there are any.

        Raises:
            ValueError: BuildKit's text; such errors have no lines, or those of the FROM in a trigger.
        """
        if isinstance(instruction, Copy):
            source = instruction.flags.get("from", "")
            if not source:
                return False
            stage.add_source(instruction, self._find_copy_source(source, lines))
            return True
        if isinstance(instruction, Run) and instruction.mounts:
            for fields in instruction.mounts:
                name = mount_source(fields)
                stage.add_source(instruction, self.find(name) or self._add_implicit(name, range(0)))
            return True
        return False

    def _find_copy_source(self, source: str, lines: range) -> StagePlan:
        if "$" in source or self.syntax.special.search(source) or not source.isascii():
            self._refuse_variables(source)
        if re.fullmatch(_INDEX, source):
            try:
                index = parse_int(source)
            except ValueError:
                pass
            else:
                if not 0 <= index < len(self.states):
                    raise ValueError(f"invalid stage index {index}")
                stage = self.states[index]
                if stage.is_implicit:
                    self._append(stage)
                return stage
        return self.find(source) or self._add_implicit(source, lines)

    def _refuse_variables(self, source: str) -> None:
        if process_word(source, {}, self.syntax, self.budget) != source:
            raise ValueError(
                "variable expansion is not supported for --from, define a new stage with FROM using ARG from global "
                "scope as a workaround"
            )

    def _add_implicit(self, base: str, lines: range) -> StagePlan:
        if base == "scratch" and self._scratch is not None:
            # Each has a place in the list, but nothing of its own: most mounts of caches and secrets come from it.
            self.states.append(self._scratch)
            return self._scratch
        stage = StagePlan(len(self.states), base, lines)
        if base == "scratch":
            self._scratch = stage
        self._append(stage)
        return stage

    def _append(self, stage: StagePlan) -> None:
        self.states.append(stage)
        self._count += 1
        self.budget.check_stages(self._count)

    def add_needed(self, found: set[StagePlan], starts: list[StagePlan]) -> list[StagePlan]:
        """Add all that is reached from some stages over parents and sources to those found.

        The new ones are given in the order in which BuildKit meets them: depth first, parents before sources.
        """
        new: list[StagePlan] = []
        todo = [other for start in reversed(starts) for other in reversed(start.needs())]
        while todo:
            stage = todo.pop()
            if stage not in found:
                found.add(stage)
                new.append(stage)
                todo += reversed(stage.needs())
        return new

    def check_cycles(self) -> None:
        """Refuse stages that copy from each other in a circle.

        Raises:
            DockerfileError: with one list of lines for each instruction along the circle's path.
        """
        visited: set[StagePlan] = set()
        for start in self.declared:
            path = _find_cycle(start, visited)
            if path is not None:
                message = f"circular dependency detected on stage: {start.inner_name}"
                raise DockerfileError(message, [instruction.lines for instruction in path])


def _find_cycle(start: StagePlan, visited: set[StagePlan]) -> list[AnyInstruction] | None:
    """Follow sources depth first; give the instructions along a circle from the start, the closing instruction last."""
    if start in visited:
        return None
    visited.add(start)
    on_path = {start}
    walked: list[AnyInstruction] = []
    stack = [(start, iter(start.cycle_edges().items()))]
    while stack:
        stage, edges = stack[-1]
        step = next(edges, None)
        if step is None:
            stack.pop()
            on_path.discard(stage)
            if walked:
                walked.pop()
            continue
        other, instruction = step
        if other in on_path:
            return [*walked, instruction]
        if other not in visited:
            visited.add(other)
            on_path.add(other)
            walked.append(instruction)
            stack.append((other, iter(other.cycle_edges().items())))
    return None
