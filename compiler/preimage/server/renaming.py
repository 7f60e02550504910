"""Other names for stages and ARGs, which leave the image as it is.

Source: docs/reference/server.md, "Names".
"""

from __future__ import annotations

import re

from preimage.api import compile_request
from preimage.golang.text import lower
from preimage.model.edits import Edit, apply_edits
from preimage.model.errors import OptionError, PreimageError, TargetNotFound
from preimage.server.names import (
    AUTOMATIC,
    PREDEFINED,
    collect_variable,
    find_mention,
    find_stage_use,
    list_mentions,
)
from preimage.server.stages import list_stage_uses, split_stages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from preimage.model.positions import Position
    from preimage.results.compilation import Compilation
    from preimage.server.document import Document
    from preimage.server.names import Variable
    from preimage.server.references import Mention
    from preimage.server.situation import View
    from preimage.server.stages import StageText
    from preimage.server.words import Span

_VARIABLE = re.compile("[A-Za-z_][A-Za-z0-9_]*")
_STAGE = re.compile("[a-z][a-z0-9_.-]*")
_REFERENCE = re.compile(r"\$(?:\{[^}]*\}|[A-Za-z0-9_]+)")


def find_renamable(document: Document, position: Position) -> tuple[Span, str]:
    """Give the place and the text of what can be renamed there.

    Raises:
        OptionError: why nothing can be.
    """
    use = find_stage_use(document, position)
    if use is not None:
        if not use.stage.name:
            raise OptionError("this stage has no name")
        return (use.start, use.end), use.text
    mention, _ = _find_own_arg(document, position)
    return (mention.name_start, mention.name_end), mention.name


def rename(document: Document, position: Position, new: str) -> list[Edit]:
    """Give the edits that give a stage or an ARG another name.

    Raises:
        OptionError: it cannot be renamed, or not to this.
    """
    use = find_stage_use(document, position)
    if use is not None:
        return _rename_stage(document, use.stage, new)
    _, variable = _find_own_arg(document, position)
    if not _VARIABLE.fullmatch(new):
        raise OptionError(f'"{new}" is no name of an ARG')
    taken = {each.name for _, each in list_mentions(document)} | {*AUTOMATIC, *PREDEFINED}
    if new in taken and new != variable.name:
        raise OptionError(f"{new} is the name of something else")
    return [Edit("rename", each.name_start, each.name_end, variable.name, new) for each in variable.mentions]


def _rename_stage(document: Document, stage: StageText, new: str) -> list[Edit]:
    stages = split_stages(document.instructions)[1]
    if not stage.name:
        raise OptionError("this stage has no name")
    if not _STAGE.fullmatch(new):
        raise OptionError(f'"{new}" is no name of a stage: small letters, digits, and _ . - behind the first letter')
    if any(lower(each.name) == new for each in stages if each.index != stage.index and each.name):
        raise OptionError(f"another stage is called {new}")
    if new in ("scratch", "context"):
        raise OptionError(f"{new} has a meaning of its own")
    _require_written_names(stages, stage, new)
    uses = [each for each in list_stage_uses(stages) if each.stage.index == stage.index and not each.text.isdecimal()]
    edits = [Edit("rename", each.start, each.end, each.text, new) for each in uses]
    _require_same_stages(document, stage, edits)
    return edits


def _require_written_names(stages: Sequence[StageText], stage: StageText, new: str) -> None:
    """Refuse names that a FROM puts together of text and variables, such as ``FROM build-$KIND``.

    Raises:
        OptionError: naming the line.
    """
    for each in stages:
        text = each.base.text if each.base is not None else ""
        literals = _REFERENCE.split(text)
        if len(literals) > 1 and any(literals):
            for name in (stage.name, new):
                if _may_be_made(name, literals):
                    line = each.source.lines[0]
                    raise OptionError(f"{name} may be what FROM {text} at line {line} comes to")


def _may_be_made(name: str, literals: Sequence[str]) -> bool:
    """Tell whether a name consists of these texts in their order, with anything between them."""
    rest = lower(name)
    first, *inner, last = map(lower, literals)
    if not (rest.startswith(first) and rest[len(first) :].endswith(last)):
        return False
    rest = rest[len(first) : len(rest) - len(last)]
    for literal in inner:
        _, found, rest = rest.partition(literal) if literal else ("", "-", rest)
        if not found:
            return False
    return True


def _require_same_stages(document: Document, stage: StageText, edits: Sequence[Edit]) -> None:
    """Refuse edits by which a stage starts from something else, as the variables are now.

    A file at fault is not compiled: what its text says has to do.

    Raises:
        OptionError: naming the line, or what builds the stage by its name.
    """
    if document.checked.error is not None:
        return
    data = apply_edits(document.text.data, edits)
    for view, before in document.compilations:
        after = _compile_renamed(document, data, view, stage)
        for one, other in zip(before.trace.stages, after.trace.stages, strict=True):
            if one is not None and other is not None and (one.parent, one.reference) != (other.parent, other.reference):
                raise OptionError(f"FROM at line {one.lines[0]} would start from something else")


def _compile_renamed(document: Document, data: bytes, view: View, stage: StageText) -> Compilation:
    try:
        return compile_request(data, view.request, view.bases, document.situation.ignore_file)
    except TargetNotFound as error:
        raise OptionError(f"the settings of the project build {stage.name} by this name") from error
    except PreimageError as error:
        raise OptionError(f"the file could not be compiled any more: {error}") from error


def _find_own_arg(document: Document, position: Position) -> tuple[Mention, Variable]:
    """Give what names an ARG of this file at a place, and all of that ARG.

    Raises:
        OptionError: no ARG stands there, or its name is not the file's to choose.
    """
    found = find_mention(document, position)
    if found is None:
        raise OptionError("neither a stage nor an ARG stands here")
    variable = collect_variable(document, *found)
    if variable.name in (*AUTOMATIC, *PREDEFINED):
        raise OptionError(f"the builder knows {variable.name} by this name")
    if variable.has_env:
        raise OptionError(f"{variable.name} is an ENV, which the image keeps by this name")
    if not any(each.is_definition for each in variable.mentions):
        raise OptionError(f"no ARG of this file is called {variable.name}")
    return found[0], variable
