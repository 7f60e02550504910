"""The pages of the rules: what each is about, wrong and right examples, and how it is switched.

The pages of the docs are the one source. `collect_pages` reads them; what it gives ships with the package as
``rules.json``, so that it can be read offline, and a test holds the two together.

Source: docs/reference/checks.md, "The rules".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from preimage.backends.colors import leave
from preimage.model.notes import NOTE_RULES, OWN_RULES
from preimage.model.rules import RULES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.backends.colors import Paint

    Page = dict[str, object]
    """``message``, ``text`` (paragraphs), ``files`` (needed by the examples), ``wrong``, ``right``, ``comment``."""

_HEADING = re.compile(r"^#{1,2} (\S+)\n", re.MULTILINE)
_ANY_HEADING = re.compile(r"^#{1,2} ", re.MULTILINE)
_BLOCK = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```\n?', re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[([^]]*)\]\([^()\s]+\)")
_ROW = re.compile(r"^\| (\w+) \| \w+ \| (yes|no) \|", re.MULTILINE)
_NARROWEST = 20


def collect_pages(pages: Iterable[str], table: str) -> dict[str, Page]:
    """Give the page of each rule by its name, from the Markdown of pages and that of the table of rules."""
    has_comment = {name: answer == "yes" for name, answer in _ROW.findall(table)}
    collected: dict[str, Page] = {}
    for text in pages:
        # A comment of an example is no heading.
        prose = _BLOCK.sub(lambda block: " " * len(block[0]), text)
        for match in _HEADING.finditer(prose):
            name = match[1]
            if name in RULES or name in OWN_RULES:
                end = _ANY_HEADING.search(prose, match.end())
                page = _read_section(text[match.end() : end.start() if end else len(text)])
                page["comment"] = has_comment.get(name, name in NOTE_RULES)
                collected[name] = page
    return {name: collected[name] for name in (*RULES, *OWN_RULES) if name in collected}


def _read_section(section: str) -> Page:
    blocks = {title: text for _, title, text in _BLOCK.findall(section) if title}
    prose = _LINK.sub(r"\1", _BLOCK.sub("", section)).strip("\n")
    paragraphs = [each for each in prose.split("\n\n") if each.strip()]
    message = paragraphs.pop(0).replace("\n", " ") if paragraphs and paragraphs[0].startswith("`") else ""
    return {
        "message": message,
        "text": [_join_lines(each) for each in paragraphs],
        "files": {name: text for name, text in blocks.items() if name not in ("wrong", "right")},
        "wrong": blocks.get("wrong", ""),
        "right": blocks.get("right", ""),
    }


def _join_lines(paragraph: str) -> str:
    """Give a paragraph on one line, or one line for each point of a list."""
    lines: list[str] = []
    for line in paragraph.strip("\n").split("\n"):
        if lines and not line.startswith("- "):
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line)
    return "\n".join(lines)


def render_rule(name: str, page: Page, width: int, brush: Paint = leave) -> str:
    """Give the page of a rule for a terminal of this width."""
    rule = RULES.get(name) or OWN_RULES[name]
    parts = [f"{brush('name', name)}\n{_fill(rule.description, width)}"]
    if page["message"]:
        parts.append(_fill(f"Message: {page['message']}", width))
    paragraphs = page["text"]
    assert isinstance(paragraphs, list)
    parts += ["\n".join(_fill(line, width) for line in text.split("\n")) for text in paragraphs]
    files = page["files"]
    assert isinstance(files, dict)
    parts += [f"With {title}:\n{_indent(text)}" for title, text in files.items()]
    for title, style in (("Wrong", "error"), ("Right", "add")):
        if page[title.lower()]:
            parts.append(f"{brush(style, f'{title}:')}\n{_indent(str(page[title.lower()]))}")
    parts.append("\n".join((brush("name", "How to switch it:"), *_list_switches(name, bool(page["comment"])))))
    if rule.url:
        parts.append(f"More: {rule.url}")
    return "\n\n".join(parts) + "\n"


def render_list(width: int, brush: Paint = leave) -> str:
    """Give all rules with their descriptions, in groups."""
    groups = {
        "BuildKit's build checks": [name for name in RULES if not RULES[name].is_experimental],
        "BuildKit's experimental checks (off)": [name for name in RULES if RULES[name].is_experimental],
        "Notes about the text": list(NOTE_RULES),
        "Portability notes (off; --portable)": [name for name in OWN_RULES if name not in NOTE_RULES],
    }
    parts = []
    for title, names in groups.items():
        lines = [f"  {brush('name', name)}\n{_fill(describe(name), width, ' ' * 6)}" for name in names]
        parts.append("\n".join((f"{title}:", *lines)))
    return "\n\n".join(parts) + "\n\n'preimage rule NAME' says more about one.\n"


def describe(name: str) -> str:
    """Give the description of a rule."""
    return (RULES.get(name) or OWN_RULES[name]).description


def _list_switches(name: str, has_comment: bool) -> list[str]:
    """Give the ways to switch a rule, from the narrowest to the widest."""
    is_on = not (name in RULES and RULES[name].is_experimental) and (name in RULES or name in NOTE_RULES)
    directive = "skip" if is_on or name in OWN_RULES else "experimental"
    ways = [("at the top of the Dockerfile", f"# check={directive}={name}")]
    if has_comment:
        ways.append(("right above the instruction", f"# check={directive}={name}"))
    ways.append(("for one run of preimage check", f"--ignore {name}" if is_on else f"--select {name}"))
    key = f'"{name}"' if "/" in name else name
    level = "off" if is_on else "on"
    ways.append(('in preimage.toml, for a project; "error" makes it fail', f'rules.{key} = "{level}"'))
    return [f"  {where}:\n      {what}" for where, what in ways]


def _indent(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.rstrip("\n").split("\n"))


def _fill(text: str, width: int, margin: str = "") -> str:
    from textwrap import fill

    behind = "  " if text.startswith("- ") else ""
    return fill(
        text,
        max(width, _NARROWEST),
        initial_indent=margin,
        subsequent_indent=margin + behind,
        break_long_words=False,
        break_on_hyphens=False,
    )
