from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("line", "fixed"),
    [
        pytest.param("CMD ['a', 'b c']", 'CMD ["a", "b c"]', id="single quotes"),
        pytest.param('CMD ["a", "b",]', 'CMD ["a", "b"]', id="comma at the end"),
        pytest.param('CMD ["a" "b"]', 'CMD ["a", "b"]', id="comma missing"),
        pytest.param('CMD ["a",, "b"]', 'CMD ["a", "b"]', id="comma too many"),
        pytest.param('CMD ["a", "b"', 'CMD ["a", "b"]', id="bracket missing"),
        pytest.param('CMD ["a", "b]', 'CMD ["a", "b"]', id="quote missing"),
        pytest.param('CMD ["a",', 'CMD ["a"]', id="comma in place of the bracket"),
        pytest.param("CMD [a, \"b\"]", 'CMD ["a", "b"]', id="no quotes"),
        pytest.param("CMD [\u201ca\u201d, \u201cb\u201d]", 'CMD ["a", "b"]', id="typographic quotes"),
        pytest.param('CMD ["C:\\a", "b"]', 'CMD ["C:\\\\a", "b"]', id="backslash"),
        pytest.param('CMD ["a\tb", \'c\']', 'CMD ["a\\tb", "c"]', id="tab"),
        pytest.param('ENTRYPOINT ["a", \'"b"\']', 'ENTRYPOINT ["a", "\\"b\\""]', id="quotes in quotes"),
        pytest.param('HEALTHCHECK --timeout=1s CMD ["a", \'b\']', 'HEALTHCHECK --timeout=1s CMD ["a", "b"]', id="check"),
        pytest.param("VOLUME ['/a', '/b']", 'VOLUME ["/a", "/b"]', id="volume"),
        pytest.param("RUN ['a', 'b']", 'RUN ["a", "b"]', id="run"),
        pytest.param('COPY ["a", \'/c\']', 'COPY ["a", "/c"]', id="copy"),
        pytest.param("ONBUILD CMD ['a', 'b']", 'ONBUILD CMD ["a", "b"]', id="trigger"),
        pytest.param("CMD ['a', \\\n  'b']", 'CMD ["a", \\\n  "b"]', id="continued"),
        pytest.param('CMD ["a" \\\n  "b"]', 'CMD ["a", \\\n  "b"]', id="comma missing, continued"),
    ],
)  # fmt: skip
def test_almost_json(fix, line: str, fixed: str) -> None:
    text = f"FROM a\n{line}\n"
    assert not fix(text).is_changed
    result = fix(text, unsafe=True)
    assert (result.data.decode(), result.left) == (f"FROM a\n{fixed}\n", [])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param("CMD ['a', 'b'] c", "what stands behind the ] is not known", id="more behind it"),
        pytest.param("CMD ['a', b c]", "where one element ends and the next begins is not known", id="words"),
        pytest.param('CMD ["a", "b c]', 'what " means is not known', id="quote missing, with a blank"),
        pytest.param('CMD ["a", "b"c]', "where one element ends and the next begins is not known", id="quote amiss"),
        pytest.param("CMD ['a', 'b", "what ' means is not known", id="open quote"),
    ],
)
def test_what_was_meant_is_not_known(fix, line: str, reason: str) -> None:
    result = fix(f"FROM a\n{line}\n", unsafe=True)
    assert reason in [each.reason for each in result.left if each.finding.rule == "preimage/AlmostJson"]


def test_left_alone(fix) -> None:
    assert not fix('FROM a\nRUN [ -f x ]\nCMD ["a"]\n', unsafe=True).is_changed


def test_entrypoint_that_would_get_arguments_stays(fix) -> None:
    text = "FROM a\nENTRYPOINT ['a', 'b']\nCMD [\"c\"]\n"
    assert [each.reason for each in fix(text, unsafe=True).dropped] == [
        "its proof failed: CMD would become its arguments, which a shell does not pass on"
    ]
