from __future__ import annotations

import pytest

from preimage.frontend.parser import parse_dockerfile
from preimage.model.errors import OptionError
from preimage.model.limits import DEFAULT_LIMITS, Budget
from preimage.model.lint import Lint
from preimage.results.places import Places

TEXT = """\
# escape=\\
ARG A

# first
FROM scratch AS one
RUN <<EOF
USER x
EOF

USER a
# end of one
FROM one
"""


@pytest.fixture
def places() -> Places:
    return Places(parse_dockerfile(TEXT.encode(), Lint(), Budget(DEFAULT_LIMITS)))


@pytest.mark.parametrize(
    ("line", "word", "region", "following"),
    [
        (1, None, None, "ARG"),
        (2, "ARG", None, "ARG"),
        (3, None, None, None),
        (5, "FROM", 0, "FROM"),
        (7, "RUN", 0, "RUN"),
        (9, None, 0, "USER"),
        (11, None, 0, None),
        (12, "FROM", 1, "FROM"),
        (13, None, 1, None),
    ],
)
def test_what_stands_at_a_line(
    places: Places, line: int, word: str | None, region: int | None, following: str | None
) -> None:
    places.check(line)
    at, behind = places.at(line), places.next_in(line)
    assert (at.instruction.word if at is not None else None) == word
    assert places.region(line) == region
    assert (behind.instruction.word if behind is not None else None) == following


@pytest.mark.parametrize("line", [0, -1, 14])
def test_error_outside_the_file(places: Places, line: int) -> None:
    with pytest.raises(OptionError, match=rf"^line {line} is outside the file, which has 13 lines$"):
        places.check(line)
