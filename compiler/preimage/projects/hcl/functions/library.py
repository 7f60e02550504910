"""All functions of the library, by name; the module of a function is loaded when it is first asked for.

Source: docs/reference/bake.md, "Functions".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping

from preimage.projects.hcl.scopes import Function


def _load_arithmetic() -> Mapping[str, Function]:
    from preimage.projects.hcl.functions.arithmetic import FUNCTIONS

    return FUNCTIONS


def _load_attempts() -> Mapping[str, Function]:
    from preimage.projects.hcl.functions.attempts import FUNCTIONS

    return FUNCTIONS


def _load_collections() -> Mapping[str, Function]:
    from preimage.projects.hcl.functions.collections import FUNCTIONS

    return FUNCTIONS


def _load_encoding() -> Mapping[str, Function]:
    from preimage.projects.hcl.functions.encoding import FUNCTIONS

    return FUNCTIONS


def _load_formatting() -> Mapping[str, Function]:
    from preimage.projects.hcl.functions.formatting import FUNCTIONS

    return FUNCTIONS


def _load_network() -> Mapping[str, Function]:
    from preimage.projects.hcl.functions.network import FUNCTIONS

    return FUNCTIONS


def _load_paths() -> Mapping[str, Function]:
    from preimage.projects.hcl.functions.paths import FUNCTIONS

    return FUNCTIONS


def _load_patterns() -> Mapping[str, Function]:
    from preimage.projects.hcl.functions.patterns import FUNCTIONS

    return FUNCTIONS


def _load_refused() -> Mapping[str, Function]:
    from preimage.projects.hcl.functions.refused import FUNCTIONS

    return FUNCTIONS


def _load_sets() -> Mapping[str, Function]:
    from preimage.projects.hcl.functions.sets import FUNCTIONS

    return FUNCTIONS


def _load_text() -> Mapping[str, Function]:
    from preimage.projects.hcl.functions.text import FUNCTIONS

    return FUNCTIONS


def _load_times() -> Mapping[str, Function]:
    from preimage.projects.hcl.functions.times import FUNCTIONS

    return FUNCTIONS


_NAMES: dict[Callable[[], Mapping[str, Function]], str] = {
    _load_arithmetic: (
        "absolute add and ceil divide equal floor greaterthan greaterthanorequalto int lessthan lessthanorequalto "
        "log max min modulo multiply negate not notequal or parseint pow range signum subtract"
    ),
    _load_attempts: "can convert try",
    _load_collections: (
        "chunklist coalesce coalescelist compact concat contains distinct element flatten hasindex index indexof "
        "keys length lookup merge reverselist slice values zipmap"
    ),
    _load_encoding: "base64decode base64encode csvdecode jsondecode jsonencode md5 sha1 sha256 sha512 urlencode uuidv5",
    _load_formatting: "format formatlist",
    _load_network: "cidrhost cidrnetmask cidrsubnet cidrsubnets",
    _load_paths: "basename dirname",
    _load_patterns: "regex regex_replace regexall",
    _load_refused: "bcrypt byteslen bytesslice homedir rsadecrypt timestamp uuidv4",
    _load_sets: "sethaselement setintersection setproduct setsubtract setsymmetricdifference setunion",
    _load_text: (
        "chomp indent join lower replace reverse sanitize sort split strlen substr title trim trimprefix trimspace "
        "trimsuffix upper"
    ),
    _load_times: "formatdate timeadd",
}
_LOADERS = {name: load for load, names in _NAMES.items() for name in names.split()}


class Library(MutableMapping[str, Function]):
    """The functions of the library, and those that are added to them."""

    __slots__ = ("_loaded",)

    def __init__(self) -> None:
        self._loaded: dict[str, Function] = {}

    def __getitem__(self, name: str) -> Function:
        function = self._loaded.get(name)
        if function is None:
            function = self._loaded[name] = _LOADERS[name]()[name]
        return function

    def __contains__(self, name: object) -> bool:
        return name in self._loaded or name in _LOADERS

    def __setitem__(self, name: str, function: Function) -> None:
        self._loaded[name] = function

    def __delitem__(self, name: str) -> None:
        raise TypeError(f"functions stay: {name}")

    def __iter__(self) -> Iterator[str]:
        return iter({**_LOADERS, **self._loaded})

    def __len__(self) -> int:
        return len({**_LOADERS, **self._loaded})
