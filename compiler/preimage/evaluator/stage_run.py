"""One stage being run: what the effects of instructions work with."""

from __future__ import annotations

from preimage.evaluator.state import StageState
from preimage.golang.quoting import quote
from preimage.golang.suggest import suggest
from preimage.model import rules
from preimage.model.image import History
from preimage.model.instructions import AnyInstruction
from preimage.model.limits import Budget
from preimage.model.lint import Lint
from preimage.model.lookups import Lookups
from preimage.model.options import BuildOptions
from preimage.model.platforms import default_shell
from preimage.model.trace import LOOKUPS, TriggerRun
from preimage.shell.syntax import Syntax
from preimage.shell.words import expand_word, expand_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

    from preimage.evaluator.outline import OutlineCollector
    from preimage.evaluator.plan import StagePlan
    from preimage.model.causes import Key
    from preimage.model.rules import Arguments, Rule
    from preimage.model.trace import Record, Words

HISTORY_COMMENT = "buildkit.dockerfile.v0"
ALWAYS_KNOWN = frozenset(("BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"))


class GlobalNotes:
    """What the trace tells of the global scope: automatic args, what was done there, what FROM lines looked up."""

    __slots__ = ("automatic", "from_lookups", "records")

    def __init__(self) -> None:
        self.automatic: dict[str, str] = {}
        self.records: Final[list[Record]] = []
        self.from_lookups: Final[dict[range, list[Lookups]]] = {}
        """What the words of each FROM looked up, by its lines."""


class BuildSetup:
    """What a build is made with from its first line on."""

    __slots__ = ("budget", "lint", "notes", "options", "outline", "syntax")

    def __init__(
        self,
        options: BuildOptions,
        lint: Lint,
        budget: Budget,
        syntax: Syntax,
        outline: OutlineCollector | None = None,
        notes: GlobalNotes | None = None,
    ) -> None:
        self.options: Final = options
        self.lint: Final = lint
        self.budget: Final = budget
        self.syntax: Final = syntax
        self.outline: Final = outline
        self.notes: Final = notes or GlobalNotes()


class Build(BuildSetup):
    """What all stages of one build share.

    ``build_args`` are those of the options with SOURCE_DATE_EPOCH as stages see it, ``global_scope`` is what FROM sees,
    ``created`` the time of new history entries, as Go prints it; None without SOURCE_DATE_EPOCH. ``has_lone_stage``:
    the file has one stage, and before triggers are read it takes files from no image.
    """

    __slots__ = ("build_args", "created", "global_scope", "has_lone_stage")

    def __init__(
        self,
        setup: BuildSetup,
        build_args: Mapping[str, str],
        global_scope: Mapping[str, str],
        created: str | None,
        has_lone_stage: bool,
    ) -> None:
        super().__init__(setup.options, setup.lint, setup.budget, setup.syntax, setup.outline, setup.notes)
        self.build_args: Final = build_args
        self.global_scope: Final = global_scope
        self.created: Final = created
        self.has_lone_stage: Final = has_lone_stage


class StageRun:
    """A stage, its state, and the instruction at hand.

    Warnings are put down to ``instruction``, changes to ``origin``, which is the same, or the trigger that it is.
    """

    __slots__ = (
        "_budget",
        "_find_special",
        "_history",
        "_records",
        "_variables",
        "build",
        "instruction",
        "origin",
        "plan",
        "state",
    )

    instruction: AnyInstruction
    origin: AnyInstruction | TriggerRun

    def __init__(self, build: Build, plan: StagePlan, state: StageState) -> None:
        self.build: Final = build
        self.plan: Final = plan
        self.state: Final = state
        # Looked up for every instruction or word.
        self._budget: Final = build.budget
        self._find_special: Final = build.syntax.special.search
        self._history: Final = state.image.history
        self._records: Final = state.trace.records
        self._variables: Final = state.variables

    def expand(self, word: str) -> str:
        """Expand a word with the variables of the stage, warning of those that are not set.

        Raises:
            ValueError: BuildKit's text, naming the word.
        """
        if self._find_special(word) is None and word.isascii():
            return word
        build = self.build
        lookups = Lookups()
        try:
            # As process_word, but for the call: this is what evaluation spends most of its time on.
            return expand_word(word, self._variables, build.syntax, build.budget, lookups)
        except ValueError as error:
            raise ValueError(f"failed to process {quote(word)}: {error}") from error
        finally:
            if lookups.missing:
                self.report_missing(lookups)
            self._records.append((self.origin, LOOKUPS, word, lookups, None))

    def expand_list(self, word: str) -> list[str]:
        """Expand a word and cut it at blanks; nothing warns of variables that are not set.

        Raises:
            ValueError: BuildKit's text, naming the word.
        """
        build = self.build
        lookups = Lookups()
        try:
            words = expand_words(word, self._variables, build.syntax, build.budget, lookups)
        except ValueError as error:
            raise ValueError(f"failed to process {quote(word)}: {error}") from error
        self._records.append((self.origin, LOOKUPS, word, lookups, None))
        return words

    def report_missing(self, lookups: Lookups) -> None:
        """Warn of the names that a word looked up in vain."""
        for name in lookups.missing:
            if name not in self.state.args and name not in ALWAYS_KNOWN:
                hint = suggest(name, self.state.variables, self.build.budget.suggestions)
                hint = hint.replace("(did you mean ", "(did you mean $", 1)
                self.report(rules.UNDEFINED_VAR, name, hint)

    def report(self, rule: Rule[Arguments], *arguments: Arguments.args, **named: Arguments.kwargs) -> None:
        """Warn of the instruction at hand; ``arguments`` are those of the rule's message."""
        instruction = self.instruction
        self.build.lint.report(rule, instruction.lines, instruction.comments, *arguments, **named)

    def record(self, path: str, key: Key, value: object, words: Words = None) -> None:
        """Record what the instruction at hand changes, and the written words that went into the value."""
        self._records.append((self.origin, path, key, value, words))

    def add_history(self, created_by: str, is_layer: bool = False) -> None:
        """Append an entry to the history."""
        history = self._history
        self._budget.spend_history(len(created_by))
        self._records.append((self.origin, "history", len(history), created_by, None))
        history.append(History(self.build.created, created_by, "", HISTORY_COMMENT, not is_layer))

    def report_repetition(self) -> None:
        """Warn of an instruction whose keyword stood in this stage before, where only the last instruction counts."""
        instruction = self.instruction
        kind = type(instruction).__name__
        before = self.state.last_lines.get(kind)
        self.state.last_lines[kind] = instruction.lines
        if before is not None:
            rule = rules.MULTIPLE_INSTRUCTIONS_DISALLOWED
            self.build.lint.report(rule, before, instruction.comments, instruction.word)

    def shell(self) -> list[str]:
        """Give the words that come before the text of a shell form."""
        image = self.state.image
        if image.config.shell:
            return image.config.shell
        # The os of the config decides, exactly as the base has it, not the platform of the stage.
        return default_shell(image.os)
