"""Values that are not to be shown: build arguments, what has the name of a secret, passwords in URLs.

Explanations and differences are taken in the form of their JSON. What is compared, is compared before. What is given is
not changed: what is to be hidden in it is copied, and the rest shared, since there may be very much of it.

Source: docs/reference/explain.md, "What is hidden".
"""

from __future__ import annotations

import re
from operator import is_

from preimage.model.secret_names import is_secret_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    Entry = dict[str, Any]

HIDDEN = "(hidden)"

_ONBUILD = "config.OnBuild"
_NAMED = frozenset(("config.Env", "config.Labels"))
_SHOWING = frozenset((*_NAMED, _ONBUILD))
"""Fields that may show a secret."""
# A name is tried from its start alone: from each of its characters, long texts would cost quadratic time.
_ASSIGNED = re.compile(r"(?<![^\s=\"'])([^\s=\"']++)[\"']?=|\b(?:ENV|ARG|LABEL)\s++([^\s=\"']++)", re.IGNORECASE)
# A password ends at the last @ before the host does; characters that no URL has there end the search for it.
_URL_PASSWORD = re.compile(r"(?<=://)([^/?#@\s\":]*):[^/?#\s\"]+(?=@)")


def hide_passwords(text: str) -> str:
    """Give a text with the passwords in its URLs hidden."""
    return _URL_PASSWORD.sub(rf"\1:{HIDDEN}", text) if "://" in text else text


def has_secret(text: str) -> bool:
    """Tell whether the text of an instruction gives something with the name of a secret a value."""
    return any(is_secret_name(name) for match in _ASSIGNED.finditer(text) for name in match.groups() if name)


def hide_lines(lines: Sequence[str], instructions: Iterable[range]) -> list[str]:
    """Give the lines of a Dockerfile with all of an instruction hidden that sets a secret, and such comments.

    Of URLs, passwords alone are hidden.

    ``instructions`` are the 1-based lines of each.
    """
    shown = [HIDDEN if has_secret(line) else hide_passwords(line) for line in lines]
    for span in instructions:
        if has_secret("\n".join(lines[span[0] - 1 : span[-1]])):
            shown[span[0] - 1 : span[-1]] = [HIDDEN] * len(lines[span[0] - 1 : span[-1]])
    return shown


def hide_in_explanation(result: Entry) -> Entry:
    """Give an entry of ``results`` of explain without what is to be hidden."""
    result = _clean(result)
    return {
        **result,
        "input": _hide_labels(result["input"]),
        "fields": [_hide_in_field(field) for field in result["fields"]],
        "variables": [_hide_in_variable(variable) for variable in result["variables"]],
    }


def _hide_in_field(field: Entry) -> Entry:
    path = field["path"]
    if path not in _SHOWING and not field["uses"]:
        return field
    field = {**field, "earlier": [{**each} for each in field["earlier"]], "uses": _hide_uses(field["uses"])}
    is_secret = _is_secret_leaf(field)
    if path == _ONBUILD:
        _hide_texts(field, "value")
    if is_secret:
        _hide(field, "value")
    elif path in _NAMED and field["key"] is None:
        _hide_members(field, "value")
    for earlier in field["earlier"]:
        if is_secret or (path == _ONBUILD and has_secret(str(earlier["value"]))):
            _hide(earlier, "value")
    return field


def _hide_in_variable(variable: Entry) -> Entry:
    earlier = [{**each} for each in variable["earlier"]]
    variable = {**variable, "earlier": earlier, "uses": _hide_uses(variable["uses"])}
    for entry in (variable, *earlier):
        if is_secret_name(variable["variable"]) or _is_build_arg(entry["cause"]):
            _hide(entry, "value")
    return variable


def hide_in_diff(result: Entry) -> Entry:
    """Give an entry of ``results`` of diff without what is to be hidden; that it differs stays."""
    result = _clean(result)
    sides = {side: _hide_labels(result[side]) for side in ("before", "after")}
    changes = [{**change} for change in result["changes"]]
    for change in changes:
        for side in sides:
            if _is_secret_leaf(change):
                _hide(change, side)
            elif change["path"] == "config.Env" and change["key"] is None:
                _hide_members(change, side)
            elif change["path"] == _ONBUILD:
                _hide_texts(change, side)
            elif change["path"] == "history":
                _hide_history(change, side, result[side]["build_args"])
    return {**result, **sides, "changes": changes}


def hide_in_config(image: Entry, build_args: Iterable[str]) -> tuple[Entry, bool]:
    """Give an image config without what is to be hidden, and whether anything was."""
    given, image = image, _clean(image)
    config = {name: value for name, value in image.get("config", {}).items() if f"config.{name}" in _SHOWING}
    entries = [{"path": f"config.{name}", "key": None, "value": value} for name, value in config.items()]
    entries += [{"path": "history", "value": dict(entry)} for entry in image.get("history") or ()]
    for entry in entries:
        if entry["path"] == "history":
            _hide_history(entry, "value", build_args)
        elif entry["path"] == _ONBUILD:
            _hide_texts(entry, "value")
        else:
            _hide_members(entry, "value")
    members = {entry["path"].removeprefix("config."): entry["value"] for entry in entries if entry["path"] in _SHOWING}
    shown = {**image, "config": {**image["config"], **members}} if members else dict(image)
    if "history" in image:
        shown["history"] = [entry["value"] for entry in entries if entry["path"] == "history"] or image["history"]
    return shown, image is not given or any(entry.get("hidden") for entry in entries)


def _hide_labels(made_from: Entry) -> Entry:
    labels = {name: HIDDEN if is_secret_name(name) else text for name, text in made_from["labels"].items()}
    return {**made_from, "labels": labels}


def _is_secret_leaf(entry: Entry) -> bool:
    return entry["path"] in _NAMED and entry["key"] is not None and is_secret_name(entry["key"])


def _is_build_arg(cause: Entry | None) -> bool:
    return cause is not None and cause["kind"] == "option" and cause["name"] == "--build-arg"


def _hide(entry: Entry, name: str) -> None:
    if entry[name] not in (None, ""):
        entry[name] = None
        entry["hidden"] = True


def _hide_uses(uses: list[Entry]) -> list[Entry]:
    uses = [{**use} for use in uses]
    for use in uses:
        if "variable" in use and (is_secret_name(use["variable"]) or _is_build_arg(use["cause"])):
            _hide(use, "value")
    return uses


def _hide_members(entry: Entry, name: str) -> None:
    """Hide the members with the name of a secret in all of Env or Labels."""
    value = entry[name]
    if isinstance(value, dict):
        hidden = [key for key in value if is_secret_name(key)]
        entry[name] = {key: HIDDEN if key in hidden else text for key, text in value.items()}
    elif isinstance(value, list):
        hidden = [text for text in value if is_secret_name(text.partition("=")[0])]
        entry[name] = [f"{text.partition('=')[0]}={HIDDEN}" if text in hidden else text for text in value]
    else:
        return
    if hidden:
        entry["hidden"] = True


def _hide_texts(entry: Entry, name: str) -> None:
    """Hide a trigger, or those of all triggers, that set a secret."""
    value = entry[name]
    if isinstance(value, list):
        shown = [HIDDEN if has_secret(text) else text for text in value]
        if shown != value:
            entry[name], entry["hidden"] = shown, True
    elif value is not None and has_secret(value):
        _hide(entry, name)


# There may be millions of them, so that they are passed over first.
_FLAT = frozenset((int, float, bool, type(None)))


def _clean(value: Any) -> Any:
    """Give a value of JSON with passwords of URLs hidden, and texts of triggers that set a secret, however deep.

    What holds none of these is given as it is.
    """
    if isinstance(value, str):
        return hide_passwords(value)
    if isinstance(value, list):
        if not any(type(member) not in _FLAT for member in value):
            return value
        members = [_clean(member) for member in value]
        return value if all(map(is_, members, value)) else members
    if not isinstance(value, dict):
        return value
    changed = {}
    for name, member in value.items():
        if not member or type(member) in _FLAT:
            continue
        if isinstance(member, str):
            if "://" in member or name == "trigger":
                shown = HIDDEN if name == "trigger" and has_secret(member) else hide_passwords(member)
                if shown != member:
                    changed[name] = shown
        else:
            cleaned = _clean(member)
            if cleaned is not member:
                changed[name] = cleaned
    if not changed:
        return value
    return {**value, **changed, **_tell_hidden(value, changed)}


def _tell_hidden(entry: Entry, changed: Entry) -> Entry:
    """Give the mark of an entry whose value is hidden in part: of a field, a variable or a change."""
    has_value = "cause" in entry and "value" in changed
    has_side = "action" in entry and ("before" in changed or "after" in changed)
    return {"hidden": True} if has_value or has_side else {}


def _hide_history(change: Entry, side: str, build_args: Iterable[str]) -> None:
    """Hide what made a layer where that shows a build argument, or gives a secret by its name a value."""
    entry = change[side]
    if entry is None:
        return
    text = entry.get("created_by", "")
    if has_secret(text) or any(re.search(rf"(?<!\S){re.escape(name)}=", text) for name in build_args):
        change[side] = {**entry, "created_by": HIDDEN}
        change["hidden"] = True
