"""What a result was made from, as JSON tells it: target, platform, names of build arguments, labels, base images."""

from __future__ import annotations

from preimage.model.platforms import format_platform_full

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from preimage.model.bases import UsedBase
    from preimage.model.options import BuildOptions


def describe_input(options: BuildOptions, used: Iterable[UsedBase], filename: str | None = None) -> dict[str, Any]:
    """Give the ``input`` object of a result that was made with these options and base images."""
    bases = {(base.reference, base.digest, base.origin): None for base in used}
    return {
        "file": filename,
        "target": options.target or None,
        "platform": format_platform_full(options.platform),
        "build_args": sorted(options.build_args),
        "labels": dict(sorted(options.labels.items())),
        "bases": [
            {"reference": reference, "digest": digest or None, "from": origin} for reference, digest, origin in bases
        ],
    }


def describe_config(filename: str | None = None) -> dict[str, Any]:
    """Give the ``input`` object of an image config, of which nothing but its file is known."""
    return {"file": filename, "target": None, "platform": None, "build_args": [], "labels": {}, "bases": []}
