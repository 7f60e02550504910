"""The global scope: automatic args, and the ARGs before the first FROM.

Source: docs/reference/stages.md, "Global scope and FROM" and "Automatic arguments".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from preimage.model.errors import DockerfileError
from preimage.model.instructions import Arg, Dockerfile
from preimage.model.limits import Budget
from preimage.model.lookups import Lookups
from preimage.model.options import BuildOptions
from preimage.model.platforms import format_platform, format_platform_full
from preimage.model.trace import ARG, BUILD_ARG, LOOKUPS
from preimage.shell.syntax import Syntax
from preimage.shell.words import process_word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.evaluator.outline import OutlineCollector
    from preimage.model.trace import Record


class GlobalScope:
    """What FROM sees: values by name, oldest setting first, and the names that are declared without a value."""

    __slots__ = ("declared", "values")

    def __init__(self, values: dict[str, str]) -> None:
        self.values = values
        self.declared: dict[str, None] = {}
        """Every declared name, in the order of its last declaration."""

    def declares(self, name: str) -> bool:
        return name in self.values or name in self.declared

    def names(self) -> Iterator[str]:
        """Give all names with and without value, for suggestions."""
        yield from self.values
        yield from (name for name in self.declared if name not in self.values)


def automatic_args(options: BuildOptions, dockerfile: Dockerfile) -> dict[str, str]:
    """Give the args that exist without being declared; a build argument of the name replaces each."""
    build, target = options.build_platform, options.platform
    values = {
        "BUILDPLATFORM": format_platform(build),
        "BUILDOS": build.os,
        "BUILDOSVERSION": build.os_version,
        "BUILDARCH": build.architecture,
        "BUILDVARIANT": build.variant,
        "TARGETPLATFORM": format_platform_full(target),
        "TARGETOS": target.os,
        "TARGETOSVERSION": target.os_version,
        "TARGETARCH": target.architecture,
        "TARGETVARIANT": target.variant,
        "TARGETSTAGE": options.target or dockerfile.stages[-1].source.name or "default",
    }
    for name, value in options.build_args.items():
        if name in values:
            values[name] = value
    return values


def declare_global_args(
    scope: GlobalScope,
    args: list[Arg],
    build_args: Mapping[str, str],
    syntax: Syntax,
    budget: Budget,
    outline: OutlineCollector | None = None,
    records: list[Record] | None = None,
) -> None:
    """Give the ARGs before the first FROM their values; ``records`` takes down how they came to them.

    Raises:
        DockerfileError: a default that cannot be expanded, at its ARG.
    """
    for instruction in args:
        for name, default in instruction.pairs:
            scope.declared.pop(name, None)
            scope.declared[name] = None
            value = build_args.get(name)
            lookups = Lookups()
            if value is None and default is not None:
                try:
                    value = process_word(default, scope.values, syntax, budget, lookups)
                except ValueError as error:
                    raise DockerfileError(str(error), [instruction.lines]) from error
            if outline is not None:
                outline.add_global_arg(instruction, name, value, lookups.found)
            if records is not None:
                words = BUILD_ARG if name in build_args else default
                records.append((instruction, LOOKUPS, default, lookups, None))
                records.append((instruction, ARG, name, value, words))
            if value is not None:
                scope.values.pop(name, None)
                scope.values[name] = value
