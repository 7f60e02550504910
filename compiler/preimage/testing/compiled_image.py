"""A compiled image that reads well in a test."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar

    from preimage.model.bases import UsedBase
    from preimage.model.findings import Finding
    from preimage.model.image import DockerOCIImage, DockerOCIImageConfig, HealthcheckConfig
    from preimage.model.trace import Trace
    from preimage.results.compilation import Compilation
    from preimage.results.fields import FieldExplanation

    Given = TypeVar("Given")

_MOST_GIVEN = 32


class CompiledImage:
    """The image that a Dockerfile would give; its fields are those of the config, by the names they have there.

    What it gives is yours to change: others that compile the same get their own. Two are equal if their images are.
    """

    __slots__ = ("__weakref__", "_compilation", "_data", "_image", "given", "path")

    def __init__(self, compilation: Compilation, path: str, data: bytes = b"") -> None:
        """``data`` is the text of the Dockerfile, of which failing comparisons show lines."""
        self._compilation = compilation
        self._data = data
        self._image: DockerOCIImage | None = None
        self.given: list[tuple[str, object]] = []
        """The values last given out, with the paths of their fields in the JSON."""
        self.path = path
        """The Dockerfile."""

    def _give(self, path: str, value: Given) -> Given:
        self.given.append((path, value))
        del self.given[:-_MOST_GIVEN]
        return value

    @property
    def image(self) -> DockerOCIImage:
        """The whole image config."""
        if self._image is None:
            from copy import deepcopy

            self._image = deepcopy(self._compilation.image)
        return self._image

    @property
    def config(self) -> DockerOCIImageConfig:
        """What a container is run with."""
        return self.image.config

    @property
    def architecture(self) -> str:
        return self.image.architecture

    @property
    def os(self) -> str:
        return self.image.os

    @property
    def env(self) -> dict[str, str]:
        """The variables by name."""
        entries = (entry.partition("=") for entry in self.config.env)
        return self._give("config.Env", {name: value for name, _, value in entries})

    @property
    def cmd(self) -> list[str]:
        return self._give("config.Cmd", self.config.cmd)

    @property
    def entrypoint(self) -> list[str]:
        return self._give("config.Entrypoint", self.config.entrypoint)

    @property
    def user(self) -> str:
        """The user as written; empty: none is set, so root."""
        return self._give("config.User", self.config.user)

    @property
    def working_dir(self) -> str:
        return self._give("config.WorkingDir", self.config.working_dir)

    @property
    def exposed_ports(self) -> list[str]:
        """Ports with their protocol, such as ``80/tcp``, sorted."""
        return self._give("config.ExposedPorts", sorted(self.config.exposed_ports))

    @property
    def volumes(self) -> list[str]:
        """The paths, sorted."""
        return self._give("config.Volumes", sorted(self.config.volumes))

    @property
    def healthcheck(self) -> HealthcheckConfig | None:
        return self._give("config.Healthcheck", self.config.healthcheck)

    @property
    def stop_signal(self) -> str:
        return self._give("config.StopSignal", self.config.stop_signal)

    @property
    def labels(self) -> dict[str, str]:
        return self._give("config.Labels", self.config.labels)

    @property
    def inherited_labels(self) -> dict[str, str]:
        """The labels whose values come from the base image or from a trigger of the base image."""
        from preimage.results.origins import find_origins

        inherited = find_origins(self.trace, self.labels).labels
        return {name: value for name, value in self.labels.items() if name in inherited}

    @property
    def warnings(self) -> list[Finding]:
        """BuildKit's build checks that the Dockerfile does not pass, in BuildKit's order."""
        return list(self._compilation.warnings)

    @property
    def bases(self) -> list[UsedBase]:
        """The base images that were looked up."""
        return list(self._compilation.bases)

    @property
    def trace(self) -> Trace:
        """What set each field."""
        return self._compilation.trace

    def explain(self, path: str, key: str | int | None = None) -> FieldExplanation:
        """Explain a value, as ``Compilation.explain`` does."""
        return self._compilation.explain(path, key)

    def line_text(self, number: int) -> str:
        """Give the text of a line of the Dockerfile, from 1, without blanks around it; empty if there is none."""
        from preimage.golang.text import decode_utf8

        lines = decode_utf8(self._data).split("\n")
        return lines[number - 1].strip() if 1 <= number <= len(lines) else ""

    def to_json(self, indent: int | None = None) -> str:
        """Write the image config as BuildKit does, or with ``indent`` for people."""
        return self.image.to_json(indent)

    def to_dict(self) -> dict[str, Any]:
        """Convert to what the JSON holds, made of dicts, lists, texts, numbers and booleans."""
        from json import loads

        members: dict[str, Any] = loads(self.to_json())
        return members

    def holds(self, value: object) -> bool:
        """Tell whether a value is this image, or its config or healthcheck, and not only equal to it."""
        if self is value or self._image is None:
            return self is value
        return any(part is value for part in (self._image, self.config, self.healthcheck) if part is not None)

    def __eq__(self, other: object) -> bool:
        return self.image == other.image if isinstance(other, CompiledImage) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<image of {self.path}>"
