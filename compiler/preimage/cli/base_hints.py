"""What to say when a base image could not be had: what happened, and what can help then.

Nothing is advised that cannot help: nobody is sent to ``preimage lock`` by an answer of the registry that it asks.

Source: docs/reference/bases.md, "Unknown bases".
"""

from __future__ import annotations

import os

from preimage.model.errors import (
    ABSENT,
    BLOCKED,
    CERTIFICATE,
    DENIED,
    GIVEN,
    LIMITED,
    OTHER_PLATFORM,
    UNREACHABLE,
    BaseError,
    MissingBaseError,
)

_WITHOUT_REGISTRY = "give the config with --base REF=FILE, or take an empty one with --unresolved empty"
_ADVICE = {
    DENIED: f"Log in with 'docker login' if the image is private; else {_WITHOUT_REGISTRY}.",
    LIMITED: "Wait, log in with 'docker login' to be allowed more, or name a mirror in registries.conf. Nobody is "
    "asked for a base that is locked or given with --base REF=FILE.",
    UNREACHABLE: f"Without the registry: {_WITHOUT_REGISTRY}.",
    CERTIFICATE: "If the registry has an authority of its own, its certificate belongs into "
    "~/.config/containers/certs.d/HOST/ca.crt; --insecure-registry HOST takes any certificate.",
    BLOCKED: f"Without the registry: {_WITHOUT_REGISTRY}.",
    GIVEN: "The file is to hold the config of an image, as 'skopeo inspect --config --raw docker://REF' prints it.",
}
_OTHER_ADVICE = "Bases can also be given with --base REF=FILE, or taken as empty with --unresolved empty."


def list_hints(error: BaseError) -> list[str]:
    """List the lines that follow the text of an error."""
    if isinstance(error, MissingBaseError):
        return [_describe(error), _advise(error)]
    return [_ADVICE.get(error.reason, _OTHER_ADVICE)]


def _describe(error: MissingBaseError) -> str:
    details = f": {'; '.join(error.details)}" if error.details else ""
    return f"The config of {error.reference} is not known{details}."


def _advise(error: MissingBaseError) -> str:
    reference = error.reference
    empty = "take an empty one with --unresolved empty"
    if error.reason == ABSENT:
        return f"Are the name and the tag right? Else give it with --base {reference}=FILE, or {empty}."
    if error.reason == OTHER_PLATFORM:
        return f"Choose another with --platform, give it with --base {reference}=FILE, or {empty}."
    return (
        f"Give it with --base {reference}=FILE (FILE from 'skopeo inspect --config --raw docker://{reference}'), have "
        f"it fetched and kept with 'preimage lock{_platform_option(error.platform)}' where a registry can be asked, or "
        f"{empty}."
    )


def _platform_option(platform: str) -> str:
    from preimage.model.platforms import format_platform_full, machine_platform

    usual = os.environ.get("DOCKER_DEFAULT_PLATFORM") or format_platform_full(machine_platform())
    return "" if platform in ("", usual) else f" --platform {platform}"
