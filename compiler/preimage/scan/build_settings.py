"""How everything is compiled in a scan."""

from __future__ import annotations

from preimage.model.options import NOTHING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from preimage.inputs.base_sources import BaseOptions, BaseSources


class BuildSettings:
    """How everything is compiled in a scan.

    ``options`` are those that ``sources`` were opened with. ``platforms`` are as written; None: this machine's, or what
    a project says.
    """

    __slots__ = ("build_args", "options", "platforms", "sources")

    def __init__(
        self,
        options: BaseOptions,
        sources: BaseSources,
        *,
        build_args: Mapping[str, str] = NOTHING,
        platforms: Sequence[str | None] = (None,),
    ) -> None:
        self.options = options
        self.sources = sources
        self.build_args = build_args
        self.platforms = platforms
