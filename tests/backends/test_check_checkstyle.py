from __future__ import annotations

from xml.etree import ElementTree

from preimage.backends.check_checkstyle import render_check

ATTRIBUTES = {
    "checkstyle": {"version"},
    "file": {"name"},
    "error": {"line", "severity", "message", "source"},
}
CHILDREN = {"checkstyle": {"file"}, "file": {"error"}, "error": set()}


def test_elements_and_attributes_are_those_of_checkstyle(nasty_reports) -> None:
    root = ElementTree.fromstring(render_check(nasty_reports))
    assert root.tag == "checkstyle"
    for element in root.iter():
        assert set(element.attrib) == ATTRIBUTES[element.tag]
        assert {child.tag for child in element} <= CHILDREN[element.tag]
        assert not (element.text or "").strip()
    errors = root.findall("file/error")
    assert {error.attrib["severity"] for error in errors} == {"info", "warning", "error"}
    assert all(int(error.attrib["line"]) >= 1 for error in errors)


def test_what_it_says(nasty_reports) -> None:
    root = ElementTree.fromstring(render_check(nasty_reports))
    assert [(file.attrib["name"], len(file)) for file in root] == [
        ("clean", 0),
        ("sub/Dockerfile", 7),
        ('/x/na<m>e\\a"', 1),
        ("directive", 1),
    ]
    assert root[1][1].attrib == {
        "line": "1",
        "severity": "warning",
        "message": 'a "quoted" <b> & \\x1b[31m\\xff\\u202e\\ufffe 50% ]]> \\n::error::x',
        "source": "preimage.FromAsCasing",
    }
