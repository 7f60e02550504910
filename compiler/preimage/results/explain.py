"""Explanations of one result: of its fields, of variables, and of lines.

Source: docs/reference/explain.md.
"""

from __future__ import annotations

from preimage.results.feeds import Feeds
from preimage.results.fields import FieldExplanation, explain_field, list_leaves_of
from preimage.results.leaves import KEYED, PATHS, place_of
from preimage.results.lines import LineExplanation, explain_line
from preimage.results.study import Study
from preimage.results.variables import VariableExplanation, explain_variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from preimage.model.causes import Key, Leaf
    from preimage.model.trace import Trace


class Explanation:
    """All that was asked about one result, as one value: what it was made from, fields, variables and lines."""

    __slots__ = ("fields", "input", "lines", "variables")

    def __init__(
        self,
        made_from: dict[str, Any],
        fields: Sequence[FieldExplanation],
        variables: Sequence[VariableExplanation],
        lines: Sequence[LineExplanation],
    ) -> None:
        self.input = made_from
        self.fields = tuple(fields)
        self.variables = tuple(variables)
        self.lines = tuple(lines)

    def __repr__(self) -> str:
        return f"Explanation({self.input!r}, {self.fields!r}, {self.variables!r}, {self.lines!r})"

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object: an entry of ``results``."""
        return {
            "input": self.input,
            "fields": [field.to_dict() for field in self.fields],
            "variables": [variable.to_dict() for variable in self.variables],
            "lines": [line.to_dict() for line in self.lines],
        }


class Explainer:
    """Answers questions about one result from its trace; nothing is evaluated again."""

    __slots__ = ("_feeds", "study")

    def __init__(self, trace: Trace) -> None:
        self.study = Study(trace)
        self._feeds: Feeds | None = None

    def field(self, path: str, key: Key = None) -> FieldExplanation:
        """Explain a leaf; of a keyed field without a key, the field as a whole."""
        return explain_field(self.study, path, key)

    def fields(self) -> list[FieldExplanation]:
        """Explain every leaf that is set, cleared or unknown, in the order of the image JSON."""
        return [explain_field(self.study, *leaf) for leaf in list_leaves_of(self.study)]

    def count_fields(self) -> int:
        """Tell how many ``fields`` would explain."""
        return len(list_leaves_of(self.study))

    def list_fields(self) -> list[Leaf]:
        """Give every leaf that is set, cleared or unknown, and the fields of which nothing is there."""
        leaves = list_leaves_of(self.study)
        present = {path for path, _ in leaves}
        missing: list[Leaf] = [(path, None) for path in PATHS if path not in present]
        return sorted([*leaves, *missing], key=place_of)

    def expand(self, path: str, key: Key = None) -> list[Leaf]:
        """Give the leaves that a field stands for: all its keys, or itself if it has none."""
        if key is None and path in KEYED:
            found = [leaf for leaf in list_leaves_of(self.study) if leaf[0] == path]
            return found or [(path, None)]
        return [(path, key)]

    def variable(self, name: str, line: int) -> VariableExplanation:
        """Explain a variable as the instruction at a line sees it."""
        return explain_variable(self.study, name, line)

    def instruction_spans(self) -> list[range]:
        """Give the 1-based lines of every instruction of the file, also of stages that are not needed."""
        dockerfile = self.study.trace.dockerfile
        spans = [argument.lines for argument in dockerfile.global_args]
        for stage in dockerfile.stages:
            spans.append(stage.source.lines)
            spans += [instruction.lines for instruction in stage.instructions]
        return spans

    def line(self, number: int) -> LineExplanation:
        """Explain the instruction at a line."""
        if self._feeds is None:
            self._feeds = Feeds(self.study)
        return explain_line(self.study, self._feeds, number)
