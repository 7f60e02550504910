"""Images that are copied or mounted from and have nearly the name of a stage.

Source: docs/reference/notes.md, "preimage/FromLikeStage".
"""

from __future__ import annotations

import re

from preimage.golang.suggest import suggest
from preimage.golang.text import lower
from preimage.model.notes import FROM_LIKE_STAGE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from preimage.frontend.statement import Statement
    from preimage.golang.suggest import Allowance
    from preimage.model.lint import Lint

# Whoever means an image mostly writes a tag, a registry or a digest; two short names are soon alike.
_PLAIN_NAME = r"(?=.*[a-z])[a-z0-9_-]{4,128}"


def report_names_like_stages(
    statements: Sequence[Statement], contexts: Collection[str], lint: Lint, allowance: Allowance
) -> None:
    """Report each COPY and RUN that takes files from what is no stage, but nearly called like one."""
    # In the order of the file, each once.
    stages: dict[str, None] = {}
    images = set()
    for statement in statements:
        if statement.keyword == "from" and statement.args:
            images.add(statement.args[0])
            if len(statement.args) == 3:
                stages[lower(statement.args[2])] = None
    for statement in statements:
        if statement.keyword in ("copy", "run"):
            for written in dict.fromkeys(_list_sources(statement)):
                name = lower(written)
                is_plain = re.fullmatch(_PLAIN_NAME, name) is not None
                if not is_plain or name in stages or name in images or name in contexts:
                    continue
                hint = suggest(name, stages, allowance)
                if hint:
                    lint.report(FROM_LIKE_STAGE, statement.lines, statement.comments, written, hint)


def _list_sources(statement: Statement) -> Iterator[str]:
    for flag in statement.flags:
        name, _, value = flag.partition("=")
        if name == "--from" and statement.keyword == "copy":
            yield value
        elif name == "--mount" and statement.keyword == "run":
            for field in value.split(","):
                key, _, source = field.partition("=")
                if lower(key) == "from":
                    yield source
