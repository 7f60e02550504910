"""The graph of a build: its stages, the images they start from, and what is copied between them."""

from __future__ import annotations

from dataclasses import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    EdgeKind = Literal["from", "copy", "mount"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphNode:
    """A stage of the file, or an image that it uses.

    - ``index``: the place of the stage in the file, from 0; None for an image.
    - ``name``: the name of the stage, empty without one; of an image, the text that names it.
    - ``lines``: first and last 1-based line of the stage, its FROM included; empty for an image.
    - ``is_needed``: the target cannot be built without it.
    """

    index: int | None
    name: str
    lines: tuple[int, ...] = ()
    is_target: bool = False
    is_needed: bool = False

    @property
    def label(self) -> str:
        """What people call it: its name, else its place."""
        return self.name or f"stage {self.index}"


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphEdge:
    """What one node takes from another.

    ``source`` and ``target`` are places in the list of nodes; ``kind`` is ``from`` (FROM), ``copy`` (COPY --from) or
    ``mount`` (RUN --mount from); ``lines`` are the 1-based lines of the instructions that say so; of a trigger
    (``is_trigger``), those of the FROM that runs it.
    """

    source: int
    target: int
    kind: EdgeKind
    lines: tuple[int, ...]
    is_trigger: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StageGraph:
    """The stages in the order of the file, then the images in the order of their first use; and the edges."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
