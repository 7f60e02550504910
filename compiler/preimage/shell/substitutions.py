"""What a reference with an operator gives, once its name, its words and its value are known.

Source: docs/reference/words.md, "Conditions" and "Patterns".
"""

from __future__ import annotations

from preimage.model.limits import Budget


def choose(name: str, shown: str, value: str | None, word: str) -> str:
    """Decide ``-``, ``+`` and ``?``, each perhaps with a colon in front; the value is None when the name is unset.

    Raises:
        ValueError: BuildKit's text of a failed ``?``, or of an operator it does not know.
    """
    is_unset = value is None or (shown[0] == ":" and not value)
    operator = shown[-1]
    if operator == "-":
        return word if is_unset else value or ""
    if operator == "+":
        return "" if is_unset else word
    if operator == "?":
        if is_unset:
            state = "unset" if value is None else "empty"
            raise ValueError(f"{name}: {word or f'is not allowed to be {state}'}")
        return value or ""
    raise ValueError(f"unsupported modifier ({shown}) in substitution")


def trim(value: str, operator: str, pattern: str, budget: Budget) -> str:
    """Cut what the pattern matches: ``#`` a prefix, ``%`` a suffix, and the longest when it stands twice.

    Raises:
        ValueError: BuildKit's text; a pattern of ``%`` is shown in reverse.
    """
    from preimage.shell.patterns import reverse_pattern, trim_prefix, trim_suffix

    is_longest = pattern.startswith(operator)
    if is_longest:
        pattern = pattern[1:]
    cut = trim_prefix
    if operator == "%":
        pattern = reverse_pattern(pattern)
        cut = trim_suffix
    try:
        return cut(value, pattern, is_longest, budget)
    except ValueError as error:
        raise ValueError(f"invalid pattern ({pattern}) in substitution: {error}") from None


def replace(value: str, pattern: str, replacement: str, is_global: bool, budget: Budget) -> str:
    """Replace the first match, or each; the replacement of each is a template (``parse_template``).

    Raises:
        ValueError: BuildKit's text.
    """
    from preimage.shell.patterns import find_matches

    try:
        matches = find_matches(value, pattern, budget)
    except ValueError as error:
        raise ValueError(f"invalid pattern ({pattern}) in substitution: {error}") from None
    if not is_global:
        start, end = next(matches, (0, -1))
        return value if end < 0 else f"{value[:start]}{replacement}{value[end:]}"
    template = parse_template(replacement)
    literals = "".join(piece for piece in template if piece is not None)
    insertions = template.count(None)
    pieces: list[str] = []
    end = 0
    for start, match_end in matches:
        matched = value[start:match_end]
        budget.spend_expanded(len(literals) + insertions * len(matched))
        pieces.append(value[end:start])
        if insertions and matched:
            pieces += (matched if piece is None else piece for piece in template)
        else:
            pieces.append(literals)
        end = match_end
    pieces.append(value[end:])
    return "".join(pieces)


def parse_template(template: str) -> list[str | None]:
    """Parse a replacement of ``//`` as Go's regexp templates: text that is not empty, and None for the match.

    ``$0`` and ``${0}`` are the match and ``$$`` is a dollar; any other name is a group that no pattern has, so empty.
    """
    pieces: list[str | None] = []
    text: list[str] = []
    position = 0
    while (dollar := template.find("$", position)) >= 0:
        text.append(template[position:dollar])
        position = dollar + 1
        if template.startswith("$", position):
            text.append("$")
            position += 1
            continue
        is_braced = template.startswith("{", position)
        start = position + is_braced
        end = _end_of_name(template, start)
        if end == start or (is_braced and not template.startswith("}", end)):
            text.append("$")
            continue
        position = end + is_braced
        if template[start:end] == "0":
            _flush(text, pieces)
            pieces.append(None)
    text.append(template[position:])
    _flush(text, pieces)
    return pieces


def _flush(text: list[str], pieces: list[str | None]) -> None:
    if joined := "".join(text):
        pieces.append(joined)
    text.clear()


def _end_of_name(template: str, start: int) -> int:
    from preimage.golang.unicode15 import is_name_character

    end = start
    # Not str.isalnum, which takes numerals such as U+00B2 as well.
    while end < len(template) and is_name_character(template[end]):
        end += 1
    return end
