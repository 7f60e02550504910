from __future__ import annotations

import pytest

import preimage
from preimage.edits.image_uses import ImageUse, list_image_uses


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("COPY --from=a:1 b c", [ImageUse(1, "a:1", "COPY --from", (1, 13))]),
        ("RUN --mount=type=bind,from=a,target=/b c", [ImageUse(1, "a", "RUN --mount", (1, 28))]),
        ("RUN --mount=from=a,from=d,target=/b c", [ImageUse(1, "d", "RUN --mount", (1, 25))]),
        ("ONBUILD COPY --from=a b c", [ImageUse(1, "a", "COPY --from", (1, 21))]),
        ("COPY --from=Stage b c", []),
        ("COPY --from=1 b c", []),
        ("RUN --mount=from=scratch,target=/b c", []),
        ("RUN --mount=type=cache,target=/b c", []),
        ("RUN --network=none c", []),
        ("COPY --chown=a b c", []),
        ("ADD --from=a b c", []),
    ],
)
def test_uses(line, found) -> None:
    assert list(list_image_uses(preimage.locate_words(line), {"stage"})) == found
