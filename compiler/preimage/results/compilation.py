"""What a compilation comes to."""

from __future__ import annotations

from preimage.model.bases import Base, UsedBase
from preimage.model.findings import Finding
from preimage.model.image import DockerOCIImage
from preimage.model.lint import CheckOptions
from preimage.model.platforms import format_platform_full
from preimage.model.trace import Trace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from preimage.model.causes import Key, Leaf
    from preimage.results.built import BuiltImage, Layer
    from preimage.results.explain import Explainer, Explanation
    from preimage.results.fields import FieldExplanation
    from preimage.results.lines import LineExplanation
    from preimage.results.variables import VariableExplanation


class Compilation:
    """The image of the target, the warnings in BuildKit's order, what set each field, and the bases looked up."""

    __slots__ = ("image", "warnings", "trace", "bases", "epoch", "base", "check_options", "notes", "_explainer")

    def __init__(
        self,
        image: DockerOCIImage,
        warnings: list[Finding],
        trace: Trace,
        bases: list[UsedBase],
        epoch: int | None,
        base: Base | None,
        check_options: CheckOptions,
        notes: list[Finding],
    ) -> None:
        self.image = image
        self.warnings = warnings
        self.trace = trace
        self.bases = bases
        self.epoch = epoch
        """SOURCE_DATE_EPOCH in seconds since 1970; None without one."""
        self.base = base
        """The base image that the target goes back to; None when that is ``scratch``."""
        self.check_options = check_options
        """Which checks were switched on and off, by the directive or what replaces it."""
        self.notes = notes
        """Preimage's own notes about the text; empty if they were not asked for."""
        self._explainer: Explainer | None = None

    def __repr__(self) -> str:
        platform = format_platform_full(self.image)
        bases = [used.reference for used in self.bases]
        return f"<compilation for {platform}, warnings: {len(self.warnings)}, bases: {bases}>"

    def __reduce__(self) -> tuple[type[Compilation], tuple[object, ...]]:
        # What was worked out from the trace knows its instructions by identity, which those of a copy do not have.
        parts = (self.image, self.warnings, self.trace, self.bases, self.epoch, self.base)
        return type(self), (*parts, self.check_options, self.notes)

    @property
    def explainer(self) -> Explainer:
        """What answers questions about the result; made when the first is asked."""
        if self._explainer is None:
            from preimage.results.explain import Explainer

            self._explainer = Explainer(self.trace)
        return self._explainer

    def explain(self, path: str, key: Key = None) -> FieldExplanation:
        """Explain a value: what wrote it, what was there before, what went into it, or why there is none.

        ``path`` is that of a field in the JSON, such as ``config.Cmd``; ``key`` the name of a variable or label, a
        port, a volume, or the place of a trigger, from 0. Without a key, the answer for such a field is about all of
        it.

        Raises:
            OptionError: there is no such field, or it has no keys.
        """
        return self.explainer.field(path, key)

    def variable(self, name: str, line: int) -> VariableExplanation:
        """Explain the value of a variable that the instruction at a line (from 1) sees, before it does anything.

        A line between instructions means the next one of the stage, or its end.

        Raises:
            OptionError: the file has no such line.
        """
        return self.explainer.variable(name, line)

    def line(self, number: int) -> LineExplanation:
        """Explain what the instruction at a line (from 1) sets, and what of it survives.

        Raises:
            OptionError: the file has no such line.
        """
        return self.explainer.line(number)

    def explanation(
        self,
        *,
        filename: str | None = None,
        fields: Iterable[Leaf] | None = None,
        variables: Iterable[tuple[str, int]] = (),
        lines: Iterable[int] = (),
    ) -> Explanation:
        """Explain several things at once, as ``preimage explain --format json`` does.

        ``fields`` are paths with keys, as ``explain`` takes them; default: every leaf that is set, cleared or unknown.
        ``variables`` are names with lines. Errors are those of the single questions.
        """
        from preimage.results.explain import Explanation
        from preimage.results.input_summary import describe_input

        found = self.explainer.fields() if fields is None else [self.explain(*leaf) for leaf in fields]
        return Explanation(
            describe_input(self.trace.options, self.bases, filename),
            found,
            [self.variable(name, line) for name, line in variables],
            [self.line(number) for number in lines],
        )

    def built(self, epoch: int | None = None, *, layers: Sequence[Layer] | None = None) -> BuiltImage:
        """Predict the config blob of the built image, as far as that can be known without building.

        ``epoch`` is the exporter's ``source-date-epoch`` in seconds since 1970; default: SOURCE_DATE_EPOCH of the
        build. ``layers`` are diff id and time of the layers that a build has made, those of the base first.
        """
        from preimage.results.built import predict_built_image

        base = self.base.image if self.base is not None else None
        return predict_built_image(self.image, base, self.epoch if epoch is None else epoch, layers)
