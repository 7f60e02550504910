"""The state of one open file: its text, and what was found out about it so far."""

from __future__ import annotations

from preimage.api import compile_request
from preimage.editor_api import CompilationMemory, compile_tolerantly
from preimage.golang.text import decode_utf8
from preimage.model.errors import DockerfileError, PreimageError
from preimage.server.diagnostics import Checked, check_text, list_diagnostics
from preimage.server.references import find_mentions
from preimage.server.text import ClientText
from preimage.server.words import InstructionReader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from preimage.model.positions import PlacedInstruction
    from preimage.results.compilation import Compilation
    from preimage.server.diagnostics import Diagnostic
    from preimage.server.references import Mention
    from preimage.server.situation import Project, Situation, View
    from preimage.server.text import ClientRange, Units

_BYTE_ORDER_MARK = "\ufeff"


class Document:
    """An open Dockerfile. Whatever is asked of it is worked out once for each version of its text."""

    def __init__(
        self, project: Project, path: str, text: str, version: int = 0, units: Units = "utf-16", uri: str = ""
    ) -> None:
        """``path`` is that of the file, empty if it is not on this machine."""
        self.path = path
        self.uri = uri
        self.version = version
        self.text = ClientText(text, units)
        self._project = project
        self._reader = InstructionReader()
        self._memory = CompilationMemory()
        self._situation: Situation | None = None
        self._situation_error: PreimageError | None = None
        self._forget()

    def _forget(self) -> None:
        self._checked: Checked | None = None
        self._diagnostics: list[Diagnostic] | None = None
        self._lines: list[str] | None = None
        self._instructions: tuple[PlacedInstruction, ...] | None = None
        self._mentions: dict[int, list[Mention]] = {}
        self._compilations: list[tuple[View, Compilation]] | None = None

    def change(self, edits: Sequence[tuple[ClientRange | None, str]], version: int) -> None:
        """Make changes of the client's, one after the other."""
        for span, new in edits:
            self.text.replace(span, new)
        self.version = version
        self._reader.start()
        self._forget()

    def settle(self, project: Project) -> None:
        """Take settings, lock file and ignore file for changed."""
        self._project = project
        self._situation = self._situation_error = None
        self._forget()

    @property
    def lines(self) -> list[str]:
        """The lines of the file, without their ends and without a byte order mark."""
        if self._lines is None:
            text = decode_utf8(self.text.data).removeprefix(_BYTE_ORDER_MARK)
            self._lines = [line.rstrip("\r") for line in text.split("\n")]
        return self._lines

    @property
    def situation(self) -> Situation:
        """What the settings come to.

        Raises:
            PreimageError: they cannot be used.
        """
        if self._situation_error is not None:
            raise self._situation_error
        if self._situation is None:
            try:
                self._situation = self._project.open(self.path, self.text.data)
            except PreimageError as error:
                self._situation_error = error
                raise
            except OSError as error:
                self._situation_error = PreimageError(f"{error.filename or self.path}: {error.strerror}")
                raise self._situation_error from error
        return self._situation

    @property
    def checked(self) -> Checked:
        """What a check of the present text comes to."""
        if self._checked is None:
            try:
                situation = self.situation
            except PreimageError as error:
                self._checked = Checked(None, (), error)
            else:
                self._checked = check_text(self.text.data, situation, self._memory)
        return self._checked

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """What is wrong with the present text, in the order of ``preimage check``."""
        if self._diagnostics is None:
            checked = self.checked
            levels = self._situation.levels if self._situation is not None else {}
            self._diagnostics = list_diagnostics(checked, self.lines, self._reader, levels)
        return self._diagnostics

    @property
    def instructions(self) -> tuple[PlacedInstruction, ...]:
        """All instructions that can be read, with the places of their words."""
        if self._instructions is None:
            from preimage.editor_api import locate_words_tolerantly

            try:
                self._instructions = locate_words_tolerantly(self.text.data)
            except PreimageError:
                self._instructions = ()
        return self._instructions

    def mentions_of(self, instruction: PlacedInstruction) -> list[Mention]:
        """Give all places where one of the instructions names a variable, in the order of the text."""
        line = instruction.lines[0]
        found = self._mentions.get(line)
        if found is None:
            found = self._mentions[line] = find_mentions(instruction, self.lines)
        return found

    @property
    def compilations(self) -> list[tuple[View, Compilation]]:
        """What the file comes to in each view, all stages evaluated; those views left out in which it cannot be had."""
        if self._compilations is None:
            try:
                views = self.situation.views
            except (PreimageError, OSError):
                views = ()
            self._compilations = []
            for view in views:
                found = self._compile(view)
                if found is not None:
                    self._compilations.append((view, found))
        return self._compilations

    def instruction_at(self, line: int) -> PlacedInstruction | None:
        """Give the instruction that a 1-based line belongs to; None for one between instructions."""
        for instruction in self.instructions:
            if instruction.lines[0] <= line <= instruction.lines[1]:
                return instruction
        return None

    def _compile(self, view: View) -> Compilation | None:
        data, ignore_file = self.text.data, self.situation.ignore_file
        try:
            return compile_request(data, view.request, view.bases, ignore_file)
        except DockerfileError:
            try:
                return compile_tolerantly(data, view.request, view.bases, ignore_file).compilation
            except PreimageError:
                return None
        except PreimageError:
            return None
