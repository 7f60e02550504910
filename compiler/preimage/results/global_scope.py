"""What FROM lines see, over time: the ARGs above the first FROM, and the automatic arguments."""

from __future__ import annotations

from preimage.model.lookups import Lookups
from preimage.model.trace import ARG, BUILD_ARG, LOOKUPS, Source
from preimage.results.facts import Binding, Declaration, Use

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.model.instructions import From
    from preimage.model.trace import Record, Trace


class GlobalScope:
    """The bindings above the first FROM; those that count are what FROM sees."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self.bindings: dict[str, list[Binding]] = {}
        self.declarations: dict[str, list[Declaration]] = {}
        self.starts: dict[int, int] = {}
        """The number of the first fact of each ARG, by its identity."""
        for name, value in trace.automatic.items():
            binding = Binding(0, None, Source("default", name), name, value)
            binding.is_build_arg = name in trace.options.build_args
            self.bindings[name] = [binding]
        self.end = 1
        uses: list[Use] = []
        for record in trace.global_records:
            self.starts.setdefault(id(record[0]), self.end)
            if record[1] == LOOKUPS:
                assert isinstance(record[3], Lookups), "that is what such a record holds"
                uses = self.resolve(record[3])
            elif record[1] == ARG:
                self._declare(record, uses)
            self.end += 1

    def _declare(self, record: Record, uses: list[Use]) -> None:
        origin, _, key, value, words = record
        name = str(key)
        declaration = Declaration(self.end, None, origin, None if value is None else str(value))
        self.declarations.setdefault(name, []).append(declaration)
        if value is None:
            return
        binding = Binding(self.end, None, origin, name, str(value), declaration)
        binding.is_arg = True
        binding.is_build_arg = words == BUILD_ARG
        binding.uses = tuple(uses)
        binding.words = words
        self.bindings.setdefault(name, []).append(binding)

    def last(self, name: str) -> Binding | None:
        """Give the binding that FROM lines see; SOURCE_DATE_EPOCH may have been taken away."""
        value = self._trace.global_values.get(name)
        bindings = self.bindings.get(name)
        if value is None or bindings is None:
            return None
        bindings[-1].value = value
        return bindings[-1]

    def declared(self, name: str, number: int | None = None) -> Declaration | None:
        """Give the last ARG of a name, or the last before the fact with that number."""
        found = None
        for declaration in self.declarations.get(name, ()):
            if number is None or declaration.number < number:
                found = declaration
        return found

    def before(self, name: str, number: int) -> Binding | None:
        """Give what a variable is bound to before the fact with that number."""
        found = None
        for binding in self.bindings.get(name, ()):
            if binding.number < number:
                found = binding
        return found

    def resolve(self, lookups: Lookups) -> list[Use]:
        """Give the uses of what a word looked up, with what is bound by now."""
        uses = [Use(variable=name, value=value, fact=self.bindings[name][-1]) for name, value in lookups.found.items()]
        return uses + [Use(variable=name, value="", fact=None) for name in lookups.missing]

    def uses_of_from(self, source: From | None) -> list[Use]:
        """Give what the words of a FROM used, each once."""
        found: dict[str, Use] = {}
        for lookups in self._trace.from_lookups.get(source.lines, ()) if source is not None else ():
            for use in self.resolve(lookups):
                found.setdefault(str(use.variable), use)
        return list(found.values())
