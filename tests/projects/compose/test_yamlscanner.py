from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from preimage.projects.compose.yamlscanner import GoLoader

PARTS = [
    "a", "b: ", "- ", "\n", "  ", "    ", ": ", ", ", "[", "]", "{", "}", '"', "'", " # c", "&a ", "*a", "!x ", "|\n", ">-\n",
    "---\n", "é", "\\n", "<<: ", "5", "\t", "k: v\n", "- x\n",
]  # fmt: skip


def read(text: str, loader: type) -> list[str] | None:
    try:
        # The two have different words for no style, and for where a document ends.
        return [repr(event).replace("=None", "=''") for event in yaml.parse(text, Loader=loader)]
    except yaml.YAMLError:
        return None


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="PyYAML has no libyaml here")
@settings(max_examples=300)
@given(st.lists(st.sampled_from(PARTS), max_size=12).map("".join))
def test_the_scanner_reads_as_libyaml_does(text: str) -> None:
    theirs = read(text, yaml.CSafeLoader)
    if theirs is not None:
        assert read(text, GoLoader) == theirs


@pytest.mark.parametrize("text", ["a: b\n\tc\n", "a: |\n\tb\n", '"\\ud800"', "%FOO\n--- a", "!x,y z", '"\\UFFFFFFFF"'])
def test_error_what_go_refuses(text: str) -> None:
    with pytest.raises(yaml.scanner.ScannerError):
        list(yaml.parse(text, Loader=GoLoader))
