"""What compiling a text came to, kept for the next text of the same file, most of whose stages are usually the same.

What a stage comes to depends on its instructions, on what it starts from, on the global scope, and on which stages ran
before it of those that it takes files from. Where all that is the same, its state, which nothing changes once it has
run, and its findings stand as they were.
"""

from __future__ import annotations

from operator import is_, sub

from preimage.frontend.parse_memory import ParseMemory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

    from preimage.evaluator.plan import Plan, StagePlan
    from preimage.evaluator.stage_run import Build
    from preimage.evaluator.state import StageState
    from preimage.model.findings import Finding
    from preimage.model.limits import Cost

    _Run = Callable[[Build, StagePlan], None]


class CompilationMemory:
    """What is known of the text before; one for each file, since what is in it is of the last text alone."""

    __slots__ = ("parsed", "stages")

    def __init__(self) -> None:
        self.parsed: Final = ParseMemory()
        self.stages: Final = StageMemory()


class _KnownStage:
    """A stage that has run to its end: what it was made from, and what it then held.

    Triggers are among the instructions; they are read anew for each build, and so never the same. Other plans are not
    held, since that would keep whole builds of the past.
    """

    __slots__ = (
        "base_image",
        "cost",
        "findings",
        "instructions",
        "number",
        "parent",
        "records",
        "source",
        "started",
        "state",
    )

    def __init__(self, plan: StagePlan, state: StageState, findings: list[Finding], cost: Cost) -> None:
        self.source: Final = plan.source
        """Held so that its identity, by which the stage is found, is not used again."""
        self.instructions: Final = plan.instructions
        self.number: Final = plan.number
        self.base_image: Final = plan.base_image
        self.parent: Final = _parent_state(plan)
        self.started: Final = _sources_started(plan)
        self.state: Final = state
        self.findings: Final = findings
        self.cost: Final = cost
        self.records: Final = len(state.trace.records)

    def stands_for(self, stage: StagePlan) -> bool:
        """Tell whether another stage of a build that shares the rest would come to the same."""
        return (
            len(stage.instructions) == len(self.instructions)
            and all(map(is_, stage.instructions, self.instructions))
            and stage.number == self.number
            and stage.base_image is self.base_image
            and _parent_state(stage) is self.parent
            and _sources_started(stage) == self.started
            # The platform of the result may be put down to the stage that has the base.
            and len(self.state.trace.records) == self.records
        )


class StageMemory:
    """The stages of the text before that ran to their end, and those of the one at hand."""

    __slots__ = ("_known", "_shared")

    def __init__(self) -> None:
        self._known: dict[int, _KnownStage] = {}
        self._shared: tuple[object, ...] = ()

    def begin(self, build: Build, plan: Plan) -> None:
        """Begin with another build: what it no longer has is forgotten."""
        shared = (
            build.options,
            build.lint.options.without_failing(),
            build.syntax,
            build.build_args,
            build.global_scope,
            build.created,
        )
        if shared != self._shared:
            self._known = {}
            self._shared = shared
        sources = [id(stage.source) for stage in plan.declared]
        self._known = {source: self._known[source] for source in sources if source in self._known}

    def run(self, build: Build, stage: StagePlan, is_target: bool, run_stage: _Run) -> None:
        """Run a stage, or take it for run, if it would come to the same.

        Errors are those of ``run_stage``.
        """
        # The state of the target changes once it has run.
        if is_target or stage.source is None:
            run_stage(build, stage)
            return
        known = self._known.pop(id(stage.source), None)
        if known is None or not known.stands_for(stage) or not build.budget.spend_again(known.cost):
            found, left = len(build.lint.findings), build.budget.measure()
            run_stage(build, stage)
            assert stage.state is not None, "it has run"
            cost = tuple(map(sub, left, build.budget.measure()))
            known = _KnownStage(stage, stage.state, build.lint.findings[found:], cost)
        else:
            # The findings are paid for with the rest.
            build.lint.findings += known.findings
            stage.state, stage.has_started = known.state, True
        if build.budget.suggestions.steps >= 0:
            self._known[id(stage.source)] = known


def _parent_state(stage: StagePlan) -> StageState | None:
    return stage.parent.state if stage.parent is not None else None


def _sources_started(stage: StagePlan) -> list[bool]:
    return [source.has_started for source in stage.sources()]
