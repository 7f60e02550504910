from __future__ import annotations

import pytest

import preimage


@pytest.mark.parametrize(
    ("lines", "fixed"),
    [
        pytest.param("ENV a b", "ENV a=b", id="plain"),
        pytest.param("ENV a   b", "ENV a=b", id="several blanks"),
        pytest.param("ENV\ta\tb", "ENV\ta=b", id="tabs"),
        pytest.param("  ENV a b  ", "  ENV a=b  ", id="indented, blanks at the end"),
        pytest.param("ENV a b c", 'ENV a="b c"', id="blanks in the value"),
        pytest.param("LABEL a b c", 'LABEL a="b c"', id="label"),
        pytest.param('ENV a "b c"', 'ENV a="b c"', id="one quoted word"),
        pytest.param("ENV a 'b c'd", "ENV a='b c'd", id="quotes that keep a word together"),
        pytest.param('ENV a ""', 'ENV a=""', id="empty"),
        pytest.param('ENV a "b c" d', 'ENV a="b c d"', id="quotes and more"),
        pytest.param("ENV a 'b $c' d", 'ENV a="b \\$c d"', id="single quotes protect a reference"),
        pytest.param("ENV a b\\ c", "ENV a=b\\ c", id="escaped blank"),
        pytest.param("ENV a C:\\\\x y", 'ENV a="C:\\\\x y"', id="escaped escape"),
        pytest.param("ENV a b=c", "ENV a=b=c", id="equals sign in the value"),
        pytest.param("ENV a $b ${c:-d e}", 'ENV a="$b ${c:-d e}"', id="references"),
        pytest.param("ENV a ${b:-'c d'} e", 'ENV a="${b:-c d} e"', id="quotes in a reference"),
        pytest.param("ENV a b \\\n  c", 'ENV a="b \\\n  c"', id="continued value"),
        pytest.param("ENV a b \\\n# d\n  c", 'ENV a="b \\\n# d\n  c"', id="comment inside"),
        pytest.param("ENV a \\\n  b", "ENV \\\n  a=b", id="value on the next line"),
        pytest.param("ENV a  \\\n  b c", 'ENV \\\n  a="b c"', id="value with blanks on the next line"),
        pytest.param("ENV \\\n  a b", "ENV \\\n  a=b", id="all on the next line"),
        pytest.param("ENV lo\\\nng b\\\nc", "ENV lo\\\nng=b\\\nc", id="words over two lines"),
        pytest.param("ENV a b c\\", 'ENV a="b c"\\', id="continuation to nothing"),
        pytest.param("ENV a é ü", 'ENV a="é ü"', id="characters"),
        pytest.param("ENV a b\r\nENV c d e\r", 'ENV a=b\r\nENV c="d e"\r', id="carriage returns"),
    ],
)  # fmt: skip
def test_legacy_pair(fix, lines: str, fixed: str) -> None:
    result = fix(f"FROM a\n{lines}\n")
    assert result.data.decode() == f"FROM a\n{fixed}\n"
    assert "LegacyKeyValueFormat" not in [each.finding.rule for each in result.left]


def test_legacy_pair_with_a_backtick(fix) -> None:
    text = '# escape=`\nFROM a\nENV a C:\\x y `\n  z"w"\n'
    assert fix(text).data.decode() == '# escape=`\nFROM a\nENV a="C:\\x y `\n  zw"\n'


def test_bytes_that_are_not_utf8_stay(fix) -> None:
    assert fix(b"FROM a\nENV a \xff\nENV b c d\n").data == b'FROM a\nENV a=\xff\nENV b="c d"\n'


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("ENV a=b c=d", id="pairs"),
        pytest.param("LABEL a=", id="empty"),
        pytest.param("ONBUILD ENV a b", id="trigger, which changes the config"),
        pytest.param("# ENV a b", id="comment"),
        pytest.param("RUN <<E\nENV a b\nE", id="heredoc"),
    ],
)
def test_left_alone(fix, line: str) -> None:
    text = f"FROM a\n{line}\n"
    assert not fix(text).is_changed


def test_finding_of_a_trigger_has_no_fix(fix) -> None:
    bases: dict[str, object] = {"docker.io/library/a:latest": {"config": {"OnBuild": ["ENV a b"]}}}
    result = fix("FROM a\n", bases=bases)
    assert [each.reason for each in result.left] == ["it comes from a trigger"]


def test_value_stays_what_it_is() -> None:
    """Nothing but the form is changed; here without the proof, by the compiler alone."""
    before = preimage.compile("FROM scratch\nENV a b 'c $d' \"e\" \\f\n").image.to_json()
    assert preimage.compile('FROM scratch\nENV a="b c \\$d e f"\n').image.to_json() == before


AUTHORS = "org.opencontainers.image.authors"


@pytest.mark.parametrize(
    ("line", "fixed", "author"),
    [
        pytest.param("MAINTAINER a <b@c>", f'LABEL {AUTHORS}="a <b@c>"', "a <b@c>", id="plain"),
        pytest.param("maintainer  a", f'label  {AUTHORS}="a"', "a", id="lower case"),
        pytest.param('MAINTAINER "a <b@c>"', f'LABEL {AUTHORS}="a <b@c>"', "a <b@c>", id="in quotes"),
        pytest.param("MAINTAINER 'a $b'", f'LABEL {AUTHORS}="a \\$b"', "a $b", id="in single quotes"),
        pytest.param('MAINTAINER "a" b', f'LABEL {AUTHORS}="\\"a\\" b"', '"a" b', id="quotes inside"),
        pytest.param("MAINTAINER a\\b $c 'd", f'LABEL {AUTHORS}="a\\\\b \\$c \'d"', "a\\b $c 'd", id="signs"),
        pytest.param("MAINTAINER a \\\n  b", f'LABEL {AUTHORS}="a \\\n  b"', "a   b", id="continued"),
        pytest.param("MAINTAINER \\\n  a", f'LABEL \\\n  {AUTHORS}="a"', "a", id="on the next line"),
        pytest.param('MAINTAINER "', f'LABEL {AUTHORS}="\\""', '"', id="a quote"),
    ],
)
def test_maintainer_becomes_a_label(fix, line: str, fixed: str, author: str) -> None:
    text = f"FROM a\n{line}\nUSER a\n" if line.startswith("M") else f"from a\n{line}\nuser a\n"
    assert not fix(text).is_changed
    result = fix(text, unsafe=True)
    assert result.data.decode() == text.replace(line, fixed)
    image = preimage.compile(result.data, unresolved="empty").image
    assert (image.author, image.config.labels) == ("", {AUTHORS: author})


def test_maintainer_with_a_backtick(fix) -> None:
    text = '# escape=`\nFROM a\nMAINTAINER a\\`b "c\n'
    data = fix(text, unsafe=True).data
    assert data.decode() == f'# escape=`\nFROM a\nLABEL {AUTHORS}="a\\``b `"c"\n'
    assert preimage.compile(data, unresolved="empty").image.config.labels == {AUTHORS: 'a\\`b "c'}


def test_last_maintainer_counts(fix) -> None:
    result = fix("FROM a\nMAINTAINER b\nMAINTAINER c\n", unsafe=True)
    assert preimage.compile(result.data, unresolved="empty").image.config.labels == {AUTHORS: "c"}


def test_maintainer_beside_such_a_label_is_left_alone(fix) -> None:
    result = fix(f"FROM a\nLABEL {AUTHORS}=x\nMAINTAINER b\n", unsafe=True)
    assert [each.reason for each in result.left] == [f"the file sets a label {AUTHORS} already"]
