"""All stages of a file in one evaluation, each as it is when a build asks for it.

What a stage comes to depends on the target in two ways only: TARGETSTAGE has its name, and what the target does not
need is not run. So one evaluation that runs every stage, and goes on behind one that fails, stands for the builds of
all targets, unless TARGETSTAGE is used.

Source: docs/reference/fixes.md, "Proof".
"""

from __future__ import annotations

from preimage.evaluator.base_images import BaseResolver
from preimage.evaluator.evaluate import finish_target, plan_build, run_stage, set_labels
from preimage.evaluator.stage_run import Build, BuildSetup
from preimage.model.errors import DockerfileError
from preimage.model.lookups import Lookups
from preimage.model.stage_results import StageResult, StageResults
from preimage.model.trace import LOOKUPS
from preimage.shell.syntax import syntax_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.evaluator.plan import Plan, StagePlan
    from preimage.model.bases import BaseSource
    from preimage.model.instructions import Dockerfile
    from preimage.model.limits import Budget
    from preimage.model.lint import Lint
    from preimage.model.options import BuildOptions
    from preimage.model.stage_results import Link

_TARGET_NAME = "TARGETSTAGE"


def evaluate_every_stage(
    dockerfile: Dockerfile, options: BuildOptions, bases: BaseSource, lint: Lint, budget: Budget
) -> StageResults | None:
    """Evaluate all stages; ``options`` name no target. None: a stage depends on what the target is called.

    Raises:
        DockerfileError: what is wrong with the plan of the build, or with a base.
        BaseUnreadable: a base source failed.
        LimitError: the budget is used up.
    """
    build, plan, _ = plan_build(dockerfile, BuildSetup(options, lint, budget, syntax_of(dockerfile.escape)))
    BaseResolver(build, plan, bases).resolve_all(plan.declared)
    errors: dict[int, str] = {}
    for stage in plan.declared:
        parent = stage.parent
        if parent is not None and parent.number in errors:
            errors[stage.number] = errors[parent.number]
            continue
        try:
            run_stage(build, stage)
        except DockerfileError as error:
            errors[stage.number] = str(error)
    if _knows_target(build, plan):
        return None
    for stage in plan.declared:
        if stage.number not in errors and stage.state is not None:
            try:
                set_labels(build, stage.state)
                finish_target(build, stage, stage.state)
            except DockerfileError as error:
                errors[stage.number] = str(error)
    results = [_give_result(stage, errors.get(stage.number, "")) for stage in plan.declared]
    traces = [stage.state.trace if stage.state is not None else None for stage in plan.declared]
    return StageResults(results, lint.findings, dockerfile, options, traces)


def _give_result(stage: StagePlan, error: str) -> StageResult:
    links = [_link(stage.parent) if stage.parent is not None else stage.base, *map(_link, stage.sources())]
    image = stage.state.image if stage.state is not None and not error else None
    return StageResult(stage.name, links, image, error)


def _link(stage: StagePlan) -> Link:
    return stage.base if stage.is_implicit else stage.number


def _knows_target(build: Build, plan: Plan) -> bool:
    """Tell whether anything saw the name of the target."""
    if any(stage.state is not None and _TARGET_NAME in stage.state.args for stage in plan.declared):
        return True
    notes = build.notes
    seen: list[Lookups] = [each for found in notes.from_lookups.values() for each in found]
    seen += [value for _, path, _, value, _ in notes.records if path == LOOKUPS and isinstance(value, Lookups)]
    return any(_TARGET_NAME in lookups.found for lookups in seen)
