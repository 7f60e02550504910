"""The options of one build."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from preimage.model.image import Platform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.model.ignore import IgnoreFile


@dataclass(slots=True, eq=False, repr=False, kw_only=True)
class BuildOptions:
    """What a build is asked for, platforms already read and normalised."""

    target: str = ""
    build_args: Mapping[str, str] = field(default_factory=dict)
    platform: Platform
    """The target platform."""
    is_platform_implicit: bool = True
    """No platform was asked for: the target platform is the build platform."""
    build_platform: Platform
    labels: Mapping[str, str] = field(default_factory=dict)
    contexts: Mapping[str, str] = field(default_factory=dict)
    """Named contexts: their sources by name in its short form, or by name, ``::`` and platform."""
    all_stages: bool = False
    """Evaluate every stage, as ``--check`` does; with a target it has no effect."""
    ignore_file: IgnoreFile | None = None
    """The ignore file of the build context, for CopyIgnoredFile."""

    @property
    def is_check(self) -> bool:
        """Tell whether stages count that the target does not need."""
        return self.all_stages and not self.target
