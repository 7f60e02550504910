"""The plan of a build as a graph.

Source: docs/reference/stages.md, "Sources".
"""

from __future__ import annotations

from preimage.evaluator.base_images import BaseResolver
from preimage.evaluator.evaluate import plan_build
from preimage.evaluator.plan import Plan, StagePlan
from preimage.evaluator.stage_run import BuildSetup
from preimage.model.graph import GraphEdge, GraphNode, StageGraph
from preimage.model.instructions import AnyInstruction, Copy, Dockerfile
from preimage.model.limits import Budget
from preimage.model.lint import Lint
from preimage.model.options import BuildOptions
from preimage.shell.syntax import syntax_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.model.bases import BaseSource
    from preimage.model.graph import EdgeKind


def plan_graph(
    dockerfile: Dockerfile, options: BuildOptions, budget: Budget, bases: BaseSource | None = None
) -> StageGraph:
    """Give the graph of a file; without ``bases`` no triggers run, so that they add nothing to it.

    Raises:
        DockerfileError: what is wrong with FROM lines, sources or the target, in BuildKit's words; with ``bases`` also
            a base that is missing, or a trigger that cannot be read.
        BaseUnreadable: a base source failed.
        LimitError: the budget is used up.
    """
    setup = BuildSetup(options, Lint(None, budget), budget, syntax_of(dockerfile.escape))
    build, plan, _ = plan_build(dockerfile, setup)
    if bases is not None:
        BaseResolver(build, plan, bases).resolve_all()
    return _draw(plan)


def _draw(plan: Plan) -> StageGraph:
    needed = {plan.target}
    plan.add_needed(needed, [plan.target])
    images: dict[str, bool] = {}
    links: list[tuple[StagePlan | str, StagePlan, EdgeKind, AnyInstruction | None]] = []
    for stage in plan.declared:
        is_needed = stage in needed
        for source, kind, instruction in _sources_of(stage):
            link = source
            if isinstance(source, StagePlan) and source.is_implicit:
                link = source.base
            if isinstance(link, str):
                if link == "scratch":
                    continue
                images[link] = images.get(link, False) or is_needed
            links.append((link, stage, kind, instruction))
    places: dict[StagePlan | str, int] = {stage: number for number, stage in enumerate(plan.declared)}
    places.update({image: len(plan.declared) + number for number, image in enumerate(images)})
    nodes = [_node_of(stage, plan.target, stage in needed) for stage in plan.declared]
    nodes += [GraphNode(index=None, name=image, is_needed=is_needed) for image, is_needed in images.items()]
    triggers = {id(trigger.instruction) for stage in plan.declared for trigger in stage.triggers}
    return StageGraph(
        nodes=tuple(nodes),
        edges=tuple(
            GraphEdge(
                source=places[source],
                target=places[stage],
                kind=kind,
                lines=tuple(stage.lines if instruction is None else instruction.lines),
                is_trigger=id(instruction) in triggers,
            )
            for source, stage, kind, instruction in links
        ),
    )


def _sources_of(stage: StagePlan) -> list[tuple[StagePlan | str, EdgeKind, AnyInstruction | None]]:
    """Give what a stage takes from where: its parent or base image, then what its instructions name, in order.

    None in the place of the instruction: its FROM.
    """
    found: list[tuple[StagePlan | str, EdgeKind, AnyInstruction | None]] = [(stage.parent or stage.base, "from", None)]
    for instruction in stage.instructions:
        kind: EdgeKind = "copy" if isinstance(instruction, Copy) else "mount"
        found += [(source, kind, instruction) for source in stage.sources_of(instruction)]
    return found


def _node_of(stage: StagePlan, target: StagePlan, is_needed: bool) -> GraphNode:
    last: AnyInstruction | None = stage.instructions[-1] if stage.instructions else None
    end = last.lines[-1] if last is not None else stage.lines[-1]
    return GraphNode(
        index=stage.number,
        name=stage.name,
        lines=(stage.lines[0], end),
        is_target=stage is target,
        is_needed=is_needed,
    )
