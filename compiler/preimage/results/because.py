"""Which other changes a change follows from.

Source: docs/reference/diff.md, "What follows from what".
"""

from __future__ import annotations

from preimage.model.trace import Source, TriggerRun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from preimage.model.causes import Leaf
    from preimage.results.facts import Use, Write
    from preimage.results.sides import Side

_CMD: Leaf = ("config.Cmd", None)
_ENTRYPOINT: Leaf = ("config.Entrypoint", None)
_ARGS_ESCAPED: Leaf = ("config.ArgsEscaped", None)


def find_because(old: Side, new: Side, leaf: Leaf, changed: set[Leaf]) -> list[Leaf]:
    """Give the changed leaves, and the variables as ``("variable", NAME)``, that a change follows from directly."""
    before, after = old.write_of(leaf), new.write_of(leaf)
    found: dict[Leaf, None] = {}
    for name in _names(before, after):
        found.update(dict.fromkeys(_follow_variable(old, new, leaf, changed, name)))
    for path in _paths(before, after):
        used: Leaf = (path, None)
        if used != leaf and used in changed:
            found[used] = None
    if leaf == _CMD and _ENTRYPOINT in changed and any(map(_is_cleared_by_entrypoint, (before, after))):
        found[_ENTRYPOINT] = None
    if leaf == _ARGS_ESCAPED and _CMD in changed:
        found[_CMD] = None
    if any(map(_is_of_base, (before, after))):
        found.update(dict.fromkeys(_follow_base(old, new)))
    return list(found)


def _names(*writes: Write | None) -> list[str]:
    """Give the variables that either side used, each once."""
    uses = [use for write in writes if write is not None for use in write.uses]
    return list(dict.fromkeys(use.variable for use in uses if use.variable is not None))


def _paths(*writes: Write | None) -> list[str]:
    uses = [use for write in writes if write is not None for use in write.uses]
    return list(dict.fromkeys(use.path for use in uses if use.path is not None))


def _use_of(write: Write | None, name: str) -> Use | None:
    if write is None:
        return None
    return next((use for use in write.uses if use.variable == name), None)


def _follow_variable(old: Side, new: Side, leaf: Leaf, changed: set[Leaf], name: str) -> Iterator[Leaf]:
    before, after = old.write_of(leaf), new.write_of(leaf)
    old_use, new_use = _use_of(before, name), _use_of(after, name)
    # A port that moves, or a label whose name moves, is another leaf on the other side.
    if old_use is None and after is not None and leaf not in old.leaves:
        old_use = _use_of(old.counterpart(after), name)
    if new_use is None and before is not None and leaf not in new.leaves:
        new_use = _use_of(new.counterpart(before), name)
    is_on_both = old_use is not None and new_use is not None
    if old_use is not None and new_use is not None and old_use.value == new_use.value:
        return
    entry: Leaf = ("config.Env", name)
    if entry != leaf and entry in changed and (old.is_env_leaf(old_use, entry) or new.is_env_leaf(new_use, entry)):
        yield entry
    elif is_on_both:
        yield ("variable", name)


def _follow_base(old: Side, new: Side) -> Iterator[Leaf]:
    uses = new.uses_of_base()
    for name, use in old.uses_of_base().items():
        if name in uses and uses[name].value != use.value:
            yield ("variable", name)


def _is_cleared_by_entrypoint(write: Write | None) -> bool:
    return write is not None and write.value is None and not write.sets_own_field


def _is_of_base(write: Write | None) -> bool:
    if write is None:
        return False
    if isinstance(write.origin, TriggerRun):
        return write.origin.onbuild is None
    return isinstance(write.origin, Source) and write.origin.kind == "base"
