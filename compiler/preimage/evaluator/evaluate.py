"""From a Dockerfile in shape to the image of its target.

Source: docs/reference/stages.md, "The whole procedure".
"""

from __future__ import annotations

from preimage.evaluator.base_images import BaseResolver
from preimage.evaluator.directories import change_directory, enter_directory, is_joined
from preimage.evaluator.effects import apply_instruction
from preimage.evaluator.epoch import Epoch, read_epoch
from preimage.evaluator.instructions.from_stage import plan_stages, report_default_bases, report_stage_names
from preimage.evaluator.plan import Plan, StagePlan
from preimage.evaluator.result_platform import set_result_platform
from preimage.evaluator.scopes import GlobalScope, automatic_args, declare_global_args
from preimage.evaluator.stage_run import Build, BuildSetup, StageRun
from preimage.evaluator.state import StageState, copy_image
from preimage.model.bases import UNRESOLVED, Base, BaseSource, UsedBase
from preimage.model.errors import DockerfileError
from preimage.model.image import DockerOCIImage, DockerOCIImageConfig, Platform, RootFS, require_writable
from preimage.model.instructions import Copy, Dockerfile, Run
from preimage.model.limits import Budget
from preimage.model.lint import Lint
from preimage.model.options import BuildOptions
from preimage.model.trace import (
    BASE,
    BASE_IMAGE,
    LABEL_OPTION,
    PATH_DEFAULT,
    PLATFORM_DEFAULT,
    PLATFORM_OPTION,
    RELATIVE,
    STAGE_START,
    WORKDIR_DEFAULT,
    StageTrace,
    Trace,
)
from preimage.shell.syntax import syntax_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from preimage.evaluator.memory import StageMemory
    from preimage.evaluator.outline import OutlineCollector
    from preimage.model.trace import Origin

DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Evaluation:
    """What an evaluation comes to: the image of the target, what set its fields, and the bases it looked up."""

    __slots__ = ("base", "bases", "epoch", "image", "target", "trace")

    def __init__(
        self,
        image: DockerOCIImage,
        trace: Trace,
        bases: list[UsedBase],
        epoch: int | None,
        target: StagePlan,
        base: Base | None,
    ) -> None:
        self.image: Final = image
        self.trace: Final = trace
        self.bases: Final = bases
        self.epoch: Final = epoch
        self.target: Final = target
        self.base: Final = base
        """The base image that the target goes back to; None when that is ``scratch``."""


def evaluate(
    dockerfile: Dockerfile,
    options: BuildOptions,
    bases: BaseSource,
    lint: Lint,
    budget: Budget,
    outline: OutlineCollector | None = None,
    memory: StageMemory | None = None,
) -> Evaluation:
    """Evaluate the target of a Dockerfile; ``outline`` takes notes on the way.

    ``memory`` gives the stages that are known from the text before; with an outline, there can be none.

    Raises:
        DockerfileError: BuildKit's text and lines.
        BaseUnreadable: a base source failed.
        LimitError: the budget is used up.
    """
    build, plan, epoch = plan_build(
        dockerfile, BuildSetup(options, lint, budget, syntax_of(dockerfile.escape), outline)
    )
    resolver = BaseResolver(build, plan, bases)
    needed = resolver.resolve_all()
    if memory is not None:
        memory.begin(build, plan)
    for stage in plan.states:
        if options.is_check or (stage in needed and not stage.is_implicit):
            if memory is None:
                run_stage(build, stage)
            else:
                memory.run(build, stage, stage is plan.target, run_stage)
    state = plan.target.state
    assert state is not None, "the target is always needed"
    set_labels(build, state)
    lint.fail_on_findings()
    root = finish_target(build, plan.target, state)
    trace = _join_traces(dockerfile, build, plan, needed)
    return Evaluation(state.image, trace, resolver.used, epoch.seconds, plan.target, root.base_image)


def finish_target(build: Build, target: StagePlan, state: StageState) -> StagePlan:
    """Make the image of a stage that of a result, labels apart; gives the stage that it goes back to.

    Raises:
        DockerfileError: a time that JSON cannot hold.
    """
    root = target
    while root.parent is not None:
        root = root.parent
    assert root.state is not None, "what the target goes back to ran before it"
    set_result_platform(state, build.options, root.state.trace)
    _check_times(state.image)
    return root


def plan_build(dockerfile: Dockerfile, setup: BuildSetup) -> tuple[Build, Plan, Epoch]:
    """Give what is known of a build before the first base image is looked up.

    Raises:
        DockerfileError: what is wrong with FROM lines, sources or the target, in BuildKit's words.
    """
    if not dockerfile.stages:
        raise DockerfileError("dockerfile contains no stages to build")
    scope, epoch = open_scope(dockerfile, setup)
    plan = Plan(plan_stages(dockerfile, setup, scope), setup.syntax, setup.budget)
    if setup.options.target:
        plan.choose_target(setup.options.target)
    if link_all(plan):
        plan.check_cycles()
    build = Build(setup, epoch.build_args, scope.values, _format_epoch(epoch.seconds), len(plan.states) == 1)
    return build, plan, epoch


def _join_traces(dockerfile: Dockerfile, build: Build, plan: Plan, needed: set[StagePlan]) -> Trace:
    stages = [stage.state.trace if stage.state is not None else None for stage in plan.declared]
    trace = Trace(dockerfile, build.options, stages, plan.target.number)
    trace.needed = frozenset([stage.number for stage in needed if not stage.is_implicit])
    notes = build.notes
    trace.automatic = notes.automatic
    trace.global_records = notes.records
    trace.global_values = build.global_scope
    trace.from_lookups = notes.from_lookups
    return trace


def open_scope(dockerfile: Dockerfile, build: BuildSetup) -> tuple[GlobalScope, Epoch]:
    """Give what FROM sees, and SOURCE_DATE_EPOCH; warn of what is known before the first FROM is read."""
    options = build.options
    report_stage_names(dockerfile, build.lint)
    notes = build.notes
    notes.automatic = automatic_args(options, dockerfile)
    report_default_bases(dockerfile, build)
    scope = GlobalScope(notes.automatic.copy())
    declare_global_args(
        scope,
        dockerfile.global_args,
        options.build_args,
        build.syntax,
        build.budget,
        build.outline,
        notes.records,
    )
    return scope, read_epoch(dockerfile, build, scope)


def _format_epoch(seconds: int | None) -> str | None:
    if seconds is None:
        return None
    try:
        from preimage.golang.times import format_time, from_unix

        return format_time(from_unix(seconds))
    except ValueError:
        # Such a year can only fail when the config is written, after all other errors.
        return "+"


def link_all(plan: Plan) -> bool:
    """Find the sources of all stages; tell whether there are any.

    Raises:
        DockerfileError: BuildKit's text, without lines.
    """
    has_sources = False
    for stage in plan.declared:
        for instruction in stage.instructions:
            if isinstance(instruction, Run):
                if not instruction.mounts:
                    continue
            elif not isinstance(instruction, Copy) or not instruction.flags:
                continue
            try:
                has_sources = plan.link_sources(stage, instruction, instruction.lines) or has_sources
            except ValueError as error:
                raise DockerfileError(str(error)) from error
    return has_sources


def run_stage(build: Build, stage: StagePlan) -> None:
    """Run a stage from its base to its end.

    Raises:
        DockerfileError: at the instruction; in a trigger, or while starting, at the FROM.
    """
    stage.has_started = True
    # A stage that stands in the list twice is run a second time, on top of what it has come to.
    state = stage.state or _start(build, stage)
    stage.state = state
    run = StageRun(build, stage, state)
    build.budget.spend_executed(len(stage.instructions))
    lines = stage.lines
    try:
        _prepare(stage, state)
        if stage.context is not None and not build.options.is_check:
            return
        instructions = iter(stage.instructions)
        for trigger, instruction in zip(stage.triggers, instructions, strict=False):
            lines = instruction.lines
            run.instruction, run.origin = instruction, trigger
            apply_instruction(run, instruction)
        for instruction in instructions:
            lines = instruction.lines
            run.instruction = run.origin = instruction
            apply_instruction(run, instruction)
    except ValueError as error:
        raise DockerfileError(str(error), [lines]) from error


def _start(build: Build, stage: StagePlan) -> StageState:
    if stage.parent is not None:
        parent = stage.parent.state
        assert parent is not None, "parents come first in the list of stages"
        trace = StageTrace(stage.number, stage.source, stage.parent.number)
        if parent.config.on_build:
            trace.record(STAGE_START, "config.OnBuild", None, None)
        return parent.fork(build.budget, trace)
    platform = stage.stage_platform
    assert platform is not None, "bases are resolved before stages run"
    trace = StageTrace(stage.number, stage.source)
    trace.is_replaced = stage.context is not None and not build.options.is_check
    if stage.base_image is None:
        if stage.context is not None:
            # A context without a config is less than an empty image.
            return StageState(DockerOCIImage(), platform, trace)
        trace.record(_platform_origin(build, stage), BASE_IMAGE, stage.base, platform)
        return StageState(_empty_image(platform), platform, trace)
    image = copy_image(stage.base_image.image, build.budget)
    trace.reference = stage.reference
    trace.is_assumed = stage.base_image.origin == UNRESOLVED
    source = stage.context.source if stage.context is not None else stage.base
    trace.record(BASE, BASE_IMAGE, source, stage.base_image.image)
    if image.config.on_build:
        # Triggers of the image run in this stage and are gone then.
        image.config.on_build = []
        trace.record(STAGE_START, "config.OnBuild", None, None)
    return StageState(image, platform, trace)


def _platform_origin(build: Build, stage: StagePlan) -> Origin:
    """Give what the platform of an empty image comes from."""
    if stage.source is not None and stage.platform_flag is stage.stage_platform:
        return stage.source
    return PLATFORM_DEFAULT if build.options.is_platform_implicit else PLATFORM_OPTION


def _empty_image(platform: Platform) -> DockerOCIImage:
    return DockerOCIImage(
        architecture=platform.architecture,
        os=platform.os,
        os_version=platform.os_version,
        os_features=list(platform.os_features),
        variant=platform.variant,
        rootfs=RootFS("layers", None),
        config=DockerOCIImageConfig(working_dir="/"),
    )


def _prepare(stage: StagePlan, state: StageState) -> None:
    """Set PATH, variables and WorkingDir before the first instruction; what a context replaces gets only variables."""
    is_replaced = stage.context is not None
    if not is_replaced and not state.is_windows and "PATH" not in state.env_index:
        state.set_env("PATH", DEFAULT_PATH)
        state.trace.record(PATH_DEFAULT, "config.Env", "PATH", DEFAULT_PATH)
    variables = state.variables
    for entry in state.config.env:
        name, _, value = entry.partition("=")
        variables.pop(name, None)
        variables[name] = value
    state.args_prefix = None
    directory = state.config.working_dir
    if directory and not is_replaced:
        changed = change_directory(directory, directory, state.is_windows)
        if state.is_windows:
            changed = changed.replace("/", "\\")
            state.directory = enter_directory(state.directory, changed)
        if changed != directory:
            state.config.working_dir = changed
            if is_joined(directory, state.is_windows):
                state.trace.record(WORKDIR_DEFAULT, RELATIVE, None, None)
            state.trace.record(WORKDIR_DEFAULT, "config.WorkingDir", None, changed)


def set_labels(build: Build, state: StageState) -> None:
    """Put the labels of the request on the image of a target."""
    labels = build.options.labels
    state.config.labels.update(labels)
    for name, value in labels.items():
        state.trace.record(LABEL_OPTION, "config.Labels", name, value)


def _check_times(image: DockerOCIImage) -> None:
    """Refuse times that JSON cannot hold, from a base or from SOURCE_DATE_EPOCH.

    Raises:
        DockerfileError: Go's text, without lines.
    """
    try:
        for entry in image.history:
            if entry.created is not None:
                require_writable(entry.created)
    except ValueError as error:
        raise DockerfileError(f"failed to marshal image config: {error}") from error
