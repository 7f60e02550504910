"""Fixes of stage names, with all uses of a name.

COPY and mounts find a stage without regard to case, the last of its name; FROM finds the one above it, with regard to
case. Source: docs/reference/stages.md, "FROM in the file".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from preimage.edits.fix import TARGET, Fix
from preimage.golang.text import lower

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from preimage.edits.fix import Scene
    from preimage.model.edits import Edit
    from preimage.model.positions import PlacedInstruction, PlacedWord

_COPY_SOURCE = re.compile(r"--from=(?P<quote>[\"']?)(?P<name>[^\"']*)(?P=quote)")
_MOUNT_SOURCE = re.compile(r"(?<=[=,\"'])from=(?P<name>[^,\"']*)", re.IGNORECASE)


def fix_stage_name_casing(scene: Scene) -> list[Fix] | str:
    """Write the name of a stage in lower case, where it is declared and where it is used.

    The text of a trigger is part of the image, and finds the stage as it is.
    """
    name = _name_of(scene.instruction("from"))
    if name is None:
        return "its words cannot be told apart"
    new = lower(name.text)
    uses = _rename_sources(scene, scene.text.list_all(), new, new, with_triggers=False)
    return [Fix(scene.finding, f"write {new}", [*_declare(scene, name, new), *uses])]


def fix_reserved_name(scene: Scene) -> list[Fix] | str:
    """Give a stage with a reserved name another one, where it is declared and where it is used."""
    name = _name_of(scene.instruction("from"))
    if name is None:
        return "its words cannot be told apart"
    old = lower(name.text)
    new = _find_free(scene, f"{old}-stage")
    stages = scene.text.stages
    if [_lower_name(stage[0]) for stage in stages].count(old) > 1:
        return f"several stages are called {old}"
    behind = [stage[0] for stage in stages[scene.stage() + 1 :]]
    sources = _rename_sources(scene, scene.text.list_all(), old, new, with_triggers=True)
    edits = [*_declare(scene, name, new), *sources]
    bases = _rename_bases(scene, behind, old, new)
    # Where the reserved name is what FROM means, it stays.
    ways = [[*edits, *bases], edits] if bases else [edits]
    return [Fix(scene.finding, f"call it {new}", way, frozenset((TARGET,)), renames={old: new}) for way in ways]


def fix_duplicate_name(scene: Scene) -> list[Fix] | str:
    """Give the stage above of the same name another one, since nothing but FROM finds it any more."""
    stages = scene.text.stages
    number = scene.stage()
    old = _lower_name(stages[number][0])
    above = next((index for index in range(number - 1, -1, -1) if _lower_name(stages[index][0]) == old), None)
    name = _name_of(stages[above][0]) if above is not None else None
    if above is None or name is None:
        return "its words cannot be told apart"
    new = _find_free(scene, f"{old}-{above}")
    # The stage that the finding is at may be based on it.
    between = [stage[0] for stage in stages[above + 1 : number + 1]]
    edits = [*_declare(scene, name, new), *_rename_bases(scene, between, old, new)]
    return [Fix(scene.finding, f"call the stage above {new}", edits)]


def _name_of(instruction: PlacedInstruction | None) -> PlacedWord | None:
    """Give the name of a stage where FROM declares it."""
    return instruction.arguments[2] if instruction is not None and len(instruction.arguments) == 3 else None


def _lower_name(instruction: PlacedInstruction) -> str:
    name = _name_of(instruction)
    return lower(name.text) if name is not None else ""


def _find_free(scene: Scene, wanted: str) -> str:
    """Give a name that nothing in the file has."""
    name, number = wanted, 1
    while name in scene.text.words:
        number += 1
        name = f"{wanted}-{number}"
    return name


def _declare(scene: Scene, name: PlacedWord, new: str) -> list[Edit]:
    instruction = scene.text.instruction_at(name.start[0])
    assert instruction is not None, "a word stands in its instruction"
    return scene.replace_word(instruction, name, new)


def _rename_bases(scene: Scene, sources: Sequence[PlacedInstruction], old: str, new: str) -> list[Edit]:
    """Give the edits of the FROM lines that are based on a stage."""
    edits = []
    for instruction in sources:
        base = instruction.arguments[0] if instruction.arguments else None
        if base is not None and base.text == old:
            edits += scene.replace_word(instruction, base, new)
    return edits


def _rename_sources(
    scene: Scene, instructions: Sequence[PlacedInstruction], old: str, new: str, *, with_triggers: bool
) -> list[Edit]:
    """Give the edits of what copies or mounts from a stage, which is found in any case."""
    edits = []
    for instruction in instructions:
        holder = instruction.trigger if with_triggers and instruction.trigger is not None else instruction
        for start, text in _list_sources(holder):
            if lower(text) == old and text != new:
                edits += scene.replace(instruction, start, start + len(text), new)
    return edits


def _list_sources(instruction: PlacedInstruction) -> Iterator[tuple[int, str]]:
    """Give what an instruction copies or mounts from, each with its offset in the joined line."""
    keyword = lower(instruction.keyword.text)
    for flag in instruction.flags:
        if keyword == "copy":
            match = _COPY_SOURCE.fullmatch(flag.text)
            matches = [match] if match is not None else []
        else:
            matches = list(_MOUNT_SOURCE.finditer(flag.text)) if keyword == "run" else []
        for each in matches:
            yield flag.offset + each.start("name"), each["name"]
