"""Compose projects from texts, and values from YAML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from preimage.model.errors import ProjectError
from preimage.projects.compose.documents import Document, read_document
from preimage.projects.compose.nodes import Node
from preimage.projects.compose.options import Options
from preimage.projects.compose.project import ComposeProject, load_project
from preimage.projects.compose.yamltext import read_yaml
from preimage.projects.files import MemoryFiles

FOLDER = "/home/me/demo"


@pytest.fixture
def load() -> Callable[..., ComposeProject]:
    """Give a function that loads a project from files by path, or from the text of compose.yaml."""

    def load_texts(source: Mapping[str, str] | str, /, **options: Any) -> ComposeProject:
        texts = {"compose.yaml": source} if isinstance(source, str) else source
        contents = {path: text.encode("utf-8", "surrogateescape") for path, text in texts.items()}
        environ = {"HOME": "/home/me", **options.pop("environ", {})}
        folder = options.pop("folder", FOLDER)
        return load_project(MemoryFiles(folder, contents), Options(environ=environ, **options))

    return load_texts


@pytest.fixture
def fault(load: Callable[..., ComposeProject]) -> Callable[..., str]:
    """Give a function that loads a project and gives the text of its error, its folder as DEMO."""

    def load_faulty(source: Mapping[str, str] | str, /, **options: Any) -> str:
        with pytest.raises(ProjectError) as caught:
            load(source, **options)
        return str(caught.value).replace(FOLDER, "DEMO")

    return load_faulty


@pytest.fixture
def document() -> Callable[[str], Document]:
    """Give a function that reads the first document of a YAML text as ``f.yaml``."""

    def read(text: str) -> Document:
        source = read_yaml(text.encode("utf-8", "surrogateescape"))
        if source.fault is not None:
            raise source.fault
        return read_document(source.documents[0], "f.yaml")

    return read


@pytest.fixture
def node(document: Callable[[str], Document]) -> Callable[[str], Node]:
    """Give a function that reads a YAML text to a value."""
    return lambda text: document(text).root
