"""Dataclasses that are made without the module ``dataclasses``: to load it takes longer than a small compilation.

A class made here is what ``dataclasses.dataclass(eq=False, repr=False)`` makes of it, and type checkers are shown that
one. The functions of ``dataclasses``, and whatever else goes by what such a class has for them, find it: it is worked
out, by that module, when somebody asks.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

_FIELDS, _PARAMETERS = "__dataclass_fields__", "__dataclass_params__"


class LeanField:
    """A field: ``type`` is the text of its annotation, ``metadata`` as in dataclasses; every field has a default."""

    __slots__ = ("default", "default_factory", "metadata", "name", "type")

    def __init__(self, default: object, default_factory: Callable[[], object] | None, metadata: Mapping[str, Any]):
        self.default = default
        self.default_factory = default_factory
        self.metadata = metadata
        self.name = self.type = ""


def field(
    *, metadata: Mapping[str, Any], default: object = None, default_factory: Callable[[], object] | None = None
) -> LeanField:
    """Declare a field, as ``dataclasses.field`` does."""
    return LeanField(default, default_factory, metadata)


def dataclass(*, eq: bool, repr: bool, slots: bool = False) -> Callable[[type], type]:  # noqa: A002
    """Make a dataclass of a class, as ``dataclasses.dataclass`` does; ``eq`` and ``repr`` have to be False."""
    if eq or repr:
        raise TypeError("equality and repr are those of preimage's values")
    return _make_with_slots if slots else _make


def lean_fields(cls: type) -> tuple[LeanField, ...] | None:
    """Give the fields of a class in order, as ``dataclasses.fields`` does; None if it is no dataclass."""
    for owner in cls.__mro__:
        found = vars(owner).get(_FIELDS)
        if found is not None:
            return tuple((found.by_name if isinstance(found, _Late) else found).values())
    return None


class _Late:
    """What dataclasses look for in a class, an attribute that is worked out with their module on first use."""

    __slots__ = ("_cls", "_found", "_name", "_slots", "by_name")

    def __init__(self, name: str, cls: type, by_name: dict[str, LeanField], *, slots: bool) -> None:
        self._name = name
        self._cls = cls
        self._slots = slots
        self.by_name = by_name
        self._found: object = None

    def __get__(self, instance: object, owner: type) -> object:
        if self._found is None:
            import dataclasses

            cls = self._cls
            members: dict[str, Any] = {name: vars(cls)[name] for name in ("__annotations__", "__doc__", "__module__")}
            for name in cls.__annotations__:
                declared = self.by_name[name]
                kind = "default_factory" if declared.default_factory else "default"
                default: Any = declared.default_factory or declared.default
                members[name] = dataclasses.field(metadata=declared.metadata, **{kind: default})
            twin = type(cls.__name__, cls.__bases__, members)
            self._found = vars(dataclasses.dataclass(eq=False, repr=False, slots=self._slots)(twin))[self._name]
        return self._found


_NOT_GIVEN = type("_DefaultFactory", (), {"__repr__": lambda self: "<factory>"})()
"""Stands for the default of a field that has a factory, in signatures, too."""


def _make(cls: type, *, slots: bool = False) -> type:
    by_name: dict[str, LeanField] = {}
    for owner in reversed(cls.__mro__[1:]):
        by_name |= {each.name: each for each in lean_fields(owner) or ()}
    for name, text in cls.__annotations__.items():
        declared = by_name[name] = vars(cls)[name]
        declared.name, declared.type = name, text
        if slots or declared.default_factory:
            delattr(cls, name)
        else:
            setattr(cls, name, declared.default)
    if slots:
        # A class gets slots only while it is made.
        left = {name: value for name, value in vars(cls).items() if name not in ("__dict__", "__weakref__")}
        cls = type(cls)(cls.__name__, cls.__bases__, {**left, "__slots__": tuple(cls.__annotations__)})
    late = {name: _Late(name, cls, by_name, slots=slots) for name in (_FIELDS, _PARAMETERS)}
    made = {**late, "__match_args__": tuple(by_name), "__init__": _LateInit(cls, by_name)}
    for name, value in made.items():
        setattr(cls, name, value)
    return cls


def _make_with_slots(cls: type) -> type:
    return _make(cls, slots=True)


class _LateInit:
    """The ``__init__`` of a class until somebody asks for it: it takes time to compile, and few runs need all."""

    __slots__ = ("_by_name", "_cls")

    def __init__(self, cls: type, by_name: dict[str, LeanField]) -> None:
        self._cls = cls
        self._by_name = by_name

    def __get__(self, instance: object, owner: type) -> object:
        init: Any = _compile_init(self._cls, self._by_name)
        setattr(self._cls, "__init__", init)  # noqa: B010  # an assignment would be one to a method
        return init.__get__(instance, owner)


def _compile_init(cls: type, by_name: dict[str, LeanField]) -> Callable[..., None]:
    """Compile what sets the fields: objects are made in numbers, so that it must not loop over them."""
    scope: dict[str, object] = {"not_given": _NOT_GIVEN}
    parameters, lines = [], []
    for name, each in by_name.items():
        if each.default_factory is None:
            scope[f"default_{name}"] = each.default
            parameters.append(f"{name}=default_{name}")
            lines.append(f"  self.{name} = {name}")
        else:
            scope[f"make_{name}"] = each.default_factory
            parameters.append(f"{name}=not_given")
            lines.append(f"  self.{name} = make_{name}() if {name} is not_given else {name}")
    header = f"def make({', '.join(scope)}):\n def __init__(self, {', '.join(parameters)}):\n"
    made: dict[str, Any] = {}
    exec(header + "\n".join(lines) + "\n return __init__", vars(sys.modules[cls.__module__]), made)
    init: Callable[..., None] = made["make"](**scope)
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    init.__annotations__ = {**{name: each.type for name, each in by_name.items()}, "return": None}
    return init
