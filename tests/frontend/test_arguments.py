from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preimage.frontend.arguments import READERS, split_blanks, split_words
from preimage.golang.jsontext import NOT_ALL_STRINGS
from preimage.golang.text import BLANKS
from preimage.model.instructions import INSTRUCTION_NAMES


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("a", ["a"], id="one"),
        pytest.param("a \t\v\f\rb", ["a", "b"], id="run of blanks"),
        pytest.param('"a b" c\\ d', ['"a', 'b"', "c\\", "d"], id="quotes and escapes do not count"),
        pytest.param("a\u00a0b\u2003c d", ["a\u00a0b\u2003c", "d"], id="blanks beyond ASCII do not count"),
        pytest.param("a\x1cb\x1fc d", ["a\x1cb\x1fc", "d"], id="separators do not count"),
        pytest.param("a\udcff b", ["a\udcff", "b"], id="bad byte stays"),
    ],
)
def test_split_blanks(text: str, expected: list[str]) -> None:
    assert split_blanks(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("a=b c=d", ["a=b", "c=d"], id="plain"),
        pytest.param("a=\"b c\"d 'e f'", ['a="b c"d', "'e f'"], id="quotes stay"),
        pytest.param('a\\ b \\" c', ["a\\ b", '\\"', "c"], id="escapes stay"),
        pytest.param('"a\\" b" c', ['"a\\" b"', "c"], id="escape in double quotes"),
        pytest.param("'a\\' b", ["'a\\'", "b"], id="no escape in single quotes"),
        pytest.param('a "b c', ["a", '"b c'], id="open double quote"),
        pytest.param("a 'b c\\", ["a", "'b c\\"], id="open single quote keeps the last escape"),
        pytest.param("a\\", ["a"], id="escape at the end"),
        pytest.param('"a\\', ['"a'], id="escape at the end of an open quote"),
        pytest.param("a \\", ["a"], id="escape alone at the end is no word"),
        pytest.param("\\", [], id="escape alone"),
        pytest.param("a\\\\", ["a\\\\"], id="escaped escape at the end"),
        pytest.param("'a'\\", ["'a'"], id="escape behind a quote"),
        pytest.param("a\u00a0b\u2003'\u2003'", ["a", "b", "'\u2003'"], id="all blanks count"),
        pytest.param("a\x1cb '", ["a\x1cb", "'"], id="separators do not"),
        pytest.param("\udcffa", ["\ufffda"], id="bad byte becomes the replacement character"),
        pytest.param("``` `", ["```", "`"], id="other escape is plain"),
    ],
)
def test_split_words(text: str, expected: list[str]) -> None:
    assert split_words(text, "\\") == expected


def test_split_words_with_the_other_escape() -> None:
    assert split_words('a` b \\ c"`" d" `', "`") == ["a` b", "\\", 'c"`" d"']


def split_naively(text: str, escape: str) -> list[str]:
    """The rules one character at a time."""
    words: list[str] = []
    word, quote_sign, index = "", "", 0
    while index < len(text):
        character = text[index]
        index += 1
        if not quote_sign and character in BLANKS:
            words.append(word)
            word = ""
            continue
        if character == escape and quote_sign != "'":
            if index == len(text):
                break
            character += text[index]
            index += 1
        elif character in ("'", '"') and quote_sign in ("", character):
            quote_sign = "" if quote_sign else character
        word += character
    return [word for word in [*words, word] if word]


characters = st.sampled_from(["a", "=", " ", "\u00a0", "'", '"', "\\", "`", "\x1c"])


@given(st.lists(characters, max_size=14).map("".join), st.sampled_from("\\`"))
def test_words_agree_with_the_naive_reader(text: str, escape: str) -> None:
    words = split_words(text, escape)
    assert words == split_naively(text, escape)
    # Words joined by blanks split to the same words, as long as no quote is open.
    if not text.endswith(escape) and len(split_words(f"{text} x", escape)) > len(words):
        assert split_words(" ".join(words), escape) == words


@pytest.mark.parametrize("unit", [pytest.param("'x'", id="single"), pytest.param('"x"\\"', id="double and escapes")])
def test_time_does_not_explode(unit: str) -> None:
    start = time.process_time()
    assert len(split_words(unit * 100_000, "\\")) == 1
    assert time.process_time() - start < 5


def test_every_instruction_has_a_reader() -> None:
    assert set(READERS) == set(INSTRUCTION_NAMES)


@pytest.mark.parametrize(
    ("keyword", "text", "args", "is_json", "is_legacy"),
    [
        pytest.param("workdir", "/a b", ["/a b"], False, False, id="text"),
        pytest.param("user", "", [], False, False, id="no text"),
        pytest.param("maintainer", '["a"]', ['["a"]'], False, False, id="text is never JSON"),
        pytest.param("from", "a AS b", ["a", "AS", "b"], False, False, id="list"),
        pytest.param("expose", '["80"]', ['["80"]'], False, False, id="list is never JSON"),
        pytest.param("copy", '["a b", "c"]', ["a b", "c"], True, False, id="JSON list"),
        pytest.param("volume", "[ a ]", ["[", "a", "]"], False, False, id="broken JSON is a list"),
        pytest.param("volume", "[]", [], True, False, id="empty JSON list"),
        pytest.param("run", '["a"', ['["a"'], False, False, id="broken JSON is text"),
        pytest.param("cmd", '["a", "\\u00e9"]', ["a", "\u00e9"], True, False, id="JSON or text"),
        pytest.param("shell", "", [], False, False, id="JSON or no text"),
        pytest.param("env", "", [], False, False, id="no pairs"),
        pytest.param("env", "a=b c='d e'", ["a=b", "c='d e'"], False, False, id="pairs"),
        pytest.param("env", "a b=c  'd", ["a", "b=c  'd"], False, True, id="legacy pair"),
        pytest.param("label", '"a b" c', ['"a', 'b" c'], False, True, id="legacy pair is cut in quotes"),
        pytest.param("env", "a\u2003b c", ["a\u2003b", "c"], False, True, id="legacy pair is cut at ASCII blanks"),
        pytest.param("arg", "a b='c d'", ["a", "b='c d'"], False, False, id="names"),
        pytest.param("healthcheck", "", [], False, False, id="no type"),
        pytest.param("healthcheck", "none", ["none"], False, False, id="type alone"),
        pytest.param("healthcheck", "CMD a  b", ["CMD", "a  b"], False, False, id="type and text"),
        pytest.param("healthcheck", 'CMD ["a"]', ["CMD", "a"], True, False, id="type and JSON"),
        pytest.param("healthcheck", "CMD []", ["CMD"], True, False, id="type and empty JSON"),
        pytest.param("healthcheck", "CMD \u2003a", ["CMD", "\u2003a"], False, False, id="text keeps other blanks"),
        pytest.param("healthcheck", 'CMD \u2003["\u00e9"]', ["CMD", "\u00e9"], True, False, id="JSON skips them"),
        pytest.param(
            "healthcheck", "CMD\u00a0a", ["CMD\udcc2", "a"], False, False, id="type ends in the middle of a character"
        ),
        pytest.param("healthcheck", "\udc85CMD a", [], False, False, id="blank byte in front"),
    ],
)
def test_readers(keyword: str, text: str, args: list[str], is_json: bool, is_legacy: bool) -> None:
    assert READERS[keyword](text, "\\", keyword) == (args, is_json, is_legacy)


@pytest.mark.parametrize(
    ("keyword", "text", "message"),
    [
        pytest.param("env", "a", "ENV must have two arguments", id="name alone"),
        pytest.param("label", "a\u00a0b=c", "LABEL must have two arguments", id="no ASCII blank"),
        pytest.param(
            "env",
            "a=1 'b\u00a0\\'",
            "Syntax error - can't find = in \"'b\\u00a0\\\\'\". Must be of the form: name=value",
            id="second without equals sign",
        ),
        pytest.param("cmd", '["a", 1]', NOT_ALL_STRINGS, id="number in JSON"),
        pytest.param("copy", "[null]", NOT_ALL_STRINGS, id="null in a JSON list"),
        pytest.param("healthcheck", "CMD [[]]", NOT_ALL_STRINGS, id="array in a health check"),
    ],
)
def test_error_readers(keyword: str, text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        READERS[keyword](text, "\\", keyword)
    assert str(caught.value) == message
