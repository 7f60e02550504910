"""From bytes to a Dockerfile in shape, and from the text of a trigger to its instruction.

Source: docs/reference/source.md, "Order of work".
"""

from __future__ import annotations

from collections.abc import Callable

from preimage.frontend.instructions import files, from_stage, onbuild, pairs, ports, process, run
from preimage.frontend.reader import StatementReader, read_statement, read_trigger
from preimage.frontend.source import MAX_LINE_BYTES, Source, read_directives
from preimage.frontend.statement import Statement
from preimage.golang.suggest import suggest_keyword
from preimage.golang.text import encode_utf8
from preimage.model import rules
from preimage.model.errors import DockerfileError
from preimage.model.instructions import INSTRUCTION_NAMES, AnyInstruction, Arg, Dockerfile, From, Stage
from preimage.model.limits import Budget
from preimage.model.lint import Lint, parse_check_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.frontend.notes.text_notes import NoteTaker
    from preimage.frontend.parse_memory import ParseMemory

InstructionParser = Callable[[Statement, Lint], AnyInstruction | From]
"""Statement to instruction; raises ValueError in BuildKit's words."""

PARSERS: dict[str, InstructionParser] = {
    "add": files.parse_add,
    "arg": pairs.parse_arg,
    "cmd": process.parse_cmd,
    "copy": files.parse_copy,
    "entrypoint": process.parse_entrypoint,
    "env": pairs.parse_env,
    "expose": ports.parse_expose,
    "from": from_stage.parse_from,
    "healthcheck": process.parse_healthcheck,
    "label": pairs.parse_label,
    "maintainer": pairs.parse_maintainer,
    "onbuild": onbuild.parse_onbuild,
    "run": run.parse_run,
    "shell": process.parse_shell,
    "stopsignal": process.parse_stopsignal,
    "user": process.parse_user,
    "volume": ports.parse_volume,
    "workdir": process.parse_workdir,
}


# What the shape of an instruction warns of is not said of a trigger.
_SILENT = Lint(parse_check_options("skip=all"))


def parse_dockerfile(
    data: bytes,
    lint: Lint,
    budget: Budget,
    notes: NoteTaker | None = None,
    faults: list[DockerfileError] | None = None,
    memory: ParseMemory | None = None,
) -> Dockerfile:
    """Parse a whole file; ``notes`` takes notes of what can be read, also if its shape turns out to be wrong.

    With ``faults`` nothing is raised but LimitError: each fault is added to them, and its instruction left out.
    ``memory`` gives what is known of the text before; the result is the same, and shares its unchanged instructions.

    Raises:
        DockerfileError: the first thing that cannot be read, or the first instruction of the wrong shape.
        LimitError: there are too many stages.
    """
    source = Source(data)
    directives = read_directives(source.lines, faults)
    reader = StatementReader(source, directives.escape, directives.count, budget, None, faults, memory)
    statements = reader.read()
    parse = _parse_statement if memory is None else memory.remember(_parse_statement, lint.options)
    if notes is not None:
        notes.take(source, statements)
    for number in reader.empty_continuations:
        lint.report(rules.NO_EMPTY_CONTINUATION, range(number, number + 1), ())
    global_args: list[Arg] = []
    stages: list[Stage] = []
    for statement in statements:
        try:
            instruction = parse(statement, lint)
        except ValueError as error:
            lines = statement.lines
            message = f"dockerfile parse error on line {lines[0]}: {error}"
            _take_fault(DockerfileError(message, [lines]), faults, error)
            continue
        if isinstance(instruction, From):
            instructions: list[AnyInstruction] = []
            stages.append(Stage(instruction, instructions))
        elif stages:
            instructions.append(instruction)
        elif isinstance(instruction, Arg):
            global_args.append(instruction)
        else:
            _take_fault(DockerfileError("no build stage in current context", [statement.lines]), faults)
    return Dockerfile(global_args, stages, directives.escape, source.count)


def _take_fault(fault: DockerfileError, faults: list[DockerfileError] | None, cause: ValueError | None = None) -> None:
    if faults is None:
        raise fault from cause
    faults.append(fault)


def parse_trigger(text: str, lines: range, budget: Budget) -> AnyInstruction:
    """Parse the text of an ONBUILD trigger, which is read as a file of its own and reported on ``lines``.

    Raises:
        ValueError: BuildKit's text, without prefix.
    """
    statement = _read_trigger_statement(text, lines, budget)
    instruction = _parse_statement(statement, _SILENT)
    if isinstance(instruction, From):
        raise ValueError("*instructions.Stage is not a command type")
    return instruction


def _read_trigger_statement(text: str, lines: range, budget: Budget) -> Statement:
    # Most triggers are one plain line, which needs no reading of lines.
    if _is_plain_line(text):
        statement = read_statement(text, "\\", lines, ())
        if statement.keyword == "onbuild":
            statement = statement.extended(lines, (), read_trigger(statement, "\\", budget))
        return statement
    source = Source(encode_utf8(text))
    try:
        directives = read_directives(source.lines)
        statements = StatementReader(source, directives.escape, directives.count, budget).read()
    except DockerfileError as error:
        raise ValueError(str(error)) from error
    if len(statements) != 1:
        raise ValueError("onbuild trigger should be a single expression")
    return statements[0].extended(lines, statements[0].heredocs, statements[0].trigger)


def _is_plain_line(text: str) -> bool:
    is_plain = text[:1].isalpha() and text.isascii() and text.isprintable() and len(text) <= MAX_LINE_BYTES
    return is_plain and "\\" not in text and "<<" not in text


def _parse_statement(statement: Statement, lint: Lint) -> AnyInstruction | From:
    parser = PARSERS.get(statement.keyword)
    if parser is None:
        raise ValueError(f"unknown instruction: {statement.word}{suggest_keyword(statement.word, INSTRUCTION_NAMES)}")
    return parser(statement, lint)
