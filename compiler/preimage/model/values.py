"""What plain slotted values have in common: a text for people who debug, and equality."""

from __future__ import annotations


class Value:
    """A value whose fields are its slots, in the order in which they stand, those of the base class first.

    Two are equal if they are of one class and all their fields are equal; one is hashable if all its fields are. Slots
    that begin with an underscore are no fields. Fields are declared ``Final``: mypy refuses to change them, and that
    costs nothing when a value is made.
    """

    # Dataclasses would say the same, but take longer to be defined than a small compilation takes.
    __slots__ = ()

    @classmethod
    def field_names(cls) -> tuple[str, ...]:
        """Give the names of the fields in order."""
        owners = [vars(owner).get("__slots__", ()) for owner in reversed(cls.__mro__)]
        return tuple(name for slots in owners for name in slots if not name.startswith("_"))

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.field_names())

    def __hash__(self) -> int:
        return hash(tuple([getattr(self, name) for name in self.field_names()]))

    def __repr__(self) -> str:
        shown = ", ".join([f"{name}={getattr(self, name)!r}" for name in self.field_names()])
        return f"{type(self).__name__}({shown})"


def is_absent(value: object) -> bool:
    """Tell whether a field that may be absent is."""
    return value is None
