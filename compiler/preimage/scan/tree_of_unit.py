"""The tree that a unit is in; that of a commit stays open until another one is asked for."""

from __future__ import annotations

from preimage.scan.trees import DISK, Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.scan.git_tree import GitTree
    from preimage.scan.units import Unit


class _LastTree:
    """The commit that was read last in this process, and its tree."""

    def __init__(self) -> None:
        self.name = ("", "")
        self.tree: GitTree | None = None


_LAST = _LastTree()


def tree_of(unit: Unit) -> Tree:
    """Give the tree of a unit.

    Raises:
        OptionError: there is no git program.
    """
    if not unit.source:
        return DISK
    name = unit.folder, unit.commit
    if _LAST.tree is None or _LAST.name != name:
        from preimage.scan.git_tree import GitTree

        close_trees()
        _LAST.tree = GitTree(*name)
        _LAST.name = name
    return _LAST.tree


def close_trees() -> None:
    """End the programs that read a commit in this process, if there are any."""
    if _LAST.tree is not None:
        _LAST.tree.close()
        _LAST.tree = None
