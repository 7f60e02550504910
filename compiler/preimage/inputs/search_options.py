"""What is left out of a search: by options, and by the settings of projects.

Source: docs/reference/cli.md, "Finding files".
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from preimage.inputs.path_patterns import PathPatterns

UNSEARCHED = (".git", ".hg", ".svn", ".nox", ".tox", ".venv", "__pycache__", "node_modules")
"""Names of folders that are not searched unless other patterns take their place."""


class SearchOptions:
    """What is left out of a search; patterns are written as in ``.gitignore``.

    - ``exclude``: take the place of `UNSEARCHED`; None: they stay. ``.git`` is never searched.
    - ``extend_exclude``: come on top.
    - ``folder``: what patterns are relative to, an absolute path.
    - ``has_ignore_files``: what the ignore files of a git work tree exclude is left out.
    - ``is_forced``: patterns hold for files that are named, too.
    - ``finds_projects``: Compose and Bake files are found, too; None: as settings say.
    """

    __slots__ = ("exclude", "extend_exclude", "finds_projects", "folder", "has_ignore_files", "is_forced")

    def __init__(
        self,
        folder: str,
        *,
        exclude: Sequence[str] | None = None,
        extend_exclude: Sequence[str] = (),
        has_ignore_files: bool = True,
        is_forced: bool = False,
        finds_projects: bool | None = None,
    ) -> None:
        self.finds_projects = finds_projects
        self.folder = folder
        self.exclude = exclude
        self.extend_exclude = extend_exclude
        self.has_ignore_files = has_ignore_files
        self.is_forced = is_forced

    def describe(self) -> str:
        """Give a text that is the same for options that leave out the same."""
        patterns = (self.exclude, tuple(self.extend_exclude))
        return repr((self.has_ignore_files, self.finds_projects, *patterns, self.folder if any(patterns) else ""))


class Excludes:
    """What the settings of a project leave out of a search; without ``patterns``, nothing.

    - ``replaces_usual``: they take the place of `UNSEARCHED`.
    - ``has_ignore_files``: as in `SearchOptions`; what counts is where the search begins.
    - ``finds_projects``: Compose and Bake files are found, too.
    """

    __slots__ = ("finds_projects", "has_ignore_files", "patterns", "replaces_usual")

    def __init__(
        self,
        patterns: PathPatterns | None = None,
        *,
        replaces_usual: bool = False,
        has_ignore_files: bool = True,
        finds_projects: bool = False,
    ) -> None:
        self.finds_projects = finds_projects
        self.patterns = patterns
        self.replaces_usual = replaces_usual
        self.has_ignore_files = has_ignore_files

    def excludes(self, path: str) -> bool:
        """Tell whether an absolute path is left out; a folder ends in a slash."""
        return bool(self.patterns is not None and self.patterns.excludes(path))


NO_EXCLUDES = Excludes()
