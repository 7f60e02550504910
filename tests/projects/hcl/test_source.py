from __future__ import annotations

from preimage.projects.hcl.source import Source, Span


def test_positions_count_characters_as_people_see_them() -> None:
    source = Source("x.hcl", "a\ne\u0301👩‍💻b\n")
    assert source.position(0) == (1, 1)
    assert source.position(source.text.index("b")) == (2, 3)
    assert source.line(len(source.text)) == 3


def test_a_text_within_another_goes_on_from_its_place() -> None:
    source = Source("x.json", "a\nb", (5, 9))
    assert (source.position(1), source.position(2)) == ((5, 10), (6, 1))


def test_spans_name_their_end_by_line_only_where_it_differs() -> None:
    source = Source("x.hcl", "ab\ncd")
    first, second = Span(source, 0, 1), Span(source, 3, 5)
    assert first.render() == "x.hcl:1,1-2"
    assert first.to(second).render() == "x.hcl:1,1-2,3"
    assert second.line == 2
