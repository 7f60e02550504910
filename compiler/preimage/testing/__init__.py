"""What tests of Dockerfiles are written with; the names in ``__all__`` are public.

Source: docs/reference/pytest.md.
"""

from preimage.testing.compiled_image import CompiledImage
from preimage.testing.image_factory import ImageFactory
from preimage.testing.lengths import hours, milliseconds, minutes, seconds
from preimage.testing.unwanted_warnings import UnwantedWarnings

__all__ = ["CompiledImage", "ImageFactory", "UnwantedWarnings", "hours", "milliseconds", "minutes", "seconds"]
