"""The platform of the result.

Source: docs/reference/stages.md, "Platform of the result".
"""

from __future__ import annotations

from preimage.evaluator.state import StageState
from preimage.model.image import DockerOCIImage, Platform
from preimage.model.options import BuildOptions
from preimage.model.platforms import is_normal, normalize_platform
from preimage.model.trace import PLATFORM_DEFAULT, PLATFORM_OPTION, StageTrace

_FIELDS = (
    ("architecture", "architecture"),
    ("os", "os"),
    ("os.version", "os_version"),
    ("os.features", "os_features"),
    ("variant", "variant"),
)


def set_result_platform(state: StageState, options: BuildOptions, root: StageTrace) -> None:
    """Give the result the platform that was asked for, in its usual form; ``root`` is the stage that had the base."""
    image = state.image
    if options.is_platform_implicit and is_normal(image):
        return
    before = [getattr(image, name) for _, name in _FIELDS]
    target = None if options.is_platform_implicit else options.platform
    is_same = target is None or (image.os, image.architecture) == (target.os, target.architecture)
    if target is not None:
        _take_over(image, target, is_same)
    normalized = normalize_platform(image)
    for (field, name), old in zip(_FIELDS, before, strict=True):
        new = getattr(normalized, name)
        setattr(image, name, new)
        is_asked = target is not None and (not is_same or bool(getattr(target, name)))
        if is_asked and (new or old):
            state.trace.record(PLATFORM_OPTION, field, None, new or None)
        elif new != old:
            root.record(PLATFORM_DEFAULT, field, None, new or None)


def _take_over(image: DockerOCIImage, target: Platform, is_same: bool) -> None:
    image.os, image.architecture = target.os, target.architecture
    if target.variant or not is_same:
        image.variant = target.variant
    if target.os_version or not is_same:
        image.os_version = target.os_version
    if target.os_features:
        image.os_features = target.os_features
