"""Explanations of one result: of its fields, of variables, and of lines.

Source: docs/reference/explain.md.
"""

from __future__ import annotations

from preimage.results.feeds import Feeds
from preimage.results.fields import FieldExplanation, explain_field, list_leaves_of
from preimage.results.lines import LineExplanation, explain_line
from preimage.results.study import Study
from preimage.results.variables import VariableExplanation, explain_variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.model.causes import Key
    from preimage.model.trace import Trace


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

    def variable(self, name: str, line: int) -> VariableExplanation:
        """Explain a variable as the instruction at a line sees it."""
        return explain_variable(self.study, name, line)

    def line(self, number: int) -> LineExplanation:
        """Explain the instruction at a line."""
        if self._feeds is None:
            self._feeds = Feeds(self.study)
        return explain_line(self.study, self._feeds, number)
