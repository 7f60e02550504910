from __future__ import annotations

from collections.abc import Callable

import pytest

from preimage.bases.chain import ChainOfBases
from preimage.bases.empty import EmptyBases
from preimage.bases.static import StaticBases
from preimage.edits.fixing import FixResult, fix_text
from preimage.fix_api import RequestCompiler
from preimage.model.options import BuildRequest

Fix = Callable[..., FixResult]


@pytest.fixture
def fix() -> Fix:
    """Fix a text; bases that are not given are not known."""

    def fix_it(
        text: str | bytes, *, unsafe: bool = False, bases: dict[str, object] | None = None, **options: object
    ) -> FixResult:
        source = ChainOfBases([StaticBases(bases or {}), EmptyBases()])
        request = BuildRequest(all_stages=True, has_notes=True, build_platform="linux/amd64", **options)
        data = text.encode() if isinstance(text, str) else text
        return fix_text(data, RequestCompiler(request, source), with_unsafe=unsafe)

    return fix_it
