"""The image types as the Go structs that they stand for: what a decoder and its errors have to know of each field.

Source: docs/reference/base-config.md.
"""

from __future__ import annotations

from preimage.golang.text import fold
from preimage.model import image
from preimage.model.lean_dataclasses import lean_fields


class Struct:
    """A Go struct: the class that stands for it and its fields by JSON key."""

    __slots__ = ("cls", "folded", "members")

    def __init__(self, cls: type, members: dict[str, Member]) -> None:
        self.cls = cls
        self.members = members
        self.folded = {fold(key): member for key, member in members.items()}

    def find(self, key: str) -> Member | None:
        return self.members.get(key) or self.folded.get(fold(key))


class Member:
    """A field of a Go struct, with what an error says of it.

    ``kind`` is ``string``, ``time``, ``bool``, ``int``, ``struct``, ``pointer`` (to a struct), ``list`` or ``map``;
    ``element`` is the struct, or what a list or map consists of: a struct, ``string`` or ``empty`` (``struct {}``).
    """

    __slots__ = ("attribute", "element", "element_type", "go_type", "kind", "path")

    def __init__(self, attribute: str, path: str, kind: str, go_type: str) -> None:
        self.attribute = attribute
        self.path = path
        self.kind = kind
        self.go_type = go_type
        self.element: Struct | str = "string"
        self.element_type = go_type.removeprefix("[]").removeprefix("map[string]")


# How the declarations of the image types read in Go.
_KINDS = {
    "str": ("string", "string"),
    "str | None": ("time", "time.Time"),
    "bool": ("bool", "bool"),
    "int": ("int", "int"),
    "Duration": ("int", "time.Duration"),
    "list[str]": ("list", "[]string"),
    "list[str] | None": ("list", "[]digest.Digest"),
    "dict[str, str]": ("map", "map[string]string"),
    "dict[str, dict[str, object]]": ("map", "map[string]struct {}"),
    "RootFS": ("struct", "v1.RootFS"),
    "list[History]": ("list", "[]v1.History"),
    "HealthcheckConfig | None": ("pointer", "v1.HealthcheckConfig"),
    "DockerOCIImageConfig": ("struct", "v1.DockerOCIImageConfig"),
}

# Go's error texts name the structs through which a field is embedded. What stands in front of the platform has a class
# of its own here, but is a part of Image in Go.
_EMBEDDED = {"_Provenance": "Image.", "Image": "Image.", "Platform": "Image.Platform."}
_EMBEDDED |= {name: f"{name}." for name in ("ImageConfig", "DockerOCIImageConfigExt")}


def _describe(cls: type, path: str) -> Struct:
    """Describe a class as a Go struct that is found at ``path``, which is empty or ends with a point."""
    owners = {name: owner for owner in cls.__mro__[-2::-1] for name in owner.__annotations__}
    members = {}
    for each in lean_fields(cls) or ():
        owner = owners[each.name]
        kind, go_type = _KINDS[owner.__annotations__[each.name]]
        key = each.metadata["dataclasses_json"]["letter_case"](each.name)
        where = f"{path}{_EMBEDDED.get(owner.__name__, '')}{key}"
        member = members[key] = Member(each.name, f"{cls.__name__}.{where}", kind, go_type)
        if member.element_type.startswith("v1."):
            member.element = _describe(getattr(image, member.element_type.removeprefix("v1.")), f"{where}.")
        elif member.element_type == "struct {}":
            member.element = "empty"
    return Struct(cls, members)


IMAGE = _describe(image.DockerOCIImage, "")
