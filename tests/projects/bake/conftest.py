from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from preimage.model.errors import ProjectError
from preimage.projects.bake.project import BakeProject, read_bake
from preimage.projects.files import MemoryFiles

Bake = Callable[..., BakeProject]


@pytest.fixture
def bake() -> Bake:
    """Read a Bake file, or several by name, as the tool would on an amd64 machine."""

    def run(
        text: str | Mapping[str, str],
        *targets: str,
        overrides: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
        names: Sequence[str] | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> BakeProject:
        contents = {"docker-bake.hcl": text} if isinstance(text, str) else text
        return read_bake(
            MemoryFiles("/project", {name: content.encode() for name, content in contents.items()}),
            names=names,
            targets=targets,
            overrides=overrides,
            variables=variables or {},
            environment=environment or {},
            platform="linux/amd64",
        )

    return run


@pytest.fixture
def find_error(bake: Bake) -> Callable[..., str]:
    """Give the last line of the error that reading ends with, without ``ERROR:``."""

    def run(*arguments: Any, **options: Any) -> str:
        with pytest.raises(ProjectError) as caught:
            bake(*arguments, **options)
        return str(caught.value).rpartition("ERROR: ")[2]

    return run
