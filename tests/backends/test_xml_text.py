from __future__ import annotations

from xml.etree import ElementTree

from preimage.backends.xml_text import escape_xml, render_attributes


def test_every_character_of_xml_comes_through_and_others_are_shown() -> None:
    text = "".join(map(chr, [*range(0x180), 0x2028, 0xD7FF, 0xDCFF, 0xE000, 0xFFFD, 0xFFFE, 0xFFFF, 0x1F600]))
    read = ElementTree.fromstring(f"<a>{escape_xml(text)}</a>").text
    assert read is not None
    assert [each for each in "&<>\"'\ud7ff\ue000\ufffd\U0001f600" if each not in read] == []
    assert [name for name in (r"\x00", r"\x1b", r"\u2028", r"\xff", r"\ufffe", r"\uffff") if name not in read] == []


def test_attributes_without_a_value_are_left_out() -> None:
    assert render_attributes(a=1, b=None, c='"') == ' a="1" c="&quot;"'
