"""Functions of paths."""

from __future__ import annotations

from preimage.golang.paths import base, clean
from preimage.projects.hcl.functions.define import define_raw
from preimage.projects.hcl.scopes import Function
from preimage.projects.hcl.values import Value, string_value


def _folder(path: str) -> Value:
    return string_value(clean(path[: path.rfind("/") + 1]))


FUNCTIONS: dict[str, Function] = {
    "basename": define_raw("path:text", lambda path: string_value(base(path))),
    "dirname": define_raw("path:text", _folder),
}
