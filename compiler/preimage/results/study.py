"""What explanations of one result share: its trace, played again once for each chain of stages that is asked about."""

from __future__ import annotations

from preimage.golang.text import lower
from preimage.model.causes import StageName, first_and_last
from preimage.model.instructions import Arg, Copy, Env, Run
from preimage.model.trace import BASE
from preimage.results.global_scope import GlobalScope
from preimage.results.places import Places
from preimage.results.replay import Replay

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeVar

    from preimage.model.causes import Cause, Leaf, Lines
    from preimage.model.trace import StageTrace, Trace
    from preimage.results.facts import Write

    _Pairs = TypeVar("_Pairs", Arg, Env)


class Study:
    """A trace, and what was found in it so far."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.dockerfile = trace.dockerfile
        self.options = trace.options
        self.scope = GlobalScope(trace)
        self.places = Places(trace.dockerfile)
        self.target = Replay(trace, self.scope, trace.target)
        self.chain = frozenset(stage.index for stage in self.target.chain)
        self.present: dict[Leaf, Write] = {
            leaf: writes[-1] for leaf, writes in self.target.writes.items() if writes[-1].value is not None
        }
        """The leaves of the result, each with the write that counts."""
        self._replays: dict[int, Replay] = {}

    def is_run(self, stage: int) -> bool:
        """Tell whether the instructions of a stage were evaluated, or a named context took its place."""
        found = self.trace.stages[stage]
        return found is not None and not found.is_replaced

    @property
    def stages_run(self) -> list[StageTrace]:
        """The stages whose instructions were evaluated."""
        return [stage for stage in self.trace.stages if stage is not None and not stage.is_replaced]

    @property
    def stages_needed(self) -> list[StageTrace]:
        """The stages that the target needs."""
        return [stage for stage in self.trace.stages if stage is not None and stage.index in self.trace.needed]

    def base_cause(self) -> Cause:
        """Give the base image that the target goes back to as a cause."""
        return self.target.chain[0].cause_of(BASE)

    def copies_of(self, index: int) -> Lines | None:
        """Give the lines of what takes files from a stage first in the chain; None: nothing does directly."""
        name = self.dockerfile.stages[index].source.name
        for stage in sorted(self.chain):
            for instruction in self.dockerfile.stages[stage].instructions:
                sources = []
                if isinstance(instruction, Copy):
                    sources = [instruction.flags.get("from", "")]
                elif isinstance(instruction, Run):
                    sources = [
                        field[5:] for mount in instruction.mounts for field in mount if field.startswith("from=")
                    ]
                if any(source and (lower(source) == name or source == str(index)) for source in sources):
                    return first_and_last(instruction.lines)
        return None

    def stage_name(self, index: int) -> StageName:
        """Give the name of a stage of the file, evaluated or not."""
        return StageName(index, self.dockerfile.stages[index].source.name or None)

    def is_needed(self, index: int) -> bool:
        """Tell whether the target needs what the instructions of a stage do."""
        return index in self.trace.needed and self.is_run(index)

    def replay(self, stage: int) -> Replay | None:
        """Give what a stage did, with the stages it goes back to; None: it was not evaluated."""
        if not self.is_run(stage):
            return None
        if stage in self.chain:
            return self.target
        if stage not in self._replays:
            self._replays[stage] = Replay(self.trace, self.scope, stage)
        return self._replays[stage]

    def named(self, kind: type[_Pairs], name: str) -> Iterator[tuple[int, _Pairs]]:
        """Give the ARGs or ENVs of all stages that name a variable, as written, with the place of the stage."""
        for index, stage in enumerate(self.dockerfile.stages):
            for instruction in stage.instructions:
                if isinstance(instruction, kind) and any(key == name for key, _ in instruction.pairs):
                    yield index, instruction
