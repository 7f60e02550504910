"""Code lenses: above each FROM the config of its stage in a line."""

from __future__ import annotations

from preimage.api import compile_request
from preimage.model.errors import OptionError
from preimage.server.stages import split_stages
from preimage.server.values import summarize_stage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.model.positions import Position
    from preimage.server.document import Document

_WIDTH = 140


class Lens:
    """A line above a FROM: the config of stage ``stage`` (from 0) in the view with that number."""

    __slots__ = ("place", "stage", "text", "view")

    def __init__(self, place: Position, text: str, stage: int, view: int) -> None:
        self.place = place
        self.text = text
        self.stage = stage
        self.view = view


def list_lenses(document: Document) -> list[Lens]:
    """Give the lenses in the order of the stages; of views that agree one stands for all."""
    found: list[Lens] = []
    compilations = document.compilations
    _, stages = split_stages(document.instructions)
    for stage in stages:
        texts: dict[str, Lens] = {}
        for view, (_, compilation) in enumerate(compilations):
            compiled = compilation.trace.dockerfile.stages
            # A FROM at fault is no stage of the compilation, and the places of those below it would be wrong.
            index = next(
                (number for number, each in enumerate(compiled) if each.source.lines[0] == stage.lines[0]), None
            )
            text = summarize_stage(compilation, index, _WIDTH) if index is not None else ""
            if text and index is not None:
                texts.setdefault(text, Lens(stage.source.keyword.start, text, stage.index, view))
        for lens in texts.values():
            title = compilations[lens.view][0].title
            if len(texts) > 1 and title:
                lens.text = f"{title}: {lens.text}"
            found.append(lens)
    return found


def render_config(document: Document, stage: int, view: int) -> str:
    """Give the whole image config of a stage as JSON for people.

    Raises:
        PreimageError: the stage cannot be compiled, or there is none, or no such view.
    """
    views = document.situation.views
    if not 0 <= view < len(views):
        raise OptionError(f"there is no platform {view}")
    found = views[view]
    _, stages = split_stages(document.instructions)
    data = document.text.data
    if not 0 <= stage < len(stages):
        raise OptionError(f"there is no stage {stage}")
    if stage + 1 < len(stages):
        # A stage without a name cannot be asked for: the file up to its end is one in which it is the last.
        data = "".join(f"{line}\n" for line in document.lines[: stages[stage + 1].lines[0] - 1]).encode()
    request = found.request.copy()
    request.target, request.all_stages = "", False
    result = compile_request(data, request, found.bases, document.situation.ignore_file)
    return result.image.to_json(indent=2) + "\n"
