"""The config of a container while it is put together, with the place that each part comes from."""

from __future__ import annotations

from collections.abc import Mapping as ReadMapping
from typing import Any, NamedTuple

from preimage.projects.compose.builds import BuildMaker
from preimage.projects.compose.nodes import Node
from preimage.projects.compose.options import Setting
from preimage.projects.project import Key, Origin

IMAGE = Origin("", None, "image")
"""Where a value comes from that the service leaves alone."""

COMPOSE = Origin("", None, "compose")
"""Where a value comes from that the tool adds."""


class ContainerNote(NamedTuple):
    """Something in which a container differs from what its service looks like.

    ``kind`` is one of ``check-of-nothing``, ``check-not-restored``, ``check-without-test``, ``command-cut``,
    ``entrypoint-clears-command`` and ``variable-hidden``.
    """

    kind: str
    message: str
    origin: Origin


class Container(NamedTuple):
    """The config of a container.

    - ``config``: by the engine's names, such as ``Entrypoint``; what the engine leaves out is not there.
    - ``causes``: by field, and for ``Env``, ``Labels``, ``ExposedPorts`` and ``Healthcheck`` by entry, too, such as
      ``("Env", "PATH")``: where the value comes from. ``what`` is the service's key, ``image`` or ``compose``.
    - ``notes``: in the order of the fields.
    """

    config: ReadMapping[str, Any]
    causes: ReadMapping[Key, Origin]
    notes: tuple[ContainerNote, ...]


class Parts:
    """A container in the making: the service, the image's config, and what has been decided so far."""

    def __init__(
        self, name: str, service: Node, image: ReadMapping[str, Any], setting: Setting, maker: BuildMaker
    ) -> None:
        self.name = name
        self.service = service
        self.image = image
        self.setting = setting
        self.maker = maker
        self.config: dict[str, Any] = {}
        self.causes: dict[Key, Origin] = {}
        self.notes: list[ContainerNote] = []

    def take(self, field: str, key: str, value: Any, node: Node | None) -> None:
        """Set a field to what the service says with a key."""
        self.config[field] = value
        self.causes[field,] = self.origin(node or self.service, key)

    def keep(self, field: str, default: Any = None) -> None:
        """Leave a field as the image has it; ``default`` is for an image that has it not."""
        value = self.image.get(field)
        self.config[field] = default if value is None else value
        if value is not None:
            self.causes[field,] = IMAGE

    def origin(self, node: Node, what: str) -> Origin:
        """Give the place of a part of the service."""
        return self.maker.locate(node, what) if node.line else Origin("", None, what)

    def note(self, kind: str, message: str, origin: Origin) -> None:
        """Note something that its author may not have meant."""
        self.notes.append(ContainerNote(kind, message, origin))
