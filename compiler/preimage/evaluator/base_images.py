"""Base images and the triggers they bring along.

Source: docs/reference/stages.md, "Bases" and "ONBUILD triggers".
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from preimage.evaluator.plan import Plan, StagePlan
from preimage.evaluator.stage_run import Build
from preimage.frontend.parser import parse_trigger
from preimage.golang.quoting import quote
from preimage.golang.suggest import suggest
from preimage.model import rules
from preimage.model.bases import Base, BaseSource, UsedBase
from preimage.model.errors import BaseNotFound, BaseUnreadable, DockerfileError, MissingBaseError
from preimage.model.image import DockerOCIImage, Platform
from preimage.model.instructions import Onbuild
from preimage.model.platforms import format_platform_full, is_normal, normalize_platform
from preimage.model.references import Reference, parse_reference
from preimage.model.trace import TriggerRun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.model.contexts import NamedContext

EMPTY_BASE = "scratch"

_COMMON_NAMES = ("alpine", "busybox", "centos", "debian", "golang", "ubuntu", "fedora")
# BuildKit forgets the slash behind "library".
_COMMON_IMAGES = tuple(
    form
    for name in _COMMON_NAMES
    for form in (name, f"docker.io/library{name}", f"{name}:latest", f"docker.io/library{name}:latest")
)


class BaseResolver:
    """Looks up the bases of a plan, pass by pass, until no trigger asks for more."""

    __slots__ = ("_bases", "_build", "_plan", "used")

    def __init__(self, build: Build, plan: Plan, bases: BaseSource) -> None:
        self._build = build
        self._plan = plan
        self._bases = bases
        self.used: list[UsedBase] = []

    def resolve_all(self, starts: list[StagePlan] | None = None) -> set[StagePlan]:
        """Resolve all bases, read all triggers, and give the stages that are needed by some; default: by the target.

        Raises:
            DockerfileError: a base that is missing or broken, a trigger that cannot be read.
        """
        plan = self._plan
        starts = starts or [plan.target]
        needed = set(starts)
        reached = [*starts, *plan.add_needed(needed, starts)]
        stages = list(plan.states)
        while stages:
            self._resolve_pass(stages, needed)
            count = len(plan.states)
            # BuildKit goes over a map of Go's. That is chance, but a small map begins with what was put in first in
            # nearly all runs, so that a stage is met before the one it is based on.
            changed = [stage for stage in reached if self._read_triggers(stage)]
            if not changed:
                break
            # Only what the triggers brought along is new in the next pass.
            reached = plan.add_needed(needed, changed)
            stages = sorted({*reached, *plan.states[count:]}, key=_number)
        return needed

    def _resolve_pass(self, stages: list[StagePlan], needed: set[StagePlan]) -> None:
        is_check = self._build.options.is_check
        # BuildKit looks all of them up at once and reports the one that fails first. That is chance, but Go runs first
        # what was begun last, and the others in their order.
        first: DockerfileError | None = None
        last: DockerfileError | None = None
        for stage in stages:
            if stage.parent is not None or stage.is_settled:
                continue
            if stage.base == EMPTY_BASE and stage.context is None:
                self._start_empty(stage)
                continue
            try:
                last = None
                self._resolve_stage(stage, is_check or stage in needed)
            except DockerfileError as error:
                last = error
                first = first or error
        failure = last or first
        if failure is not None:
            raise failure

    def _start_empty(self, stage: StagePlan) -> None:
        stage.is_settled = True
        stage.has_started = stage.is_implicit
        stage.stage_platform = self._build.options.platform

    def _resolve_stage(self, stage: StagePlan, is_needed: bool) -> None:
        try:
            reference = parse_reference(stage.shown_base)
        except ValueError as error:
            message = f"failed to parse stage name {quote(stage.shown_base)}: {error}"
            raise DockerfileError(message, [stage.lines]) from error
        if is_needed:
            self._find_base(stage, reference)
        else:
            # What a trigger makes needed later is then known by its full reference, and an image that is only
            # copied from is not looked up any more.
            stage.full_base = str(reference)
            stage.is_settled = stage.is_implicit
            stage.has_started = stage.is_implicit

    def _find_base(self, stage: StagePlan, reference: Reference) -> None:
        options = self._build.options
        asked = stage.platform_flag or options.platform
        context = stage.context
        if options.contexts and context is None:
            from preimage.model.contexts import find_context

            context = find_context(options.contexts, str(reference), asked)
        if context is None:
            self._look_up(stage, reference, asked)
        else:
            self._load_context(stage, context, asked)
        stage.is_settled = True
        stage.has_started = stage.is_implicit or stage.context is not None

    def _look_up(self, stage: StagePlan, reference: Reference, asked: Platform) -> None:
        full = str(reference)
        try:
            base = self._bases.resolve(reference, asked)
        except BaseUnreadable as error:
            error.lines = error.lines or tuple(stage.lines)
            raise
        except BaseNotFound as error:
            names = chain(self._inner_names(), _COMMON_IMAGES)
            hint = suggest(stage.shown_base, names, self._build.budget.suggestions)
            message = f"{stage.shown_base}: {full}: not found{hint}"
            raise MissingBaseError(
                message, [stage.lines], reference=full, platform=_show_platform(asked), cause=error
            ) from error
        try:
            image = base.image
        except ValueError as error:
            raise DockerfileError(f"failed to parse image config: {error}", [stage.lines]) from error
        self._settle(stage, base, full, asked)
        self._report_platform(stage, image, asked)

    def _settle(self, stage: StagePlan, base: Base, reference: str, asked: Platform) -> None:
        stage.base_image = base
        stage.reference = reference
        stage.stage_platform = asked
        self.used.append(UsedBase(reference, _show_platform(asked), base.origin, base.digest))

    def _load_context(self, stage: StagePlan, context: NamedContext, asked: Platform) -> None:
        """Take the config of a named context, if the context has one, for a stage or for the base of a stage."""
        from preimage.model.contexts import parse_context_source

        stage.stage_platform = asked
        try:
            source = parse_context_source(context)
            if source.reference is None:
                return
            base = self._bases.resolve(source.reference, asked)
        except ValueError as error:
            raise DockerfileError(str(error), [stage.lines]) from error
        except BaseNotFound as error:
            full = str(source.reference)
            raise MissingBaseError(
                f"{full}: not found", [stage.lines], reference=full, platform=_show_platform(asked), cause=error
            ) from error
        try:
            image = base.image
        except ValueError as error:
            raise DockerfileError(f"{source.config_fault}{error}", [stage.lines]) from error
        self._settle(stage, base, str(source.reference), asked)
        if stage.context is not None and image.os and image.architecture:
            stage.stage_platform = image

    def _inner_names(self) -> Iterator[str]:
        # To a stage that is alone BuildKit gives no name, so that nothing is like it.
        return iter(()) if self._build.has_lone_stage else (stage.inner_name for stage in self._plan.declared)

    def _report_platform(self, stage: StagePlan, image: DockerOCIImage, asked: Platform) -> None:
        if (image.os, image.architecture) == (asked.os, asked.architecture):
            return
        if not image.rootfs.diff_ids and all(entry.empty_layer for entry in image.history):
            return
        actual = _show_platform(image)
        expected = _show_platform(asked)
        self._build.lint.report(rules.INVALID_BASE_IMAGE_PLATFORM, stage.lines, (), stage.shown_base, actual, expected)

    def _read_triggers(self, stage: StagePlan) -> bool:
        """Put the triggers of a stage before the instructions; tell whether a trigger names a source."""
        onbuilds: list[tuple[str, Onbuild | None]] = []
        if stage.parent is not None:
            onbuilds += [(each.trigger, each) for each in stage.parent.instructions if isinstance(each, Onbuild)]
        elif stage.base_image is not None:
            onbuilds += [(text, None) for text in stage.base_image.image.config.on_build]
        if not onbuilds:
            return False
        self._build.budget.spend_triggers(len(onbuilds), sum(len(text) for text, _ in onbuilds))
        has_sources = False
        # What stands nowhere in the file, as a mounted image does, is on line 0 once it runs.
        lines = stage.lines or range(1)
        for index, (text, onbuild) in enumerate(onbuilds):
            try:
                trigger = parse_trigger(text, lines, self._build.budget)
                has_sources = self._plan.link_sources(stage, trigger, lines) or has_sources
            except ValueError as error:
                raise DockerfileError(str(error), [stage.lines]) from error
            stage.triggers.append(TriggerRun(trigger, text, index, onbuild))
        stage.instructions[:0] = [trigger.instruction for trigger in stage.triggers]
        return has_sources


def _number(stage: StagePlan) -> int:
    return stage.number


def _show_platform(platform: Platform) -> str:
    return format_platform_full(platform if is_normal(platform) else normalize_platform(platform))
