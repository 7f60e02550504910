"""All targets by name."""

from __future__ import annotations

from fuzz import file_targets, image_targets, text_targets

TARGETS = {target.name: target for target in (*text_targets.TARGETS, *file_targets.TARGETS, *image_targets.TARGETS)}
