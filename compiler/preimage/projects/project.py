"""What a Compose or Bake project comes to: builds by name, and groups of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from preimage.model.errors import ProjectError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value was written.

    ``file`` is the file as it was named; ``line`` is 1-based, None for what has no line (the environment, an option);
    ``what`` says in a few words what stands there, such as ``args`` or ``--set``.
    """

    file: str
    line: int | None
    what: str = ""


Key = tuple[str, ...]
"""A value of a build: ``("context",)``, ``("target",)``, ``("args", "VERSION")``, ``("labels", "a.b")``."""


class Build:
    """One build of a project, as the tool hands it to the builder; values are what they are, without escapes.

    - ``name``: the target's name, in Compose the service's.
    - ``context``: a folder, absolute or relative to the project's folder, or a URL.
    - ``dockerfile``: path of the Dockerfile as the tool prints it: relative ones are relative to the context.
    - ``dockerfile_inline``: the text of the Dockerfile; None when there is none.
    - ``target``: the stage; None when none is named.
    - ``args``, ``labels``, ``contexts``: by name, in the order in which the tool prints them.
    - ``platforms``: as written; empty: the builder's.
    - ``origins``: by ``Key``, where the value was written; what nobody wrote has none.
    """

    __slots__ = (
        "args",
        "context",
        "contexts",
        "dockerfile",
        "dockerfile_inline",
        "labels",
        "name",
        "origins",
        "platforms",
        "target",
    )

    def __init__(
        self,
        name: str,
        *,
        context: str = ".",
        dockerfile: str = "Dockerfile",
        dockerfile_inline: str | None = None,
        args: Mapping[str, str] = NOTHING,
        target: str | None = None,
        labels: Mapping[str, str] = NOTHING,
        platforms: Sequence[str] = (),
        contexts: Mapping[str, str] = NOTHING,
        origins: Mapping[Key, Origin] | None = None,
    ) -> None:
        self.name = name
        self.context = context
        self.dockerfile = dockerfile
        self.dockerfile_inline = dockerfile_inline
        self.args = args
        self.target = target
        self.labels = labels
        self.platforms = tuple(platforms)
        self.contexts = contexts
        self.origins: Mapping[Key, Origin] = {} if origins is None else origins


@dataclass(frozen=True, slots=True)
class ProjectWarning:
    """Something that the tool, or preimage, has to say about files that are read all the same."""

    message: str
    file: str = ""
    line: int | None = None


class Project(ABC):
    """What the files of a project come to.

    - ``builds``: by name, in the order in which the tool prints them.
    - ``groups``: names of what they hold, by the name of the group; builds or other groups.
    - ``warnings``: in the order in which they were found.
    """

    __slots__ = ("builds", "groups", "warnings")

    def __init__(
        self,
        builds: Mapping[str, Build],
        groups: Mapping[str, Sequence[str]] = NOTHING,
        warnings: Sequence[ProjectWarning] = (),
    ) -> None:
        self.builds = builds
        self.groups = groups
        self.warnings = tuple(warnings)

    @abstractmethod
    def to_json(self) -> str:
        """Give what the tool prints: of ``docker compose build --print``, or of ``docker buildx bake --print``.

        There is no final newline.
        """

    def container(self, service: str, config: Mapping[str, Any]) -> Mapping[str, Any]:
        """Give the config of a service's container, from the image config's ``config`` object.

        Raises:
            ProjectError: there is no such service; Bake projects have none.
        """
        raise ProjectError(f"no such service: {service}")
