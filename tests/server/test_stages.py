"""Stages and what names them, from the text alone."""

from __future__ import annotations

import pytest

from preimage.server.stages import find_stage, list_stage_uses, split_stages


def test_what_is_above_and_in_the_stages(open_document) -> None:
    document = open_document("ARG a\nFROM b AS C\nRUN x\nFROM c\nBROKEN\nUSER z\n")
    above, stages = split_stages(document.instructions)
    assert [each.keyword.text for each in above] == ["ARG"]
    assert [(each.label, each.lines, len(each.instructions)) for each in stages] == [
        ("C", (2, 3), 1),
        ("stage 1", (4, 6), 2),
    ]
    assert stages[1].base.text == "c"


def test_the_last_stage_above_counts(open_document) -> None:
    stages = split_stages(open_document("FROM a AS x\nFROM b AS x\nFROM x\nFROM d AS y\n").instructions)[1]
    assert find_stage(stages, "X", 2).index == 1
    assert find_stage(stages, "y", 2).index == 3
    assert find_stage(stages, "z", 2) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("FROM x\n", [(0, "x", (2, 6))], id="FROM"),
        pytest.param("FROM b\nCOPY --from=X /a /\n", [(0, "X", (3, 13))], id="COPY"),
        pytest.param("FROM b\nCOPY --from=0 /a /\n", [(0, "0", (3, 13))], id="by place"),
        pytest.param("FROM b\nRUN --mount=type=bind,from=x,target=/a y\n", [(0, "x", (3, 28))], id="mount"),
        pytest.param("FROM b\nRUN --mount=from=x y\n", [(0, "x", (3, 18))], id="mount that begins with it"),
        pytest.param("FROM b\nONBUILD COPY --from=x /a /\n", [(0, "x", (3, 21))], id="trigger"),
        pytest.param("FROM b\nCOPY --from=busybox /a /\n", [], id="image"),
        pytest.param("FROM b\nCOPY --from=99999999999999999999 /a /\n", [], id="large number"),
        pytest.param("FROM b\nRUN echo --from=x\n", [], id="no flag"),
        pytest.param("FROM b\nADD --from=x /a /\n", [], id="flag of another instruction"),
        pytest.param("FROM\nCOPY --from= /a /\n", [], id="nothing yet"),
    ],
)
def test_uses(open_document, text: str, expected: list[tuple[int, str, tuple[int, int]]]) -> None:
    stages = split_stages(open_document(f"FROM a AS x\n{text}").instructions)[1]
    uses = [each for each in list_stage_uses(stages) if not each.is_definition]
    assert [(each.stage.index, each.text, each.start) for each in uses] == expected
