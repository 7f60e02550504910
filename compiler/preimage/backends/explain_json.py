"""Explanations and differences as JSON documents.

Source: docs/reference/explain.md, "JSON"; docs/reference/diff.md, "JSON".
"""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

FORMAT_VERSION = "1.1"
"""Minor for additions, major for breaks; readers ignore keys that they do not know."""
FRONTEND = "moby/buildkit 73ed6825c"
"""Whose rules the results follow."""
LEAST_FIELD = 300
"""Characters that a field takes in the rendered document at the least: its names and signs."""


def make_document(results: Sequence[dict[str, Any]], version: str) -> dict[str, Any]:
    """Give the document of entries of ``results``; ``version`` is that of preimage."""
    return {
        "format_version": FORMAT_VERSION,
        "tool": {"name": "preimage", "version": version, "frontend": FRONTEND},
        "results": list(results),
    }


def render_document(results: Sequence[dict[str, Any]], version: str) -> str:
    """Render the document for people and programs; no newline at the end."""
    return json.dumps(make_document(results, version), ensure_ascii=False, indent=2)
