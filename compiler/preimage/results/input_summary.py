"""What a result was made from, as JSON tells it: target, platform, names of build arguments, labels, base images."""

from __future__ import annotations

from preimage.model.platforms import format_platform_full

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from preimage.model.bases import UsedBase
    from preimage.model.trace import Trace


def describe_input(trace: Trace | None, bases: Sequence[UsedBase] = (), filename: str | None = None) -> dict[str, Any]:
    """Give the ``input`` object of a result; of an image config (None) nothing but its file is known."""
    if trace is None:
        return dict.fromkeys(("file", "target", "platform"), None) | {
            "file": filename,
            "build_args": [],
            "labels": {},
            "bases": [],
        }
    options = trace.options
    used = {(base.reference, base.digest, base.origin): None for base in bases}
    return {
        "file": filename,
        "target": options.target or None,
        "platform": format_platform_full(options.platform),
        "build_args": sorted(options.build_args),
        "labels": dict(sorted(options.labels.items())),
        "bases": [
            {"reference": reference, "digest": digest or None, "from": origin} for reference, digest, origin in used
        ],
    }
