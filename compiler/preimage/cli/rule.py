"""``preimage rule``: what a rule is about, offline.

Source: docs/reference/cli.md, "preimage rule".
"""

from __future__ import annotations

import sys

from preimage.backends.rule_pages import describe, render_list, render_rule
from preimage.cli.build_options import CommandParser
from preimage.cli.manners import measure_width
from preimage.cli.suggestions import suggest
from preimage.cli.terminal import choose_paint, write_report
from preimage.model.errors import OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.backends.colors import Paint
    from preimage.backends.rule_pages import Page


def run(arguments: list[str]) -> int:
    """Run the command; gives the exit status."""
    parser = CommandParser("rule", "Say what a rule is about, with a wrong and a right example, and how to switch it.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="a rule (default: all rules, in a list)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    options = parser.parse_arguments(arguments)
    pages = _read_pages()
    names = [_find(name, pages) for name in options.names]
    if options.format == "json":
        write_report(_render_json(names or list(pages), pages), is_json=True)
        return 0
    width, brush = measure_width(), choose_paint(sys.stdout)
    texts = [_render(name, pages[name], width, brush) for name in names] or [render_list(width, brush)]
    write_report("\n".join(texts), is_json=False, is_visible=True)
    return 0


def _render(name: str, page: Page, width: int, brush: Paint) -> str:
    from textwrap import fill

    from preimage.edits.rule_fixes import describe_fix

    return f"{render_rule(name, page, width, brush)}\n{fill(describe_fix(name), width)}\n"


def _read_pages() -> dict[str, Page]:
    from importlib.resources import files
    from json import loads

    pages: dict[str, Page] = loads((files("preimage.backends") / "assets" / "rules.json").read_text("utf-8"))
    return pages


def _find(name: str, pages: dict[str, Page]) -> str:
    """Give the full name of a rule; ``preimage/`` in front may be left out.

    Raises:
        OptionError: there is none of the name.
    """
    for known in (name, f"preimage/{name}"):
        if known in pages:
            return known
    hint = suggest(name, [*pages, *(known.partition("/")[2] for known in pages if "/" in known)])
    raise OptionError(f"no rule is called {name}{hint or ' (without a name, all are listed)'}")


def _render_json(names: list[str], pages: dict[str, Page]) -> str:
    from json import dumps

    entries = [{"name": name, "description": describe(name), **pages[name]} for name in names]
    return dumps(entries, indent=2, ensure_ascii=False)
