"""The kinds of values: primitive, collections of one kind, structures of several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class Type:
    """A kind of value; compared by what it is.

    - ``kind``: ``string number bool dynamic list set map tuple object``; dynamic stands for any.
    - ``element``: of a list, set or map.
    - ``elements``: of a tuple, in order.
    - ``attributes``: of an object, by name; ``optional`` are those that may be missing in what is converted.
    """

    __slots__ = ("_key", "attributes", "element", "elements", "kind", "optional")

    def __init__(
        self,
        kind: str,
        *,
        element: Type | None = None,
        elements: tuple[Type, ...] = (),
        attributes: Mapping[str, Type] | None = None,
        optional: Iterable[str] = (),
    ) -> None:
        self.kind = kind
        self.element = element
        self.elements = elements
        self.attributes: Mapping[str, Type] = {} if attributes is None else attributes
        self.optional = frozenset(optional)
        self._key = "" if element or elements or attributes else kind

    @property
    def key(self) -> str:
        if not self._key:
            parts = [each.key for each in self.elements]
            parts += [f"{name!r}={each.key}" for name, each in sorted(self.attributes.items())]
            parts += [self.element.key] if self.element is not None else []
            parts += [f"?{name!r}" for name in sorted(self.optional)]
            self._key = f"{self.kind}({','.join(parts)})"
        return self._key

    @property
    def item(self) -> Type:
        """The kind of the elements of a list, set or map."""
        return DYNAMIC if self.element is None else self.element

    @property
    def is_primitive(self) -> bool:
        return self.kind in _PRIMITIVE

    @property
    def is_collection(self) -> bool:
        return self.kind in _COLLECTIONS

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Type) and self.kind == other.kind and self.key == other.key)

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return f"Type({self.key})"

    @property
    def name(self) -> str:
        """What messages call a value of this kind."""
        if self.is_collection:
            return f"{self.kind} of {self.item.name}"
        return self.kind

    @property
    def wanted_name(self) -> str:
        """What messages call it when it is asked for."""
        if self.is_collection:
            return f"{self.kind} of {'any single type' if self.item is DYNAMIC else self.item.wanted_name}"
        return "any type" if self.kind == "dynamic" else self.kind


_PRIMITIVE = frozenset(("string", "number", "bool"))
_COLLECTIONS = frozenset(("list", "set", "map"))

STRING = Type("string")
NUMBER = Type("number")
BOOL = Type("bool")
DYNAMIC = Type("dynamic")
BYTES = Type("bytes")
"""A kind that two functions of the library ask for, and that no expression has."""


def list_of(element: Type) -> Type:
    """Give the kind of lists."""
    return Type("list", element=element)


def set_of(element: Type) -> Type:
    """Give the kind of sets."""
    return Type("set", element=element)


def map_of(element: Type) -> Type:
    """Give the kind of maps."""
    return Type("map", element=element)


def tuple_of(elements: Iterable[Type]) -> Type:
    """Give the kind of tuples."""
    return Type("tuple", elements=tuple(elements))


def object_of(attributes: Mapping[str, Type], optional: Iterable[str] = ()) -> Type:
    """Give the kind of objects."""
    return Type("object", attributes=attributes, optional=optional)


def has_dynamic(wanted: Type) -> bool:
    """Tell whether any is a part of the kind."""
    inner = (wanted.element,) if wanted.element is not None else (*wanted.elements, *wanted.attributes.values())
    return wanted.kind == "dynamic" or any(map(has_dynamic, inner))
