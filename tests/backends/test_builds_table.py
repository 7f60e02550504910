from __future__ import annotations

from preimage.backends.builds_table import BuildRow, render_builds


def test_rows() -> None:
    rows = [
        BuildRow("a", "a/Dockerfile", "prod", ["linux/amd64", "linux/arm64"], {"V": "1", "API_KEY": "x"}),
        BuildRow("b\x1b", "(inline)", None, [], {}, same_as="a"),
        BuildRow("c", "Dockerfile", None, [], {"LONG": "x" * 100}, fault="why"),
    ]
    assert render_builds(rows) == (
        "NAME    DOCKERFILE     TARGET   PLATFORMS                 ARGS"
        "                                                           SAME CONFIG AS\n"
        "a       a/Dockerfile   prod     linux/amd64,linux/arm64   V=1 API_KEY=(hidden)"
        "                                           -\n"
        "b\\x1b   (inline)       -        -                         -"
        "                                                              a\n"
        f"c       Dockerfile     -        -                         LONG={'x' * 54}…   (no config)\n"
    )


def test_values_are_whole_when_they_are_to_be_shown() -> None:
    row = BuildRow("a", "Dockerfile", None, [], {"API_KEY": "k" * 100})
    assert f"API_KEY={'k' * 100}" in render_builds([row], shows_values=True)
