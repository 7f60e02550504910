from __future__ import annotations

import pytest

from preimage.golang.regexp_syntax import parse_pattern
from preimage.golang.regexp_tree import PatternFault, UnsupportedPattern


@pytest.mark.parametrize(
    ("pattern", "groups", "names"),
    [
        pytest.param("", 0, {}, id="nothing"),
        pytest.param("(a)(?:b)(?i:c)(?s)((d))", 3, {}, id="groups that capture, and others"),
        pytest.param("(?P<x>a)(?<y>b)", 2, {"x": 1, "y": 2}, id="names"),
        pytest.param("(?P<x>a)(?P<x>b)", 2, {"x": 1}, id="a name twice"),
        pytest.param("[(]\\(\\Q(\\E", 0, {}, id="parentheses that are characters"),
    ],
)
def test_groups(pattern: str, groups: int, names: dict[str, int]) -> None:
    tree = parse_pattern(pattern)
    assert (tree.groups, tree.names) == (groups, names)


@pytest.mark.parametrize(
    ("pattern", "reason", "where"),
    [
        pytest.param("a(", "missing closing )", "a(", id="open group"),
        pytest.param("a)", "unexpected )", "a)", id="closed group"),
        pytest.param("x[a", "missing closing ]", "[a", id="open class"),
        pytest.param("[a-\\x{10}]", "invalid character class range", "a-\\x{10}", id="range the wrong way"),
        pytest.param("[[:foo:]]", "invalid character class range", "[:foo:]", id="no class of POSIX"),
        pytest.param("\\p{", "invalid character class range", "\\p{", id="open name of a category"),
        pytest.param("\\pX", "invalid character class range", "\\pX", id="no category"),
        pytest.param("[\\P", "invalid escape sequence", "\\P", id="no room for a category"),
        pytest.param("a|*?", "missing argument to repetition operator", "*?", id="nothing to repeat"),
        pytest.param("a*?+", "invalid nested repetition operator", "*?+", id="repetition twice"),
        pytest.param("a{2,1}", "invalid repeat count", "{2,1}", id="bounds the wrong way"),
        pytest.param("a{1,1001}", "invalid repeat count", "{1,1001}", id="too many repetitions"),
        pytest.param("(a{30}){40}", "invalid repeat count", "{40}", id="too many within each other"),
        pytest.param("(?i-)a", "invalid or unsupported Perl syntax", "(?i-)", id="no flag to take away"),
        pytest.param("(?", "invalid or unsupported Perl syntax", "(?", id="flags cut off"),
        pytest.param("(?<=a)", "invalid or unsupported Perl syntax", "(?<=", id="look behind"),
        pytest.param("(?P<n", "invalid named capture", "(?P<n", id="open name"),
        pytest.param("(?P<n-a>b)", "invalid named capture", "(?P<n-a>", id="no name"),
        pytest.param("\\1", "invalid escape sequence", "\\1", id="reference"),
        pytest.param("\\x{110000}", "invalid escape sequence", "\\x{110000", id="beyond Unicode"),
        pytest.param("\\x{}", "invalid escape sequence", "\\x{}", id="no digits"),
        pytest.param("\\x4", "invalid escape sequence", "\\x4", id="one digit"),
        pytest.param("[\\b]", "invalid escape sequence", "\\b", id="a boundary in a class"),
        pytest.param("[a\\", "trailing backslash at end of expression", "", id="backslash at the end"),
    ],
)
def test_error_of_a_fault(pattern: str, reason: str, where: str) -> None:
    with pytest.raises(PatternFault) as caught:
        parse_pattern(pattern)
    assert (caught.value.reason, caught.value.where) == (reason, where)


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        pytest.param("a\\p{Greek}", "\\p{Greek}, a script of Unicode,", id="script"),
        pytest.param("[\\P{^Han}]", "\\P{^Han}, a script of Unicode,", id="script in a class"),
        pytest.param("(" * 101, "an expression with groups deeper than 100 levels", id="depth"),
        pytest.param("a" * 10_001, "an expression of more than 10000 characters", id="length"),
    ],
)
def test_error_not_supported(pattern: str, message: str) -> None:
    with pytest.raises(UnsupportedPattern) as caught:
        parse_pattern(pattern)
    assert str(caught.value) == message
