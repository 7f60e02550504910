"""What an editor asks of the compiler while a file is typed, and so is often broken.

The parser and the evaluator are those of ``compile()``; here they go on behind a fault, so that all else keeps its
findings, values and places. What ``compile()`` makes of a file stays as it is: it stops at the first fault.

Source: docs/reference/server.md, "Broken files".
"""

from __future__ import annotations

from preimage.api import make_compilation
from preimage.evaluator.evaluate import evaluate
from preimage.evaluator.memory import CompilationMemory
from preimage.frontend.notes.text_notes import NoteTaker
from preimage.frontend.parser import parse_dockerfile
from preimage.frontend.source import read_check_options
from preimage.frontend.word_places import locate_words
from preimage.model import rules
from preimage.model.errors import DockerfileError
from preimage.model.instructions import Dockerfile, Stage
from preimage.model.limits import DEFAULT_LIMITS, Budget
from preimage.model.lint import CheckOptions, Lint, parse_check_arg, parse_check_options
from preimage.model.options import CHECK_ARG, read_request
from preimage.shell.syntax import syntax_of
from preimage.shell.words import expand_word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from preimage.model.bases import BaseSource
    from preimage.model.findings import Finding
    from preimage.model.ignore import IgnoreFile
    from preimage.model.options import BuildOptions, BuildRequest
    from preimage.model.positions import PlacedInstruction
    from preimage.results.compilation import Compilation

__all__ = [
    "MOST_FAULTS_OF_VALUES",
    "NEEDS_ALL",
    "CompilationMemory",
    "TolerantCompilation",
    "compile_tolerantly",
    "expand_text",
    "locate_words_tolerantly",
]

MOST_FAULTS_OF_VALUES = 8
"""Instructions that are left out because of their values; each costs an evaluation."""

NEEDS_ALL = frozenset(
    rule.name
    for rule in (
        rules.UNDEFINED_VAR,
        rules.UNDEFINED_ARG_IN_FROM,
        rules.INVALID_DEFAULT_ARG_IN_FROM,
        rules.WORKDIR_RELATIVE_PATH,
        rules.COPY_IGNORED_FILE,
        rules.CONSISTENT_INSTRUCTION_CASING,
        rules.INVALID_DEFINITION_DESCRIPTION,
    )
)
"""Rules that may find something only because an instruction was left out."""


class TolerantCompilation:
    """What could be had of a file in spite of its faults.

    - ``faults``: in the order in which they were found.
    - ``findings``: those of the rest, which do not depend on what was left out.
    - ``compilation``: of the rest; None: not even that can be evaluated.
    """

    __slots__ = ("compilation", "faults", "findings")

    def __init__(
        self, compilation: Compilation | None, faults: Sequence[DockerfileError], findings: Sequence[Finding]
    ) -> None:
        self.compilation = compilation
        self.faults = tuple(faults)
        self.findings = tuple(findings)


def compile_tolerantly(
    data: bytes,
    request: BuildRequest,
    bases: BaseSource,
    ignore_file: IgnoreFile | None = None,
    memory: CompilationMemory | None = None,
) -> TolerantCompilation:
    """Compile a file that has faults: each is noted down, and its instruction left out.

    ``memory`` is what is known of the text before.

    Raises:
        BaseUnreadable: a base source knows an image but cannot give it.
        OptionError, LimitError: as ``preimage.compile``.
    """
    options = read_request(request, ignore_file)
    budget = Budget(DEFAULT_LIMITS, len(data))
    faults: list[DockerfileError] = []
    notes: list[Finding] = []
    checks = _read_checks(data, request, options, faults)
    lint = Lint(checks, budget)
    taker = NoteTaker(data, Lint(checks, budget, notes), options.contexts, budget.suggestions)
    dockerfile = parse_dockerfile(data, lint, budget, taker, faults, memory.parsed if memory else None)
    stages = memory.stages if memory else None
    shape = len(lint.findings)
    evaluation = None
    for _ in range(MOST_FAULTS_OF_VALUES):
        try:
            evaluation = evaluate(dockerfile, options, bases, lint, budget, None, stages)
            break
        except DockerfileError as error:
            faults.append(error)
            rest = _leave_out(dockerfile, error)
            if rest is None:
                break
            dockerfile = rest
            del lint.findings[shape:]
    findings = [each for each in (*lint.findings, *notes) if each.rule not in NEEDS_ALL]
    if evaluation is None:
        return TolerantCompilation(None, faults, findings)
    return TolerantCompilation(make_compilation(evaluation, lint, notes), faults, findings)


def locate_words_tolerantly(data: bytes) -> tuple[PlacedInstruction, ...]:
    """Give the words of all instructions that can be read; see ``preimage.locate_words``.

    Raises:
        LimitError: the file is too large, or has too many instructions.
    """
    faults: list[DockerfileError] = []
    return tuple(locate_words(data, Budget(DEFAULT_LIMITS), faults))


def expand_text(text: str, values: Mapping[str, str], escape: str) -> str:
    """Expand a word such as ``${V:-x}`` with values of variables, as instructions do.

    Raises:
        ValueError: BuildKit's text, for what cannot be expanded.
        LimitError: the result is too long.
    """
    return expand_word(text, values, syntax_of(escape), Budget(DEFAULT_LIMITS))


def _read_checks(
    data: bytes, request: BuildRequest, options: BuildOptions, faults: list[DockerfileError]
) -> CheckOptions:
    """Give what the file, or the request, switches on and off; findings do not stop an editor."""
    given = request.build_args.get(CHECK_ARG)
    try:
        read = read_check_options(data) if given is None else parse_check_arg(given)
    except DockerfileError as error:
        faults.append(error)
        read = parse_check_options("")
    return read.with_rules(options.extra_rules).without_failing()


def _leave_out(dockerfile: Dockerfile, error: DockerfileError) -> Dockerfile | None:
    """Give a file without the instructions that an error names; None if it names none that can be left out."""
    lines = set(error.lines)

    def is_apart(span: range) -> bool:
        return lines.isdisjoint(span)

    args = [each for each in dockerfile.global_args if is_apart(each.lines)]
    stages = [
        Stage(stage.source, [each for each in stage.instructions if is_apart(each.lines)])
        for stage in dockerfile.stages
    ]
    before = len(dockerfile.global_args) + sum(len(stage.instructions) for stage in dockerfile.stages)
    if len(args) + sum(len(stage.instructions) for stage in stages) == before:
        return None
    return Dockerfile(args, stages, dockerfile.escape, dockerfile.line_count)
