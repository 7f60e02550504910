from __future__ import annotations

from xml.etree import ElementTree

from preimage.backends.check_junit import render_check

ATTRIBUTES = {
    "testsuites": {"name", "tests", "failures", "errors"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped"},
    "testcase": {"name", "classname", "time"},
    "failure": {"type", "message"},
    "error": {"type", "message"},
    "system-out": set(),
}
CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"testcase"},
    "testcase": {"failure", "error", "system-out"},
    "failure": set(),
    "error": set(),
    "system-out": set(),
}


def test_elements_and_attributes_are_those_of_junit(nasty_reports) -> None:
    root = ElementTree.fromstring(render_check(nasty_reports))
    assert root.tag == "testsuites"
    for element in root.iter():
        assert set(element.attrib) == ATTRIBUTES[element.tag]
        assert {child.tag for child in element} <= CHILDREN[element.tag]
        assert element.tag != "testcase" or len(element) <= 1


def test_counts_are_those_of_the_cases(nasty_reports) -> None:
    root = ElementTree.fromstring(render_check(nasty_reports))
    for element in [root, *root]:
        counted = {"tests": "testcase", "failures": "failure", "errors": "error"}
        for attribute, tag in counted.items():
            assert int(element.attrib[attribute]) == len(list(element.iter(tag))), (element.attrib, attribute)


def test_what_it_says(nasty_reports) -> None:
    root = ElementTree.fromstring(render_check(nasty_reports))
    [case] = root[0]
    assert (case.attrib["name"], case.attrib["classname"], len(case)) == ("check", "clean", 0)
    case = root[1][2]
    assert (case.attrib["name"], case[0].tag, case[0].text) == (
        "LegacyKeyValueFormat",
        "failure",
        "sub/Dockerfile:2: late",
    )
    assert root[2][0][0].attrib == {"type": "DockerfileError", "message": "cannot be read"}
