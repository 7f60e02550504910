"""The rules of portability notes: what other builders and older engines make of a result that BuildKit is fine with.

They are preimage's own. BuildKit's rule names are single words, so a name with a slash can never be one of them.

Source: docs/reference/portability.md, which says how each was established.
"""

from __future__ import annotations

from preimage.model.rules import Rule

_OCI = "The OCI image format, the default of buildah and podman,"


def _as_written(message: str) -> str:
    return message


_TABLE = (
    Rule("preimage/OciFormatDropsHealthcheck", "", f"{_OCI} has no HEALTHCHECK", _as_written),
    Rule("preimage/OciFormatDropsShell", "", f"{_OCI} has no SHELL", _as_written),
    Rule("preimage/OciFormatDropsOnbuild", "", f"{_OCI} has no ONBUILD", _as_written),
    Rule(
        "preimage/StartIntervalNeedsEngine25",
        "",
        "HEALTHCHECK --start-interval needs Docker Engine 25 or newer",
        _as_written,
    ),
    Rule(
        "preimage/InheritedHealthcheck",
        "",
        "A base image's HEALTHCHECK should fit the program that takes its place",
        _as_written,
    ),
    Rule(
        "preimage/InheritedStopsignal",
        "",
        "A base image's STOPSIGNAL should fit the program that takes its place",
        _as_written,
    ),
)

PORTABILITY_RULES: dict[str, Rule[[str]]] = {rule.name: rule for rule in _TABLE}
