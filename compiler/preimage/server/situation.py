"""How an open file is checked and compiled: what the settings of its project come to."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Protocol

    from preimage.model.bases import BaseSource
    from preimage.model.ignore import IgnoreFile
    from preimage.model.options import BuildRequest
else:
    Protocol = object


class View:
    """One way in which a file is built: a platform, or a build of a project.

    ``title`` names it where there are several; ``request`` has all stages; ``bases`` gives empty images for those that
    it does not know.
    """

    __slots__ = ("bases", "request", "title")

    def __init__(self, title: str, request: BuildRequest, bases: BaseSource) -> None:
        self.title = title
        self.request = request
        self.bases = bases


class Situation:
    """What holds for one file.

    - ``request``, ``bases``, ``ignore_file``: those of a check.
    - ``levels``: of rules by name.
    - ``views``: how it is built; made when one is first needed.
    - ``is_portable``: portability notes are taken.
    """

    __slots__ = ("_list_views", "_views", "bases", "ignore_file", "is_portable", "levels", "platforms", "request")

    def __init__(
        self,
        *,
        request: BuildRequest,
        bases: BaseSource,
        list_views: Callable[[], Sequence[View]],
        ignore_file: IgnoreFile | None = None,
        levels: Mapping[str, str] = {},
        platforms: Sequence[str | None] = (None,),
        is_portable: bool = False,
    ) -> None:
        self.request = request
        self.bases = bases
        self.ignore_file = ignore_file
        self.levels = levels
        self.platforms = platforms
        self.is_portable = is_portable
        self._list_views = list_views
        self._views: tuple[View, ...] | None = None

    @property
    def views(self) -> tuple[View, ...]:
        if self._views is None:
            self._views = tuple(self._list_views())
        return self._views

    def is_on(self, rule: str) -> bool:
        """Tell whether the findings of a rule, by name, are wanted."""
        return self.levels.get(rule) != "off"


class Project(Protocol):
    """Where situations come from."""

    def open(self, path: str, data: bytes) -> Situation:
        """Give what holds for a file with this text; an empty path: it is not on this machine.

        Raises:
            PreimageError: settings, the ignore file or the lock file cannot be used.
            OSError: one of them cannot be read.
        """

    def lock_command(self, path: str) -> Sequence[str]:
        """Give the command line that locks the bases of a file."""
