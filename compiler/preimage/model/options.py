"""The options of one build."""

from __future__ import annotations

from collections.abc import Mapping

from preimage.model.image import Platform
from preimage.model.platforms import read_platform
from preimage.model.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from preimage.model.ignore import IgnoreFile

NOTHING: Mapping[str, str] = {}


CHECK_ARG = "BUILDKIT_DOCKERFILE_CHECK"
"""The build arg that is an option of the request: it takes the place of the ``# check=`` directive."""


SYNTAX_ARG = "BUILDKIT_SYNTAX"
"""The build arg that takes the place of the ``# syntax=`` directive."""


class BuildRequest:
    """What a client asks of a build, as it was written.

    - ``target``: the stage; empty: the last.
    - ``build_args``, ``labels``: values by name.
    - ``platform``, ``build_platform``: such as ``linux/arm64``; None: the build platform, and that of this machine.
    - ``contexts``: sources of named contexts by name.
    - ``all_stages``: evaluate every stage, as ``--check`` does; with a target it has no effect.
    - ``has_checks``: False: nothing is warned of, and ``error=true`` stops nothing.
    - ``has_notes``: notes about the text are taken.
    - ``extra_rules``: names of experimental rules that run in any case.
    """

    __slots__ = (
        "all_stages",
        "build_args",
        "build_platform",
        "contexts",
        "extra_rules",
        "has_checks",
        "has_notes",
        "labels",
        "platform",
        "target",
    )

    def __init__(
        self,
        *,
        target: str | None = None,
        build_args: Mapping[str, str] = NOTHING,
        platform: str | None = None,
        build_platform: str | None = None,
        labels: Mapping[str, str] = NOTHING,
        contexts: Mapping[str, str] = NOTHING,
        all_stages: bool = False,
        has_checks: bool = True,
        has_notes: bool = False,
        extra_rules: frozenset[str] = frozenset(),
    ) -> None:
        self.target = target or ""
        self.build_args = build_args
        self.platform = platform
        self.build_platform = build_platform
        self.labels = labels
        self.contexts = contexts
        self.all_stages = all_stages
        self.has_checks = has_checks
        self.has_notes = has_notes
        self.extra_rules = extra_rules

    def copy(self) -> BuildRequest:
        """Give a request that asks the same, to be changed before it is handed on."""
        # Loaded only here: few commands need it.
        from copy import copy

        return copy(self)


class BuildOptions(Value):
    """What a build is asked for, platforms already read and normalised.

    - ``platform``: the target platform; ``is_platform_implicit``: none was asked for, so it is the build platform.
    - ``contexts``: sources of named contexts by name in its short form, or by name, ``::`` and platform.
    - ``all_stages``: evaluate every stage, as ``--check`` does; with a target it has no effect.
    - ``has_checks``: False: nothing is warned of, and ``error=true`` stops nothing.
    - ``extra_rules``: names of experimental rules that run in any case.
    - ``ignore_file``: that of the build context, for CopyIgnoredFile.
    """

    __slots__ = (
        "platform",
        "build_platform",
        "is_platform_implicit",
        "target",
        "build_args",
        "labels",
        "contexts",
        "all_stages",
        "has_checks",
        "extra_rules",
        "ignore_file",
    )

    def __init__(
        self,
        *,
        platform: Platform,
        build_platform: Platform,
        is_platform_implicit: bool = True,
        target: str = "",
        build_args: Mapping[str, str] = NOTHING,
        labels: Mapping[str, str] = NOTHING,
        contexts: Mapping[str, str] = NOTHING,
        all_stages: bool = False,
        has_checks: bool = True,
        extra_rules: frozenset[str] = frozenset(),
        ignore_file: IgnoreFile | None = None,
    ) -> None:
        self.platform: Final = platform
        self.build_platform: Final = build_platform
        self.is_platform_implicit: Final = is_platform_implicit
        self.target: Final = target
        self.build_args: Final = build_args
        self.labels: Final = labels
        self.contexts: Final = contexts
        self.all_stages: Final = all_stages
        self.has_checks: Final = has_checks
        self.extra_rules: Final = extra_rules
        self.ignore_file: Final = ignore_file

    @property
    def is_check(self) -> bool:
        """Tell whether stages count that the target does not need."""
        return self.all_stages and not self.target


def read_request(request: BuildRequest, ignore_file: IgnoreFile | None = None) -> BuildOptions:
    """Give the options of a request, platforms and contexts read; raises OptionError if they cannot be."""
    machine = read_platform(request.build_platform, "build")
    return BuildOptions(
        target=request.target,
        build_args=request.build_args,
        platform=read_platform(request.platform) if request.platform else machine,
        is_platform_implicit=not request.platform,
        build_platform=machine,
        labels=request.labels,
        contexts=_read_contexts(request.contexts) if request.contexts else request.contexts,
        all_stages=request.all_stages,
        has_checks=request.has_checks,
        extra_rules=request.extra_rules,
        ignore_file=ignore_file,
    )


def _read_contexts(contexts: Mapping[str, str]) -> Mapping[str, str]:
    from preimage.model.contexts import read_context_names

    return read_context_names(contexts)
