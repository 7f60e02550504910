"""The records of a chain of stages, played again: every write of every leaf, and every variable over time.

Nothing is evaluated here. Values are those that the evaluation recorded, and what a word used is what it looked up.
"""

from __future__ import annotations

from bisect import bisect_left

from preimage.model.errors import LimitError
from preimage.model.instructions import Instruction, Process
from preimage.model.lookups import Lookups
from preimage.model.trace import (
    ARG,
    BASE,
    BASE_IMAGE,
    BUILD_ARG,
    GLOBAL,
    LOOKUPS,
    RELATIVE,
    UNSEEN,
    Source,
    expand_record,
    split_entry,
)
from preimage.results.facts import Binding, Declaration, Use, Write
from preimage.results.global_scope import GlobalScope
from preimage.results.leaves import to_json_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from preimage.model.causes import Key, Leaf
    from preimage.model.trace import Origin, Record, StageTrace, Trace, Words

MOST_FACTS = 400_000
"""Values that fields and variables have had, of one chain of stages; each takes about 1 KB."""

_ENV = "config.Env"
_CMD = "config.Cmd"
_ONBUILD = "config.OnBuild"
_SHELL = "config.Shell"
_WORKING_DIR = "config.WorkingDir"


class Dropped:
    """The triggers that a stage did not take over: the write that cleared them, and what it cleared."""

    __slots__ = ("entries", "write")

    def __init__(self, write: Write, entries: list[Write]) -> None:
        self.write = write
        self.entries = entries


class Replay:
    """What the stages of one chain did; facts are numbered in the order they came to be."""

    def __init__(self, trace: Trace, scope: GlobalScope, index: int) -> None:
        """Play the records of the stage with that index, and before them those of the stages it goes back to."""
        self.chain = trace.chain(index)
        self.writes: dict[Leaf, list[Write]] = {}
        """Writes of each leaf since it last started anew, oldest first; one for each cause."""
        self.all_writes: list[Write] = []
        self.bindings: dict[str, list[Binding]] = {}
        self.declarations: dict[str, list[Declaration]] = {}
        self.dropped: list[Dropped] = []
        self.assumed: StageTrace | None = None
        """The stage whose base is not known."""
        self.ends: dict[int, int] = {}
        """The number behind the last fact of each stage."""
        self._scope = scope
        self._starts: dict[tuple[int, int], int] = {}
        self.env: list[Write] = []
        """The entries of Env; of those with one name, only the first is a leaf."""
        self._env_index: dict[str, int] = {}
        self._number = 0
        self._stage = self.chain[0]
        self._origin: object = None
        self._lookups: dict[str, list[Use]] = {}
        self._made: dict[int, list[Write]] = {}
        self._by_leaf: dict[Leaf, list[Write]] = {}
        self._is_relative = False
        for stage in self.chain:
            self._play(stage)

    def last(self, leaf: Leaf) -> Write | None:
        """Give the write that counts."""
        writes = self.writes.get(leaf)
        return writes[-1] if writes else None

    def start_of(self, stage: int, instruction: Instruction) -> int | None:
        """Give the number of the first fact of an instruction; None if it did not run."""
        return self._starts.get((stage, id(instruction)))

    def writes_by(self, instruction: Instruction) -> list[Write]:
        """Give the writes that an instruction made: a FROM by its base, its triggers and the defaults, too."""
        if not self._made:
            for write in self.all_writes:
                for maker in write.makers:
                    self._made.setdefault(id(maker), []).append(write)
        return self._made.get(id(instruction), [])

    def write_before(self, leaf: Leaf, number: int) -> Write | None:
        """Give the last write of a leaf before the fact with that number, whatever started it anew since."""
        if not self._by_leaf:
            for write in self.all_writes:
                self._by_leaf.setdefault(write.leaf, []).append(write)
        writes = self._by_leaf.get(leaf, [])
        place = bisect_left(writes, number, key=_number_of)
        return writes[place - 1] if place else None

    def binding_before(self, name: str, number: int) -> Binding | None:
        """Give what a variable is bound to before the fact with that number."""
        found = None
        for binding in self.bindings.get(name, ()):
            if binding.number >= number:
                break
            found = binding
        return found

    def _play(self, stage: StageTrace) -> None:
        self._stage = stage
        if stage.is_assumed:
            self.assumed = stage
        if stage is not self.chain[0]:
            self._give_back_env()
            self._number += 1
        for record in stage.records:
            if self._number > MOST_FACTS:
                raise LimitError(f"more than {MOST_FACTS} values of variables and fields to explain")
            origin = record[0]
            if origin is not self._origin:
                self._origin = origin
                self._lookups = {}
                if isinstance(origin, Instruction):
                    self._starts.setdefault((stage.index, id(origin)), self._number)
            self._play_record(record)
            self._number += 1
        self.ends[stage.index] = self._number

    def _play_record(self, record: Record) -> None:
        origin, path, key, value, words = record
        if path == LOOKUPS:
            assert isinstance(value, Lookups), "that is what such a record holds"
            self._lookups[str(key)] = self._resolve(value)
        elif path == ARG:
            self._declare(record)
        elif path == RELATIVE:
            self._is_relative = True
        elif path == _ENV:
            self._set_env(record)
        elif path == BASE_IMAGE:
            self._start_from_base(record)
        elif path == _ONBUILD and key is None:
            self._drop_triggers(origin)
        elif path != "history":
            self._write(origin, path, key, value, words)

    def _give_back_env(self) -> None:
        """Bind each variable of Env anew: a stage starts with those, whatever args its parent had of the name."""
        named = {}
        for write in self.env:
            named[str(write.key)] = write
        for name, write in named.items():
            current = self.bindings.get(name)
            # A name that held an equals sign is a variable only from here on.
            if not current or current[-1].is_arg:
                self._bind(name, str(write.value), write.origin, write=write)
        if self.assumed is None:
            return
        # A base that is not known may hold a variable of the name.
        for name, bindings in self.bindings.items():
            if bindings[-1].is_arg and not bindings[-1].is_unknown and name not in named:
                bindings.append(bindings[-1].as_unknown(self._number))

    def _start_from_base(self, record: Record) -> None:
        for origin, path, key, value, _ in expand_record(record):
            if path == _ENV:
                self._append_env(str(key), str(value), origin, None)
                self._bind(str(key), str(value), origin, write=self.env[-1])
            elif not path.startswith(("rootfs", "history")):
                self._write(origin, path, key, value, None)

    def _set_env(self, record: Record) -> None:
        """Set an entry of Env as the evaluation did: the first of that name, else a new one."""
        origin, _, key, value, words = record
        if self._stage.is_assumed and isinstance(origin, Source) and origin.kind == "default":
            origin = BASE
        name, text = str(key), str(value)
        index = self._env_index.get(name)
        if index is None:
            write = self._append_env(*split_entry(f"{name}={text}"), origin, words)
        else:
            write = self.env[index] = self._make_write(origin, _ENV, name, text, words)
            self._add(write)
        self._bind(name, text, origin, write=write)

    def _append_env(self, name: str, text: str, origin: Origin, words: Words) -> Write:
        write = self._make_write(origin, _ENV, name, text, words)
        if name not in self._env_index:
            self._env_index[name] = len(self.env)
            self._add(write)
        self.env.append(write)
        return write

    def _drop_triggers(self, origin: Origin) -> None:
        entries = [writes[-1] for leaf, writes in self.writes.items() if leaf[0] == _ONBUILD]
        for entry in entries:
            del self.writes[entry.leaf]
        write = self._make_write(origin, _ONBUILD, None, None, None)
        self.all_writes.append(write)
        self.dropped.append(Dropped(write, entries))

    def _write(self, origin: Origin, path: str, key: Key, value: object, words: Words) -> None:
        write = self._make_write(origin, path, key, value, words)
        if path == _CMD and value is None:
            before = self.last((_CMD, None))
            if (before is None and self.assumed is None) or (before is not None and before.value is None):
                return
        elif path in (_CMD, "config.Entrypoint"):
            self._wrap(write)
        elif path == _WORKING_DIR and self._is_relative:
            self._is_relative = False
            self._join_directory(write)
        self._add(write)

    def _wrap(self, write: Write) -> None:
        """Note the shell that a shell form was wrapped in."""
        instruction = write.instruction
        if not isinstance(instruction, Process) or not instruction.is_shell or not isinstance(write.value, list):
            return
        count = max(1, len(instruction.args))
        write.shell = write.value[:-count]
        shell = self.last((_SHELL, None))
        if shell is not None and shell.value is not None:
            write.add_use(Use(path=_SHELL, value=shell.value, fact=shell))
        elif self.assumed is not None:
            write.add_use(Use(path=_SHELL, value=None, fact=self.unknown()))

    def _join_directory(self, write: Write) -> None:
        write.is_relative = True
        before = self.last((_WORKING_DIR, None))
        if before is not None and before.value is not None:
            write.add_use(Use(path=_WORKING_DIR, value=before.value, fact=before))
        elif before is None and self.assumed is not None:
            write.add_use(Use(path=_WORKING_DIR, value=None, fact=self.unknown()))

    def _make_write(self, origin: Origin, path: str, key: Key, value: object, words: Words) -> Write:
        write = Write(self._number, self._stage, origin, path, key, to_json_value(path, key, value))
        write.words = words
        # The flag of a FROM gives an empty image its platform.
        uses = self._scope.uses_of_from(self._stage.source) if origin is self._stage.source else self._uses_of(words)
        for use in uses:
            write.add_use(use)
        if isinstance(origin, Source) and origin.kind == "base" and self._stage.is_assumed:
            write.is_unknown = True
        return write

    def _add(self, write: Write) -> None:
        self.all_writes.append(write)
        writes = self.writes.setdefault(write.leaf, [])
        if writes and writes[-1].has_cause_of(write):
            # Several writes of one instruction count once.
            writes.pop()
        writes.append(write)

    def _declare(self, record: Record) -> None:
        origin, _, key, value, words = record
        name = str(key)
        declaration = Declaration(self._number, self._stage, origin, None if value is None else str(value))
        if words == UNSEEN:
            return
        self.declarations.setdefault(name, []).append(declaration)
        if value is None:
            return
        inner = self._scope.last(name) if words == GLOBAL else None
        uses = () if words in (BUILD_ARG, GLOBAL) else self._uses_of(words)
        self._bind(
            name,
            str(value),
            origin,
            uses=uses,
            words=words,
            inner=inner,
            declaration=declaration,
        )

    def _bind(
        self,
        name: str,
        value: str,
        origin: Origin,
        *,
        write: Write | None = None,
        uses: Iterable[Use] = (),
        words: Words = None,
        inner: Binding | None = None,
        declaration: Declaration | None = None,
    ) -> None:
        """Bind a variable: by a write of Env, or by an ARG with that declaration."""
        is_arg = declaration is not None
        if not is_arg and name in self.declarations:
            declaration = self.declarations[name][-1]
        binding = Binding(self._number, self._stage, origin, name, value, declaration)
        binding.is_arg = is_arg
        binding.is_build_arg = words == BUILD_ARG
        binding.inner = write or inner
        binding.uses = tuple(uses)
        binding.words = words
        binding.is_unknown = any(use.is_unknown for use in uses) or (write is not None and write.is_unknown)
        self.bindings.setdefault(name, []).append(binding)

    def _resolve(self, lookups: Lookups) -> list[Use]:
        uses = [Use(variable=name, value=value, fact=self.bindings[name][-1]) for name, value in lookups.found.items()]
        for name in lookups.missing:
            # A base that is not known may set it.
            uses.append(Use(variable=name, value="", fact=self.unknown() if self.assumed is not None else None))
        return uses

    def unknown(self) -> Write:
        """Give what stands for anything that the base may hold."""
        assert self.assumed is not None, "only a base that is not known makes a value unknown"
        write = Write(0, self.assumed, BASE, "", None, None)
        write.is_unknown = True
        return write

    def _uses_of(self, words: Words) -> list[Use]:
        """Give what the words of a value used, each once."""
        if words is None:
            return []
        found: dict[str, Use] = {}
        written: tuple[str, ...] = (words,) if isinstance(words, str) else tuple(words)
        for word in written:
            for use in self._lookups.get(word, ()):
                found.setdefault(str(use.variable), use)
        return list(found.values())


def _number_of(write: Write) -> int:
    return write.number
