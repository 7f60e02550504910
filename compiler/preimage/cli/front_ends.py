"""What people are told of Dockerfiles that ask for a front end of their own.

Source: docs/reference/source.md, "Other front ends".
"""

from __future__ import annotations

from collections.abc import Mapping

from preimage.api import front_end
from preimage.model.errors import DockerfileError
from preimage.model.options import SYNTAX_ARG

OURS = "docker/dockerfile:1 of August 2026"
"""The front end whose rules preimage follows."""


def require_own_front_end(data: bytes, build_args: Mapping[str, str]) -> None:
    """Refuse a Dockerfile that asks for a front end whose rules are not known here.

    Raises:
        DockerfileError: it does, at the line that asks.
    """
    asked = front_end(data, build_args)
    if asked is not None and not asked.is_own:
        raise DockerfileError(
            f"the front end {asked.name} has rules that preimage does not know; if it is a copy of "
            f"docker/dockerfile, say so with --build-arg {SYNTAX_ARG}=docker/dockerfile",
            [[asked.line]] if asked.line else (),
        )


def describe_foreign(filename: str, data: bytes, build_args: Mapping[str, str]) -> str:
    """Say that a Dockerfile is skipped because it asks for another front end; empty if it does not."""
    asked = front_end(data, build_args)
    if asked is None or asked.is_own:
        return ""
    return f"{filename}: skipped: it is for the front end {asked.name}, not docker/dockerfile"


def describe_version(filename: str, data: bytes) -> str:
    """Say, for an error, that a Dockerfile asks for another version of the front end than ours; empty if not."""
    asked = front_end(data, {})
    if asked is None or not asked.is_own or not asked.is_other_version:
        return ""
    return f"{filename} asks for {asked.name}, whose rules may differ: preimage follows {OURS}."
