"""Explanations and differences as JSON documents.

Source: docs/reference/explain.md, "JSON"; docs/reference/diff.md, "JSON".
"""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

FORMAT_VERSION = "1.0"
"""Minor for additions, major for breaks; readers ignore keys that they do not know."""
FRONTEND = "moby/buildkit 73ed6825c"
"""Whose rules the results follow."""


def render_document(results: Sequence[dict[str, Any]], version: str) -> str:
    """Render entries of ``results``; ``version`` is that of preimage. No newline at the end."""
    document = {
        "format_version": FORMAT_VERSION,
        "tool": {"name": "preimage", "version": version, "frontend": FRONTEND},
        "results": list(results),
    }
    return json.dumps(document, ensure_ascii=False, indent=2)
