"""The story of one value: every step that led to it, and the rule behind it.

Source: docs/reference/explain.md, "Text".
"""

from __future__ import annotations

from textwrap import wrap

from preimage.backends.hidden_values import HIDDEN, has_secret, hide_passwords, hide_passwords_within
from preimage.backends.reason_stories import explain_field_reason, explain_loss, explain_variable_reason
from preimage.backends.shown_text import (
    cut,
    show_cause,
    show_check_member,
    show_field,
    show_leaf,
    show_lines,
    show_origin,
    show_place,
    show_stage,
    show_value,
    show_word,
)
from preimage.model.secret_names import is_secret_name
from preimage.model.visible import show_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from preimage.backends.explain_table import Layout

    Entry = dict[str, Any]
    Values = dict[tuple[str, object], str]
    Copies = Mapping[int, tuple[int, int] | None]

_ESCAPES = "\\`"
"""Signs at the end of a line that goes on in the next."""
_MOST_LINES = 8
"""Lines of one instruction that an excerpt shows."""


class Excerpts:
    """The lines of the Dockerfile, for showing those of a cause."""

    def __init__(self, lines: Sequence[str], *, shows_values: bool) -> None:
        self._lines = lines if shows_values else [hide_passwords(line) for line in lines]
        self._shows_values = shows_values

    def hides(self, path: str, key: object) -> bool:
        """Tell whether the value of a leaf is not to be shown."""
        is_named = path in ("config.Env", "config.Labels") and isinstance(key, str)
        return not self._shows_values and is_named and is_secret_name(str(key))

    def hides_text(self, text: str) -> bool:
        """Tell whether the text of an instruction is not to be shown."""
        return not self._shows_values and has_secret(text)

    def without_passwords(self, value: object) -> object:
        """Give a value as it is to be shown: without passwords of URLs."""
        return value if self._shows_values else hide_passwords_within(value)

    def first(self, lines: Sequence[int]) -> str:
        """Give the first line of an instruction, on one line and without a secret."""
        text = self._lines[lines[0] - 1].strip() if lines[0] <= len(self._lines) else ""
        if lines[0] != lines[1]:
            text = f"{text.rstrip(_ESCAPES).rstrip()} …"
        return show_line(HIDDEN if self.hides_text(text) else text)

    def render(self, lines: Sequence[int], width: int) -> list[str]:
        """Give the lines of an instruction with their numbers; of a secret only that there is one."""
        first, last = lines
        texts = self._lines[first - 1 : last]
        if self.hides_text("\n".join(texts)):
            return [f"{first:7} | {HIDDEN}"]
        shown = [cut(f"{first + number:7} | {show_line(text)}", width) for number, text in enumerate(texts)]
        return shown if len(shown) <= _MOST_LINES else [*shown[: _MOST_LINES - 1], "        | …"]


def render_field(field: Entry, stage: int, excerpts: Excerpts, layout: Layout, copies: Copies) -> str:
    """Render the story of one leaf; ``copies`` are the lines that take files from a stage, by its place."""
    name = show_leaf(field["path"], field["key"])
    lines = [_headline(field, name, stage)]
    if field["state"] == "absent":
        lines += [_elsewhere(cause, field["reason"], copies) for cause in field["elsewhere"]]
    else:
        lines += _render_steps(field, stage, excerpts, layout)
        for use in field["uses"]:
            lines.append(f"  uses {_show_use(use, stage)}")
        for member, cause in field.get("members", {}).items():
            value = show_check_member(member, field["value"].get(member))
            lines.append(f"  {member} {cut(value, layout.width // 2)}: {show_cause(cause, stage)}")
    lines += _wrap(explain_field_reason(field), layout)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _headline(field: Entry, name: str, stage: int) -> str:
    value = show_value(field["path"], field["value"], is_hidden=bool(field.get("hidden")))
    state = field["state"]
    if state == "set":
        return f"{name} is {value}." if field["value"] != {} else f"{name} is there."
    if state == "cleared":
        by = field["cause"]["instruction"] or show_cause(field["cause"], stage)
        return f"{name} is not set: cleared by {by}."
    if state == "unknown":
        return f"{name} is not known" + (f"; over an empty base it would be {value}." if field["value"] else ".")
    return f"{name} is not set."


def _elsewhere(cause: Entry, reason: str, copies: Copies) -> str:
    of = "which the target does not need"
    if reason == "only-copied-from":
        lines = copies.get(cause["stage"]["index"])
        of = "of which this image only copies files" + (f" ({show_lines(list(lines))})" if lines is not None else "")
    return f"  {show_lines(cause['lines'])}  {cause['instruction']} in {show_stage(cause['stage'])}, {of}"


def _render_steps(field: Entry, stage: int, excerpts: Excerpts, layout: Layout) -> list[str]:
    """Give a line for each write, oldest first, and the lines of the file behind the last."""
    steps = [(each["value"], each["cause"], bool(each.get("hidden"))) for each in field["earlier"]]
    steps.append((field["value"], field["cause"], bool(field.get("hidden"))))
    names = [_step_name(cause, stage) for _, cause, _ in steps]
    width = max(map(len, names))
    lines = []
    for number, ((value, cause, is_hidden), name) in enumerate(zip(steps, names, strict=True)):
        is_last = number == len(steps) - 1
        shown = show_value(field["path"], value, is_hidden=is_hidden)
        if value == {}:
            shown = ""
        if value is None and not is_hidden:
            shown = "cleared" if field["state"] != "unknown" or not is_last else "?"
        mark = "   <- counts" if is_last and len(steps) > 1 and field["state"] == "set" else ""
        if not layout.is_whole:
            shown = cut(shown, max(16, layout.width - width - 4 - len(mark)))
        lines.append(f"  {name:{width}}  {shown}{mark}")
        if is_last and cause["lines"] is not None and cause["kind"] in ("instruction", "trigger"):
            lines += excerpts.render(cause["declared"] or cause["lines"], layout.width)
    return lines


def _step_name(cause: Entry, stage: int) -> str:
    if cause["kind"] == "base":
        return show_cause(cause, stage)
    return f"{show_place(cause, stage)}  {show_word(cause)}".rstrip()


def _show_use(use: Entry, stage: int) -> str:
    value = show_value("", use["value"], is_hidden=bool(use.get("hidden")))
    if "variable" in use:
        name = f"${show_line(use['variable'])}"
        return (
            f"{name}, which is not set"
            if use["cause"] is None
            else f"{name} {value}: {show_cause(use['cause'], stage)}"
        )
    cause = f": {show_cause(use['cause'], stage)}" if use["cause"] is not None else ""
    return f"{show_field(use['path'])} {value}{cause}"


def render_variable(variable: Entry, stage: int | None, excerpts: Excerpts, layout: Layout) -> str:
    """Render the story of a variable at a line; ``stage`` is the place of the stage that line is in."""
    name, line = f"${show_line(variable['variable'])}", variable["line"]
    value = show_value("", variable["value"], is_hidden=bool(variable.get("hidden")))
    if variable["state"] == "set":
        lines = [f"{name} is {_quote(value)} at line {line}."]
    else:
        lines = [f"{name} is not {'known' if variable['state'] == 'unknown' else 'set'} at line {line}."]
    if variable["declared"] is not None and variable["state"] != "set":
        declared = variable["declared"]
        note = "   seen by FROM lines only" if variable["reason"] == "arg-before-from" else ""
        lines.append(f"  {show_lines(declared)}  {excerpts.first(declared)}{note}")
    lines += _render_bindings(variable, stage, excerpts)
    for use in variable["uses"]:
        lines.append(f"  uses {_show_use(use, stage if stage is not None else -1)}")
    lines += _wrap(explain_variable_reason(variable), layout)
    return "".join(f"{each.rstrip()}\n" for each in lines)


def _quote(value: str) -> str:
    return value if value in ('""', HIDDEN) else f'"{value}"'


def _render_bindings(variable: Entry, stage: int | None, excerpts: Excerpts) -> list[str]:
    steps = [(each["value"], each["cause"], bool(each.get("hidden"))) for each in variable["earlier"]]
    if variable["cause"] is not None:
        steps.append((variable["value"], variable["cause"], bool(variable.get("hidden"))))
    names = []
    for _, cause, _ in steps:
        name = _step_name(cause, stage if stage is not None else -1)
        if cause["kind"] in ("option", "default") and cause["lines"] is None and variable["declared"] is not None:
            kind = "automatic argument" if cause["kind"] == "default" else "build argument"
            if cause.get("origin"):
                kind = show_origin(cause["origin"])
            name = f"{show_lines(variable['declared'])}  {excerpts.first(variable['declared'])}   ({kind})"
        names.append(name)
    width = max(map(len, names), default=0)
    lines = []
    for number, ((text, _, is_hidden), name) in enumerate(zip(steps, names, strict=True)):
        is_last = number == len(steps) - 1
        mark = "   <- counts: newer" if is_last and number and variable["state"] == "set" else ""
        lines.append(f"  {name:{width}}  {show_value('', text, is_hidden=is_hidden)}{mark}")
    return lines


def render_line(entry: Entry, values: Values, excerpts: Excerpts, layout: Layout, last: int) -> str:
    """Render what a line does; ``values`` are what it gave its leaves, ``last`` is the place of the last stage."""
    if entry["reason"] == "no-instruction":
        return f"line {entry['line']}  no instruction\n"
    stage = entry["stage"]
    where = "above FROM" if stage is None else "last stage" if stage["index"] == last else show_stage(stage)
    text = entry["instruction"] if entry["sets"] else excerpts.first(entry["lines"])
    lines = [f"{show_lines(entry['lines'])}  {text}, {where}"]
    if entry["reason"] == "stage-not-reached":
        lines.append("  not evaluated: the target does not need this stage")
    elif entry["sets"]:
        lines += _render_leaves(entry, values, layout)
    else:
        lines.append("  sets nothing in the config")
    if entry["feeds"]:
        shown = ", ".join(show_leaf(path, key) for path, key in entry["feeds"])
        lines += _wrap(f"feeds {shown}", layout)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _render_leaves(entry: Entry, values: Values, layout: Layout) -> list[str]:
    lost = {(loss["path"], loss["key"]): loss for loss in entry["lost"]}
    leaves = [(path, key) for path, key in entry["sets"]]
    name_width = max(len(show_leaf(*leaf)) for leaf in leaves)
    shown = {leaf: cut(values.get(leaf, ""), max(16, layout.width // 2 - name_width)) for leaf in leaves}
    value_width = max(map(len, shown.values()))
    lines = []
    for leaf in leaves:
        fate = "in the result"
        if leaf in lost:
            by = lost[leaf]["by"]
            fate = explain_loss(lost[leaf], f"at {show_place(by, None)}" if by and by["lines"] else _by_option(by))
        lines.append(f"  {show_leaf(*leaf):{name_width}}  {shown[leaf]:{value_width}}  {fate}")
    return lines


def _by_option(by: Entry | None) -> str:
    return f"by {show_line(by['name'])}" if by is not None else ""


def _wrap(text: str, layout: Layout) -> list[str]:
    return [f"  {line}" for line in wrap(text, min(layout.width, 76), break_on_hyphens=False)]
