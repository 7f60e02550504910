from __future__ import annotations

import pytest

from preimage.golang.graphemes import count_graphemes, split_graphemes


@pytest.mark.parametrize(
    ("text", "clusters"),
    [
        pytest.param("", [], id="empty"),
        pytest.param("ab", ["a", "b"], id="letters"),
        pytest.param("a\r\nb", ["a", "\r\n", "b"], id="line end"),
        pytest.param("\n\r\r\n", ["\n", "\r", "\r\n"], id="line ends"),
        pytest.param("e\u0301x", ["e\u0301", "x"], id="combining mark"),
        pytest.param("👩‍💻!", ["👩‍💻", "!"], id="joined pictographs"),
        pytest.param("👍🏽", ["👍🏽"], id="skin tone"),
        pytest.param("🇩🇪🇫🇷🇮", ["🇩🇪", "🇫🇷", "🇮"], id="flags"),
        pytest.param("\u1112\u1161\u11ab한", ["\u1112\u1161\u11ab", "한"], id="hangul"),
        pytest.param("각\u11a8", ["각\u11a8"], id="hangul with a final"),
        pytest.param("\u0600a", ["\u0600a"], id="sign before a number"),
        pytest.param("का", ["का"], id="spacing mark"),
        pytest.param("a\u200bb", ["a", "\u200b", "b"], id="format control"),
        pytest.param("a‍b", ["a‍", "b"], id="joiner between letters"),
        pytest.param("\u0301", ["\u0301"], id="mark alone"),
    ],
)
def test_text_is_split_as_people_see_it(text: str, clusters: list[str]) -> None:
    assert split_graphemes(text) == clusters
    assert count_graphemes(text) == len(clusters)
