"""What makes fixes, and what compiles: fixes of a Dockerfile are proven by compiling it as a request says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from preimage.api import locate_words, make_compilation
from preimage.bases.stand_ins import STAND_INS, StandInBases
from preimage.edits.fixing import FixResult, fix_text
from preimage.edits.proof import CHECK, ONE_TARGET, STAGES, Situation
from preimage.evaluator.evaluate import evaluate
from preimage.evaluator.every_stage import evaluate_every_stage
from preimage.frontend.notes.text_notes import NoteTaker
from preimage.frontend.parser import parse_dockerfile
from preimage.frontend.source import read_check_options
from preimage.model.bases import UNRESOLVED, BaseSource
from preimage.model.collector import PausedCollector
from preimage.model.errors import DockerfileError
from preimage.model.limits import DEFAULT_LIMITS, Budget, Limits
from preimage.model.lint import CheckOptions, Lint, parse_check_arg, parse_check_options
from preimage.model.options import CHECK_ARG, read_request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

    from preimage.edits.proof import Compiler
    from preimage.model.findings import Finding
    from preimage.model.ignore import IgnoreFile
    from preimage.model.instructions import Dockerfile
    from preimage.model.options import BuildOptions, BuildRequest
    from preimage.model.positions import PlacedInstruction
    from preimage.model.stage_results import StageResults
    from preimage.results.compilation import Compilation

_REFERENCE = re.compile(rb"\$\{?([A-Za-z_][A-Za-z0-9_]{0,255})")
_STAGES = re.compile(rb"(?im)^[ \t]*(?:from|copy)\b")
_MOST_NAMES = 1000
_MOST_PASSES = 3
"""How often the findings of each build of a file are gone through; one pass nearly always does."""
_LIMITS = Limits(expanded_characters=1 << 20)
"""Bounds on one of the compilations of a proof; what needs more is not fixed."""
_READ, _EVALUATED, _STAGE, _LEAST = 4, 4, 200, 1000
"""What a compilation takes at least, in steps: to read a byte, to evaluate it, for a stage, and for the rest."""


class _Parsed:
    """A text that was parsed: what is evaluated, what was found so far, and which checks run."""

    __slots__ = ("check_options", "data", "dockerfile", "findings", "notes", "stages")

    def __init__(
        self,
        data: bytes,
        dockerfile: Dockerfile,
        findings: Sequence[Finding],
        notes: Sequence[Finding],
        check_options: CheckOptions,
    ) -> None:
        self.data: Final = data
        self.dockerfile: Final = dockerfile
        self.findings: Final = findings
        self.notes: Final = notes
        self.check_options: Final = check_options
        self.stages: Final = len(_STAGES.findall(data))
        """About how many stages there are, those that stand for images copied from included."""


class RequestCompiler:
    """Compiles the versions of one Dockerfile, in all situations in which its fixes are proven.

    The file is checked as ``request`` says, with bases from ``bases``, which gives empty images for those it does not
    know. ``platforms`` are those for which fixes are proven; None: that of the request. That findings are to stop the
    build (``error=true``) stops no fix. ``is_build``: the target of the request is the only one that is asked for.
    """

    def __init__(
        self,
        request: BuildRequest,
        bases: BaseSource,
        ignore_file: IgnoreFile | None = None,
        platforms: Sequence[str | None] = (None,),
        *,
        is_build: bool = False,
    ) -> None:
        self._is_build = is_build
        self._request = request
        self._bases = bases
        self._ignore_file = ignore_file
        self._platforms = platforms
        self._options: dict[tuple[str, str | None, bool], BuildOptions] = {}
        self._stand_ins: list[BaseSource] = []
        self._parsed: list[_Parsed] = []
        self._checked: tuple[bytes, Compilation] | None = None
        self.steps = 0

    def locate(self, data: bytes) -> Sequence[PlacedInstruction]:
        """Give the words of a file; raises DockerfileError if it cannot be read."""
        return locate_words(data)

    def check(self, data: bytes) -> Compilation:
        """Check a file as it was asked for; errors are those of ``preimage.compile``."""
        if self._checked is None or self._checked[0] != data:
            options = self._read_options(self._request.target, None, self._request.all_stages)
            self._checked = data, self._evaluate(data, options, self._bases, DEFAULT_LIMITS)
        return self._checked[1]

    def list_situations(self, compilation: Compilation) -> list[Situation]:
        """Give the check, and all stages for each platform, with each image for bases that are not known."""
        is_known = all(used.origin != UNRESOLVED for used in compilation.bases)
        return [
            Situation(CHECK),
            *(
                Situation(STAGES, platform=platform, bases=number)
                for number in range(1 if is_known else STAND_INS)
                for platform in self._platforms
            ),
        ]

    def list_targets(self, compilation: Compilation, situation: Situation) -> list[Situation]:
        """Give builds of each target by itself, and of the last stage, for a situation of all stages."""
        if self._is_build:
            return [Situation(ONE_TARGET, self._request.target, situation.platform, situation.bases, situation.build)]
        stages = compilation.trace.dockerfile.stages
        names = list(dict.fromkeys(stage.source.name for stage in stages if stage.source.name))
        if not stages[-1].source.name:
            names.append("")
        return [Situation(ONE_TARGET, name, situation.platform, situation.bases, situation.build) for name in names]

    def compile(self, data: bytes, situation: Situation) -> Compilation:
        """Compile a file for the check or a target; errors are those of ``preimage.compile``."""
        if situation.kind == CHECK:
            return self.check(data)
        options = self._read_options(situation.target, situation.platform, False)
        return self._evaluate(data, options, self._stand_in(data, situation.bases), _LIMITS)

    def compile_stages(self, data: bytes, situation: Situation) -> StageResults | None:
        """Compile all stages of a file; None: they depend on the target, so that each has to be built by itself.

        Raises:
            DockerfileError: the file cannot be read, or its plan or a base is at fault.
        """
        parsed = self._parse(data)
        options = self._read_options("", situation.platform, False)
        budget = Budget(_LIMITS, len(data))
        lint = Lint(parsed.check_options, budget, list(parsed.findings))
        bases = self._stand_in(data, situation.bases)
        try:
            with PausedCollector(len(data)):
                return evaluate_every_stage(parsed.dockerfile, options, bases, lint, budget)
        finally:
            self._spend(parsed, budget)

    def _evaluate(self, data: bytes, options: BuildOptions, bases: BaseSource, limits: Limits) -> Compilation:
        parsed = self._parse(data)
        budget = Budget(limits, len(data))
        lint = Lint(parsed.check_options, budget, list(parsed.findings))
        try:
            with PausedCollector(len(data)):
                evaluation = evaluate(parsed.dockerfile, options, bases, lint, budget)
        except DockerfileError as error:
            error.warnings, error.notes = lint.findings, list(parsed.notes)
            raise
        finally:
            self._spend(parsed, budget)
        return make_compilation(evaluation, lint, list(parsed.notes))

    def _spend(self, parsed: _Parsed, budget: Budget) -> None:
        limits = budget.limits
        used = limits.work - max(0, budget.work)
        used += limits.expanded_characters - max(0, budget.expanded_characters)
        used += limits.suggestion_steps - max(0, budget.suggestions.steps)
        self.steps += used + _EVALUATED * len(parsed.data) + _STAGE * parsed.stages + _LEAST

    def _parse(self, data: bytes) -> _Parsed:
        """Parse a text, or give what came of it before: the last two that were asked for are kept."""
        parsed = next((each for each in self._parsed if each.data == data), None)
        if parsed is None:
            self.steps += _READ * len(data)
            parsed = self._parse_anew(data)
        self._parsed = [*[each for each in self._parsed if each is not parsed][-1:], parsed]
        return parsed

    def _parse_anew(self, data: bytes) -> _Parsed:
        if not data:
            raise DockerfileError("the Dockerfile cannot be empty")
        asked = self._read_options(self._request.target, None, self._request.all_stages)
        check = self._request.build_args.get(CHECK_ARG)
        read = read_check_options(data) if check is None else parse_check_arg(check)
        chosen = read.with_rules(asked.extra_rules) if asked.has_checks else parse_check_options("skip=all")
        budget = Budget(DEFAULT_LIMITS, len(data))
        lint = Lint(chosen.without_failing(), budget)
        notes: list[Finding] = []
        taker = NoteTaker(data, Lint(read, budget, notes), asked.contexts, budget.suggestions)
        try:
            with PausedCollector(len(data)):
                dockerfile = parse_dockerfile(data, lint, budget, taker if self._request.has_notes else None)
        except DockerfileError as error:
            error.warnings, error.notes = lint.findings, notes
            raise
        finally:
            self.steps += DEFAULT_LIMITS.suggestion_steps - max(0, budget.suggestions.steps)
        return _Parsed(data, dockerfile, lint.findings, notes, lint.options)

    def _read_options(self, target: str, platform: str | None, all_stages: bool) -> BuildOptions:
        key = target, platform, all_stages
        if key not in self._options:
            request = self._request.copy()
            request.target, request.all_stages = target, all_stages
            request.platform = platform or request.platform
            self._options[key] = read_request(request, self._ignore_file)
        return self._options[key]

    def _stand_in(self, data: bytes, number: int) -> BaseSource:
        if not self._stand_ins:
            names = [name.decode() for name in dict.fromkeys(_REFERENCE.findall(data))][:_MOST_NAMES]
            self._stand_ins = [StandInBases(self._bases, each, names) for each in range(STAND_INS)]
        return self._stand_ins[number]


class BuildsCompiler:
    """Compiles the versions of a Dockerfile that several builds share, in the situations of all of them.

    ``primary`` is the build whose findings are fixed, by number. The check of a text has the error of any build.
    """

    def __init__(self, builds: Sequence[RequestCompiler]) -> None:
        self._builds = builds
        self._data = b""
        self._located: tuple[bytes, Sequence[PlacedInstruction]] | None = None
        self.primary = 0

    @property
    def steps(self) -> int:
        """What the compilations of all builds have taken so far."""
        return sum(build.steps for build in self._builds)

    def locate(self, data: bytes) -> Sequence[PlacedInstruction]:
        """Give the words of a file; raises DockerfileError if it cannot be read."""
        if self._located is None or self._located[0] != data:
            self._located = data, locate_words(data)
        return self._located[1]

    def check(self, data: bytes) -> Compilation:
        """Check a file for all builds; gives what it is for the primary one."""
        self._data = data
        checked = [build.check(data) for build in self._builds]
        return checked[self.primary]

    def list_situations(self, compilation: Compilation) -> list[Situation]:
        """Give the situations of all builds for the text that was checked last, those of the primary one first."""
        numbers = sorted(range(len(self._builds)), key=lambda number: number != self.primary)
        return [
            Situation(each.kind, each.target, each.platform, each.bases, number)
            for number in numbers
            for each in self._builds[number].list_situations(self._builds[number].check(self._data))
        ]

    def list_targets(self, compilation: Compilation, situation: Situation) -> list[Situation]:
        """Give builds of each target by itself, for a situation of all stages."""
        return self._builds[situation.build].list_targets(compilation, situation)

    def compile(self, data: bytes, situation: Situation) -> Compilation:
        """Compile a file for the check or a target of a build; errors are those of ``preimage.compile``."""
        return self._builds[situation.build].compile(data, situation)

    def compile_stages(self, data: bytes, situation: Situation) -> StageResults | None:
        """Compile all stages of a file for a build; see ``RequestCompiler``."""
        return self._builds[situation.build].compile_stages(data, situation)


def fix_builds(
    data: bytes,
    builds: Sequence[RequestCompiler],
    *,
    with_unsafe: bool = False,
    is_wanted: Callable[[str], bool] = lambda rule: True,
) -> tuple[FixResult, Compiler]:
    """Fix what can be fixed of a file that several builds share, with what was proven for all of them.

    Gives what came of it, and what compiles it.

    Raises:
        LimitError: the file is too large.
    """
    if len(builds) == 1:
        return fix_text(data, builds[0], with_unsafe=with_unsafe, is_wanted=is_wanted), builds[0]
    compiler = BuildsCompiler(builds)
    joined = FixResult(data)
    for _ in range(_MOST_PASSES):
        results = []
        for compiler.primary in range(len(builds)):
            results.append(fix_text(joined.data, compiler, with_unsafe=with_unsafe, is_wanted=is_wanted))
            joined.add(results[-1])
        if not any(result.is_changed for result in results):
            break
    compiler.primary = 0
    return joined, compiler
