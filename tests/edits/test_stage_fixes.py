from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        pytest.param("FROM a AS Build\n", "FROM a AS build\n", id="name"),
        pytest.param("FROM a AS \\\n  Build\n", "FROM a AS \\\n  build\n", id="continued"),
        pytest.param(
            "FROM a AS Build\nFROM b\nCOPY --from=BUILD --chown=Build /x /Build\n",
            "FROM a AS build\nFROM b\nCOPY --from=build --chown=Build /x /Build\n",
            id="copied from",
        ),
        pytest.param(
            "FROM a AS Build\nFROM b\nCOPY --chmod=1 --from='Build' /x /\n",
            "FROM a AS build\nFROM b\nCOPY --chmod=1 --from='build' /x /\n",
            id="copied from, in quotes",
        ),
        pytest.param(
            "FROM a AS Build\nFROM b\nRUN --mount=type=bind,from=Build,target=/x --mount=from=other,target=/y x Build\n",
            "FROM a AS build\nFROM b\nRUN --mount=type=bind,from=build,target=/x --mount=from=other,target=/y x Build\n",
            id="mounted from",
        ),
        pytest.param(
            "FROM a AS Build\nFROM build\n", "FROM a AS build\nFROM build\n", id="a stage on it has the right case"
        ),
        pytest.param(
            "FROM a AS Build\nFROM b\nONBUILD COPY --from=Build /x /\n",
            "FROM a AS build\nFROM b\nONBUILD COPY --from=Build /x /\n",
            id="the text of a trigger is part of the image",
        ),
        pytest.param("from a as B\ncopy --from=B x y\nfrom b\ncopy --from=B x y\n",
                     "from a as B\ncopy --from=B x y\nfrom b\ncopy --from=B x y\n", id="a circle is an error"),
    ],
)  # fmt: skip
def test_stage_name_in_lower_case(fix, text: str, fixed: str) -> None:
    assert fix(text).data.decode() == fixed


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        pytest.param("FROM a AS x\nFROM b AS x\n", "FROM a AS x-0\nFROM b AS x\n", id="nobody uses the first"),
        pytest.param(
            "FROM a AS x\nFROM x AS X\nFROM x\nCOPY --from=x /a /b\n",
            "FROM a AS x-0\nFROM x-0 AS x\nFROM x\nCOPY --from=x /a /b\n",
            id="the second is based on the first",
        ),
        pytest.param(
            "FROM a AS x\nFROM x AS y\nFROM b AS x\nFROM x AS x\nFROM y\n",
            "FROM a AS x-0\nFROM x-0 AS y\nFROM b AS x-2\nFROM x-2 AS x\nFROM y\n",
            id="three",
        ),
        pytest.param(
            "FROM a AS x\nFROM b AS x-0\nFROM c AS x\n",
            "FROM a AS x-0-2\nFROM b AS x-0\nFROM c AS x\n",
            id="the new name is taken",
        ),
    ],
)
def test_duplicate_stage_name(fix, text: str, fixed: str) -> None:
    result = fix(text)
    assert (result.data.decode(), result.left) == (fixed, [])


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        pytest.param(
            "FROM a AS context\nFROM context AS b\nCOPY --from=Context /x /\nRUN --mount=from=context,target=/x y\n",
            "FROM a AS context-stage\nFROM context-stage AS b\nCOPY --from=context-stage /x /\n"
            "RUN --mount=from=context-stage,target=/x y\n",
            id="with all uses",
        ),
        pytest.param("FROM scratch AS scratch\n", "FROM scratch AS scratch-stage\n", id="based on the reserved name"),
        pytest.param(
            "FROM a AS context\nONBUILD COPY --from=context /x /\nFROM b\n",
            "FROM a AS context\nONBUILD COPY --from=context /x /\nFROM b\n",
            id="a trigger that would change",
        ),
    ],
)
def test_reserved_stage_name(fix, text: str, fixed: str) -> None:
    assert fix(text).data == text.encode()
    assert fix(text, unsafe=True).data.decode() == fixed


def test_reserved_name_of_several_stages_is_left_alone(fix) -> None:
    result = fix("# check=skip=DuplicateStageName\nFROM a AS context\nFROM b AS context\n", unsafe=True)
    assert {each.reason for each in result.left} == {"several stages are called context"}
