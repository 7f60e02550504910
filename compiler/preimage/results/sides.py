"""One of two results that are compared: its leaves, their causes, and what stands behind a value.

Source: docs/reference/diff.md.
"""

from __future__ import annotations

import json

from preimage.golang.text import upper
from preimage.model.decoding import decode_image
from preimage.model.errors import LimitError, OptionError
from preimage.model.image import DockerOCIImage
from preimage.model.instructions import From, Process
from preimage.model.trace import Source, TriggerRun
from preimage.results.compilation import Compilation
from preimage.results.facts import Binding, Write
from preimage.results.input_summary import describe_config, describe_input
from preimage.results.leaves import list_leaves

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Set
    from typing import Any

    from preimage.model.causes import Cause, Key, Leaf
    from preimage.model.trace import Origin, StageTrace, Words
    from preimage.results.explain import Explainer
    from preimage.results.facts import Fact, Use

    Comparable = Compilation | DockerOCIImage | Mapping[str, Any]

_ENV = "config.Env"
_ONBUILD = "config.OnBuild"
_WHOLE = ((_ENV, None), (_ONBUILD, None))
_MOST_STEPS = 700_000
"""Facts looked at behind all changed values of one side."""


class Side:
    """A result with its causes, or an image config of which nothing but its values is known."""

    def __init__(self, document: Mapping[str, Any], explainer: Explainer | None = None) -> None:
        """Take an image config as JSON, and what explains it."""
        self.document = document
        self.explainer = explainer
        self.leaves = list_leaves(document)
        self.input = describe_config()
        self._items: dict[Hashable, list[int]] | None = None
        self._by_words: dict[tuple[str, Hashable], Write] | None = None
        self._history: dict[Key, tuple[StageTrace, Origin]] | None = None
        self._steps_left = _MOST_STEPS

    @classmethod
    def of(cls, given: Comparable) -> Side:
        """Take what is compared.

        Raises:
            OptionError: a mapping that is no image config.
        """
        if isinstance(given, Compilation):
            side = cls(json.loads(given.image.to_json()), given.explainer)
            side.input = describe_input(given.trace.options, given.bases)
            return side
        image = given if isinstance(given, DockerOCIImage) else _decode(given)
        return cls(json.loads(image.to_json()))

    @property
    def env(self) -> list[str]:
        """All entries of Env."""
        config = self.document.get("config")
        env = config.get("Env") if isinstance(config, dict) else None
        return env if isinstance(env, list) else []

    @property
    def history(self) -> list[dict[str, Any]]:
        history = self.document.get("history")
        return [entry for entry in history if isinstance(entry, dict)] if isinstance(history, list) else []

    def write_of(self, leaf: Leaf) -> Write | None:
        """Give the write that a leaf is due to, one that cleared it included."""
        if self.explainer is None:
            return None
        target = self.explainer.study.target
        if leaf[0] == _ONBUILD and target.last(leaf) is None and target.dropped:
            dropped = target.dropped[-1]
            return dropped.write if any(entry.leaf == leaf for entry in dropped.entries) else None
        return target.last(leaf)

    def cause_of(self, leaf: Leaf) -> Cause | None:
        """Give the cause of a leaf; None where nothing ever wrote it, or where no causes are known."""
        if self.explainer is None:
            return None
        if leaf[1] is None:
            return self.explainer.field(*leaf).cause if self._is_written(leaf) else None
        write = self.write_of(leaf)
        return write.cause if write is not None else None

    def _is_written(self, leaf: Leaf) -> bool:
        return self.write_of(leaf) is not None or any(path == leaf[0] for path, _ in self.leaves)

    def history_cause(self, index: int) -> Cause | None:
        """Give the cause of an entry of the history."""
        if self.explainer is None:
            return None
        if self._history is None:
            chain = self.explainer.study.target.chain
            self._history = {
                record[2]: (stage, record[0]) for stage in chain for record in stage.records if record[1] == "history"
            }
        made = self._history.get(index)
        return made[0].cause_of(made[1]) if made is not None else self.explainer.study.base_cause()

    def is_env_leaf(self, use: Use | None, leaf: Leaf) -> bool:
        """Tell whether a variable that was used is the entry of Env that the result has."""
        binding = use.fact if use is not None else None
        return isinstance(binding, Binding) and binding.inner is not None and binding.inner is self.write_of(leaf)

    def counterpart(self, write: Write) -> Write | None:
        """Give the write of the same field by the same words, which may have come to another key here."""
        if self.explainer is None or write.words is None:
            return None
        if self._by_words is None:
            writes = self.explainer.study.target.all_writes
            self._by_words = {(each.path, _freeze(each.words)): each for each in reversed(writes)}
        return self._by_words.get((write.path, _freeze(write.words)))

    def uses_of_base(self) -> dict[str, Use]:
        """Give the variables that the FROM used which chose the base image."""
        if self.explainer is None:
            return {}
        study = self.explainer.study
        return {str(use.variable): use for use in study.scope.uses_of_from(study.target.chain[0].source)}

    def items_among(self, wanted: Set[Hashable]) -> list[Hashable]:
        """Give those of the wanted items that instructions and options of the chain say, in their order.

        Raises:
            LimitError: too much stands behind the values of this side.
        """
        if self._items is None:
            self._items = self._index_items()
        self._spend(sum(len(self._items.get(item, ())) for item in wanted))
        places = [(place, item) for item in wanted for place in self._items.get(item, ())]
        return [item for _, item in sorted(places, key=_first)]

    def _index_items(self) -> dict[Hashable, list[int]]:
        if self.explainer is None:
            return {}
        study = self.explainer.study
        above = [binding for bindings in study.scope.bindings.values() for binding in bindings]
        args = [each for bindings in study.target.bindings.values() for each in bindings if each.is_arg]
        facts: list[Fact] = sorted(above, key=_number_of)
        facts += sorted([*study.target.all_writes, *args], key=_number_of)
        index: dict[Hashable, list[int]] = {}
        for place, fact in enumerate(facts):
            item = describe_origin(fact)
            if item is not None:
                index.setdefault(item, []).append(place)
        return index

    def find_behind(self, leaf: Leaf, other: Side | None = None) -> set[Hashable]:
        """Give what the instructions and options behind a value say: its cause, what it uses, and theirs.

        Of all of Env or OnBuild it is what stands behind all that is written there. Of a leaf that only the other side
        has, it is what made another of the same words.

        Raises:
            LimitError: too much stands behind the values of this side.
        """
        found: set[Hashable] = set()
        todo: list[Fact] = [*self._find_makers(leaf)]
        if other is not None and leaf not in self.leaves:
            made_there = other.write_of(leaf)
            made_here = self.counterpart(made_there) if made_there is not None else None
            todo += [made_here] if made_here is not None else []
        seen = {id(fact) for fact in todo}
        while todo:
            self._spend(1)
            fact = todo.pop()
            item = describe_origin(fact)
            if item is not None:
                found.add(item)
            parts = [use.fact for use in fact.uses if use.fact is not None]
            if fact.inner is not None:
                parts.append(fact.inner)
            for part in parts:
                if id(part) not in seen:
                    seen.add(id(part))
                    todo.append(part)
        return found

    def _spend(self, steps: int) -> None:
        self._steps_left -= steps
        if self._steps_left < 0:
            raise LimitError("too much stands behind the values of this Dockerfile to compare it all")

    def _find_makers(self, leaf: Leaf) -> list[Write]:
        write = self.write_of(leaf)
        found = [write] if write is not None else []
        if self.explainer is None or leaf not in _WHOLE:
            return found
        target = self.explainer.study.target
        if leaf[0] == _ENV:
            return [each for each in target.all_writes if each.path == _ENV]
        own = [each for each in target.all_writes if each.path == _ONBUILD and each.key is not None]
        return [*[each for each in own if each.stage is target.chain[-1]], *[each.write for each in target.dropped]]


def _decode(config: Mapping[str, Any]) -> DockerOCIImage:
    try:
        return decode_image(json.dumps(config).encode("utf-8"))
    except ValueError as error:
        raise OptionError(f"no image config: {error}") from error


def _number_of(fact: Fact) -> int:
    return fact.number


def _first(pair: tuple[int, Hashable]) -> int:
    return pair[0]


def _freeze(words: Words) -> Hashable:
    return tuple(words) if isinstance(words, list) else words


def describe_origin(fact: Fact) -> Hashable | None:
    """Say what the instruction or option behind a fact reads; None: the base image is behind it."""
    origin = fact.origin
    if isinstance(fact, Binding):
        return _describe_binding(fact)
    assert isinstance(fact, Write), "there are no other facts"
    if isinstance(origin, Source):
        return _describe_source(fact, origin)
    if isinstance(origin, TriggerRun):
        return ("ONBUILD", origin.text) if origin.onbuild is not None else None
    if isinstance(origin, From):
        return ("FROM", origin.platform)
    words: Hashable = None
    if isinstance(origin, Process):
        words = (origin.is_shell, tuple(origin.args))
    elif fact.words is not None:
        words = _freeze(fact.words)
    else:
        words = json.dumps(fact.value)
    return (upper(origin.word), fact.path, words)


def _describe_source(write: Write, origin: Source) -> Hashable | None:
    if origin.kind == "option" or origin.name == "platform":
        return (origin.name, write.path, write.key, json.dumps(write.value))
    if origin.kind == "stage" and write.stage is not None and write.stage.parent is not None:
        return ("FROM", "stage")
    return None


def _describe_binding(binding: Binding) -> Hashable | None:
    if binding.is_build_arg:
        return ("--build-arg", binding.name, binding.value)
    if isinstance(binding.origin, Source):
        is_automatic = binding.stage is None
        return ("automatic", binding.name, binding.value) if is_automatic else None
    if not binding.is_arg:
        return None
    if isinstance(binding.origin, TriggerRun):
        return ("ONBUILD", binding.origin.text) if binding.origin.onbuild is not None else None
    word = "ARG" if binding.stage is not None else "ARG above FROM"
    return (word, binding.name, binding.words if isinstance(binding.words, str) else None)
