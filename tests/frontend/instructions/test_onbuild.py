from __future__ import annotations

import pytest

from preimage.frontend.instructions.onbuild import parse_onbuild
from preimage.frontend.reader import StatementReader
from preimage.frontend.source import Source
from preimage.model.limits import DEFAULT_LIMITS, Budget
from preimage.model.lint import Lint


def parse(text: str) -> str:
    (statement,) = StatementReader(Source(text.encode()), "\\", 0, Budget(DEFAULT_LIMITS)).read()
    return parse_onbuild(statement, Lint()).trigger


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        pytest.param("ONBUILD RUN a", "RUN a", id="plain"),
        pytest.param("\u2003onBuild \t\f run  'a'  b \u2003", "run  'a'  b \u2003", id="inner and last blanks stay"),
        pytest.param("ONBUILD -- RUN a", "-- RUN a", id="dashes stay"),
        pytest.param("ONBUILD\vRUN a", "\vRUN a", id="vertical tab stays"),
        pytest.param("ONBUILD \u00a0RUN a", "\u00a0RUN a", id="no-break space stays"),
        pytest.param("ONBU\u0130LD RUN a", "ONBU\u0130LD RUN a", id="dotted capital I is not removed"),
        pytest.param("\\\n ONBUILD RUN a", "RUN a", id="word on the second line"),
        pytest.param("\\\n\u00a0ONBUILD RUN a", "\u00a0ONBUILD RUN a", id="odd blank before it there"),
        pytest.param("ONBUILD RUN a \\\n  b", "RUN a   b", id="joined"),
        pytest.param("ONBUILD USER", "USER", id="no argument is for later"),
        pytest.param("ONBUILD FOO x", "FOO x", id="so is an unknown word"),
        pytest.param("ONBUILD # c", "# c", id="so is a comment"),
        pytest.param("ONBUILD HEALTHCHECK --interval=x CMD a", "HEALTHCHECK --interval=x CMD a", id="so are flags"),
        pytest.param("ONBUILD RUN <<-E\n\ta\n\tE", "RUN <<-E\n\ta\nE", id="heredoc"),
        pytest.param("ONBUILD COPY <<A <<B /\na\nA\nb\nB", "COPY <<A <<B /\na\nA\nb\nB", id="two heredocs"),
    ],
)
def test_stored_text(text: str, trigger: str) -> None:
    assert parse(text) == trigger


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("ONBUILD", "ONBUILD requires at least one argument", id="nothing"),
        pytest.param("ONBUILD --x", "ONBUILD requires at least one argument", id="flags alone"),
        pytest.param("ONBUILD --x FROM a", "unknown flag: --x", id="flags"),
        pytest.param("ONBUILD onbuild x", "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed", id="chain"),
        pytest.param("ONBUILD onbu\u0131ld x", "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed", id="dotless i"),
        pytest.param("ONBUILD from a", "FROM isn't allowed as an ONBUILD trigger", id="stage"),
        pytest.param("ONBUILD Maintainer", "MAINTAINER isn't allowed as an ONBUILD trigger", id="maintainer"),
    ],
)
def test_error_parse_onbuild(text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse(text)
    assert str(caught.value) == message
