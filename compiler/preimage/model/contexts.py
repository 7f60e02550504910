"""Named contexts: what the user puts in the place of stages and base images.

Source: docs/reference/stages.md, "Named contexts".
"""

from __future__ import annotations

from collections.abc import Mapping

from preimage.golang.quoting import quote
from preimage.golang.text import equal_fold
from preimage.model.errors import OptionError
from preimage.model.image import Platform
from preimage.model.platforms import format_platform_full, normalize_platform
from preimage.model.references import Reference, parse_reference
from preimage.model.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_NEVER_CONTEXTS = ("scratch", "context")


class NamedContext(Value):
    """A context as it was found: the key it has, with or without a platform, and its source, still unread."""

    __slots__ = ("key", "source")

    def __init__(self, key: str, source: str) -> None:
        self.key: Final = key
        self.source: Final = source


class ContextSource(Value):
    """What a source comes to: the image whose config counts; None: there is no config.

    ``config_fault`` comes before the error of a config that cannot be decoded.
    """

    __slots__ = ("reference", "config_fault")

    def __init__(self, reference: Reference | None = None, config_fault: str = "") -> None:
        self.reference: Final = reference
        self.config_fault: Final = config_fault


class WatchedContexts(dict[str, str]):
    """Contexts that take down in ``used``, by the names that they are looked up by, which of them are found."""

    __slots__ = ("used",)

    def __init__(self, contexts: Mapping[str, str], used: set[str]) -> None:
        super().__init__(contexts)
        self.used: Final = used


def parse_context_name(text: str) -> str:
    """Give a name the form by which it is looked up: ``docker.io/library/alpine:latest`` is ``alpine``.

    Raises:
        ValueError: ``invalid context name``, and why.
    """
    try:
        reference = parse_reference(text)
    except ValueError as error:
        raise ValueError(f"invalid context name {text}: {error}") from error
    return reference.familiar().removesuffix(":latest")


def read_context_names(contexts: Mapping[str, str]) -> dict[str, str]:
    """Bring the names of contexts into the form by which they are looked up, as a client does.

    Raises:
        OptionError: what is no name of a context.
    """
    read = {}
    for key, source in contexts.items():
        name, separator, platform = key.partition("::")
        try:
            read[parse_context_name(name) + separator + platform] = source
        except ValueError as error:
            raise OptionError(str(error)) from error
    return WatchedContexts(read, contexts.used) if isinstance(contexts, WatchedContexts) else read


def find_context(contexts: Mapping[str, str], name: str, platform: Platform) -> NamedContext | None:
    """Find the context for a stage or an image: one for the platform comes before one for all.

    Raises:
        ValueError: the name is no reference.
    """
    if not contexts or any(equal_fold(name, other) for other in _NEVER_CONTEXTS):
        return None
    short = parse_context_name(name)
    for key in (f"{short}::{format_platform_full(normalize_platform(platform))}", short):
        if key in contexts:
            if isinstance(contexts, WatchedContexts):
                contexts.used.add(key)
            return NamedContext(key, contexts[key])
    return None


def parse_context_source(context: NamedContext) -> ContextSource:
    """Parse the source of a context.

    Raises:
        ValueError: BuildKit's text.
    """
    source = context.source
    scheme, separator, rest = source.partition(":")
    if not separator:
        raise ValueError(f"invalid context specifier {source} for {context.key}")
    rest = rest.removeprefix("//")
    if scheme == "docker-image":
        return ContextSource(None if rest == "scratch" else parse_reference(rest))
    if scheme == "oci-layout":
        return ContextSource(_parse_layout(rest), "could not parse oci-layout image config: ")
    if scheme == "local":
        return ContextSource()
    if scheme in ("git", "http", "https") or scheme.startswith("git@"):
        from preimage.model.remote_sources import parse_git_source

        if parse_git_source(source) is None and not scheme.startswith("http"):
            raise ValueError(f"invalid git context {source}")
        return ContextSource()
    if scheme == "input":
        raise ValueError(f"invalid input {source.partition(':')[2]} for {context.key}")
    raise ValueError(f"unsupported context source {scheme} for {context.key}")


def _parse_layout(text: str) -> Reference:
    try:
        reference = parse_reference(text)
    except ValueError as error:
        # Here BuildKit reads the reference as it stands, so nothing is said about its parts.
        reason = "repository name must be lowercase" if str(error).endswith("must be lowercase") else str(error)
        raise ValueError(f"could not parse oci-layout reference {quote(text)}: {reason}") from error
    if not reference.digest:
        raise ValueError(f"oci-layout reference {quote(text)} has no digest")
    return reference
