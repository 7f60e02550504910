"""What the shell makes of the body of a heredoc.

Source: docs/reference/source.md, "Heredocs".
"""

from __future__ import annotations


def chomp(body: str) -> str:
    """Remove the leading tabs of every line."""
    return "\n".join(line.lstrip("\t") for line in body.split("\n"))
