"""A compiled image that reads well in a test."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from preimage.model.bases import UsedBase
    from preimage.model.findings import Finding
    from preimage.model.image import DockerOCIImage, DockerOCIImageConfig, HealthcheckConfig
    from preimage.model.trace import Trace
    from preimage.results.compilation import Compilation


class CompiledImage:
    """The image that a Dockerfile would give; its fields are those of the config, by the names they have there.

    What it gives is yours to change: others that compile the same get their own. Two are equal if their images are.
    """

    __slots__ = ("__weakref__", "_compilation", "_image", "path")

    def __init__(self, compilation: Compilation, path: str) -> None:
        self._compilation = compilation
        self._image: DockerOCIImage | None = None
        self.path = path
        """The Dockerfile."""

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
        return {name: value for name, _, value in (entry.partition("=") for entry in self.config.env)}

    @property
    def cmd(self) -> list[str]:
        return self.config.cmd

    @property
    def entrypoint(self) -> list[str]:
        return self.config.entrypoint

    @property
    def user(self) -> str:
        """The user as written; empty: none is set, so root."""
        return self.config.user

    @property
    def working_dir(self) -> str:
        return self.config.working_dir

    @property
    def exposed_ports(self) -> list[str]:
        """Ports with their protocol, such as ``80/tcp``, sorted."""
        return sorted(self.config.exposed_ports)

    @property
    def volumes(self) -> list[str]:
        """The paths, sorted."""
        return sorted(self.config.volumes)

    @property
    def healthcheck(self) -> HealthcheckConfig | None:
        return self.config.healthcheck

    @property
    def stop_signal(self) -> str:
        return self.config.stop_signal

    @property
    def labels(self) -> dict[str, str]:
        return self.config.labels

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
