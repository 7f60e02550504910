"""Names that look as if a secret were behind them, as SecretsUsedInArgOrEnv judges them.

Source: docs/reference/checks/variables.md, "SecretsUsedInArgOrEnv".
"""

from __future__ import annotations

import re

# Go folds K (U+212A) and ſ (U+017F) into this, and so does Python's re, which alone folds ı and İ into i as well.
_SECRET = r"(?i)(?:_|\A)(?:ap(?-i:[iI])key|auth|credent(?-i:[iI])als?|key|password|pword|passwd|secret|token)(?:_|\Z)"
_NOT_SECRET = r"(?i)(?:_|\A)(?:publ(?-i:[iI])c|f(?-i:[iI])le|vers(?-i:[iI])on)(?:_|\Z)"


_SECRET_WORDS = frozenset(
    ("apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token")
)


def is_secret_name(name: str) -> bool:
    """Tell whether a variable of the name looks like a secret."""
    # What the first pattern finds is a word between underscores.
    if name.isascii() and _SECRET_WORDS.isdisjoint(name.lower().split("_")):
        return False
    return re.search(_SECRET, name) is not None and re.search(_NOT_SECRET, name) is None
