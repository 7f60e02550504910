"""Notes about the statements of one file, taken while it is parsed.

Source: docs/reference/notes.md.
"""

from __future__ import annotations

import re

from preimage.frontend.arguments import READERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from preimage.frontend.source import Source
    from preimage.frontend.statement import Statement
    from preimage.golang.suggest import Allowance
    from preimage.model.lint import Lint

_JSON_KEYWORDS = frozenset(("add", "cmd", "copy", "entrypoint", "healthcheck", "run", "volume"))
_UNNOTED = READERS.keys() - _JSON_KEYWORDS
_SOURCE_KEYWORDS = frozenset(("copy", "run"))
# Where a line begins is not asked for, because that takes three times as long.
_MAYBE_CHECK = rb"(?i)#[ \t]*+check[ \t]*+="


class NoteTaker:
    """Takes the notes of one file; they are the findings of ``lint``.

    ``contexts`` are the names of named contexts, which are no images; ``allowance`` is for suggestions.
    """

    __slots__ = ("_allowance", "_contexts", "_data", "lint")

    def __init__(self, data: bytes, lint: Lint, contexts: Collection[str], allowance: Allowance) -> None:
        self._data = data
        self._allowance = allowance
        self._contexts = contexts
        self.lint = lint

    def take(self, source: Source, statements: Sequence[Statement]) -> None:
        """Take the notes about all statements, in the order of the lines as far as they are about one statement.

        Raises:
            LimitError: there are too many notes.
        """
        lint = self.lint
        if re.search(_MAYBE_CHECK, self._data) is not None:
            from preimage.frontend.notes.check_comments import CheckComments

            CheckComments(self._data, source, lint, self._allowance).report(statements)
        has_sources = False
        for statement in statements:
            holder = statement.trigger or statement
            keyword = holder.keyword
            if keyword in _UNNOTED:
                continue
            if keyword in _JSON_KEYWORDS:
                args = holder.args
                first = args[1:2] if keyword == "healthcheck" else args[:1]
                if not holder.is_json and first and first[0].startswith("["):
                    from preimage.frontend.notes.almost_json import report_almost_json

                    report_almost_json(holder, statement, lint)
                if keyword == "healthcheck" and any(flag.startswith("--start-interval") for flag in holder.flags):
                    from preimage.frontend.notes.start_interval import report_start_interval

                    report_start_interval(holder, statement, lint)
                elif holder.flags and keyword in _SOURCE_KEYWORDS:
                    has_sources = True
            else:
                from preimage.frontend.notes.hidden_characters import report_unknown_word

                report_unknown_word(statement, lint)
        if has_sources:
            from preimage.frontend.notes.stage_names import report_names_like_stages

            report_names_like_stages(statements, self._contexts, lint, self._allowance)
