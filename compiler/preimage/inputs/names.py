"""Which names of files are those of Dockerfiles: the one pattern of search, hooks and docs.

Source: docs/reference/cli.md, "Finding files".
"""

from __future__ import annotations

import re
from functools import lru_cache

DOCKERFILE_PATTERN = r"(?:[Dd]ockerfile|[Cc]ontainerfile)(?:[._-][^/]*)?|[^/]*\.(?:[Dd]ockerfile|[Cc]ontainerfile)"
"""A regular expression for whole names; what the others below fit is none of a Dockerfile all the same."""

TEMPLATES = (".j2", ".jinja", ".jinja2", ".tmpl", ".tpl", ".template", ".in", ".erb", ".ejs", ".mustache")
"""Ends of names of templates, from which Dockerfiles are made."""

LEFTOVERS = (".md", ".txt", ".bak", ".orig", ".rej", ".swp", "~", ".gz")
"""Ends of names of notes, and of what editors, merges and packers leave behind."""

COMPANIONS = (".dockerignore", ".config.json")
"""Ends of names of what stands beside a Dockerfile; the latter is what ``preimage snapshot`` writes."""

# dockerfile.go is a program about Dockerfiles, Dockerfile.go one that builds a program.
SOURCE_PATTERN = (
    r"(?:dockerfile|containerfile)[._-](?:[^/]*\.)?"
    r"(?:c|cc|cpp|cs|css|go|h|hpp|html|ini|java|js|json|jsx|kt|lock|lua|mjs|php|pl|png|py|pyi|rb|rs|rst|sh|sql|svg|"
    r"swift|toml|ts|tsx|vim|xml|ya?ml)"
)
"""A regular expression for names in lower case that are those of programs and data."""

DOCKERFILE, TEMPLATE, LEFTOVER, OTHER = "Dockerfile", "template", "leftover", ""


# The same few names come again and again.
@lru_cache
def classify_name(name: str) -> str:
    """Tell what a file of this name is: `DOCKERFILE`, `TEMPLATE`, `LEFTOVER`, or `OTHER`.

    Only a name that is otherwise that of a Dockerfile is one of a template or leftover.
    """
    if name == "Dockerfile":
        return DOCKERFILE
    # Most names in a tree are others.
    if "ockerfile" not in name and "ontainerfile" not in name:
        return OTHER
    if re.fullmatch(DOCKERFILE_PATTERN, name) is None or name.endswith(COMPANIONS):
        return OTHER
    if name.endswith(TEMPLATES):
        return TEMPLATE
    if name.endswith(LEFTOVERS):
        return LEFTOVER
    return OTHER if re.fullmatch(SOURCE_PATTERN, name) is not None else DOCKERFILE


def exclude_pattern(*, keeps_snapshots: bool = False) -> str:
    """Give the regular expression for paths that a hook leaves out; ``keeps_snapshots``: but not snapshots."""
    ends = "|".join(end.replace(".", r"\.") for end in (*TEMPLATES, *LEFTOVERS, *COMPANIONS))
    pattern = f"(?:{ends})$|(?:^|/){SOURCE_PATTERN}$"
    return rf"^(?!.*\.config\.json$).*(?:{pattern})" if keeps_snapshots else pattern
