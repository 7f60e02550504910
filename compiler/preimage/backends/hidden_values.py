"""Values that are not to be shown: build arguments, what has the name of a secret, and passwords in URLs.

Explanations and differences are taken in the form of their JSON. What is compared, is compared before.

Source: docs/reference/explain.md, "What is hidden".
"""

from __future__ import annotations

import re

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
# What only names a variable is no password; one that a URL may hold has neither slash nor quote.
_URL_PASSWORD = re.compile(r"(?<=://)([^/@\s:\"']*+):(?!\$(?:\w++|\{\w++\})@)[^/\s\"']+(?=@)")


def hide_passwords(text: str) -> str:
    """Give a text without the passwords of its URLs, as ``https://user:(hidden)@host``."""
    return _URL_PASSWORD.sub(rf"\1:{HIDDEN}", text) if "://" in text else text


def hide_passwords_within(value: object) -> Any:
    """Give a copy of a JSON value without the passwords of URLs in its texts; names of members stay."""
    if isinstance(value, str):
        return hide_passwords(value)
    if isinstance(value, dict):
        return {name: hide_passwords_within(member) for name, member in value.items()}
    return [hide_passwords_within(member) for member in value] if isinstance(value, list | tuple) else value


def has_secret(text: str) -> bool:
    """Tell whether the text of an instruction gives something with the name of a secret a value."""
    return any(is_secret_name(name) for match in _ASSIGNED.finditer(text) for name in match.groups() if name)


def hide_lines(lines: Sequence[str], instructions: Iterable[range]) -> list[str]:
    """Give the lines of a Dockerfile with all of an instruction hidden that sets a secret, and such comments.

    ``instructions`` are the 1-based lines of each.
    """
    shown = [HIDDEN if has_secret(line) else hide_passwords(line) for line in lines]
    for span in instructions:
        if has_secret("\n".join(lines[span[0] - 1 : span[-1]])):
            shown[span[0] - 1 : span[-1]] = [HIDDEN] * len(lines[span[0] - 1 : span[-1]])
    return shown


def hide_in_explanation(result: Entry) -> Entry:
    """Give an entry of ``results`` of explain without what is to be hidden."""
    result = hide_passwords_within(result)
    _hide_triggers(result)
    _hide_labels(result["input"])
    for field in result["fields"]:
        is_secret = _is_secret_leaf(field)
        if field["path"] == _ONBUILD:
            _hide_texts(field, "value")
        if is_secret:
            _hide(field, "value")
        elif field["path"] in _NAMED and field["key"] is None:
            _hide_members(field, "value")
        for earlier in field["earlier"]:
            if is_secret or (field["path"] == _ONBUILD and has_secret(str(earlier["value"]))):
                _hide(earlier, "value")
        _hide_uses(field["uses"])
    for variable in result["variables"]:
        for entry in (variable, *variable["earlier"]):
            if is_secret_name(variable["variable"]) or _is_build_arg(entry["cause"]):
                _hide(entry, "value")
        _hide_uses(variable["uses"])
    return result


def hide_in_diff(result: Entry) -> Entry:
    """Give an entry of ``results`` of diff without what is to be hidden; that it differs stays."""
    result = hide_passwords_within(result)
    _hide_triggers(result)
    _hide_labels(result["before"])
    _hide_labels(result["after"])
    for change in result["changes"]:
        if change["action"] == "change" and change["before"] == change["after"]:
            # Nothing but a password differs.
            change["hidden"] = True
        for side in ("before", "after"):
            if _is_secret_leaf(change):
                _hide(change, side)
            elif change["path"] == "config.Env" and change["key"] is None:
                _hide_members(change, side)
            elif change["path"] == _ONBUILD:
                _hide_texts(change, side)
            elif change["path"] == "history":
                _hide_history(change, side, result[side]["build_args"])
    return result


def hide_in_config(image: Entry, build_args: Iterable[str]) -> tuple[Entry, bool]:
    """Give an image config without what is to be hidden, and whether anything was."""
    given, image = image, hide_passwords_within(image)
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
    return shown, image != given or any(entry.get("hidden") for entry in entries)


def _hide_labels(made_from: Entry) -> None:
    labels = made_from["labels"]
    made_from["labels"] = {name: HIDDEN if is_secret_name(name) else text for name, text in labels.items()}


def _is_secret_leaf(entry: Entry) -> bool:
    return entry["path"] in _NAMED and entry["key"] is not None and is_secret_name(entry["key"])


def _is_build_arg(cause: Entry | None) -> bool:
    return cause is not None and cause["kind"] == "option" and cause["name"] == "--build-arg"


def _hide(entry: Entry, name: str) -> None:
    if entry[name] not in (None, ""):
        entry[name] = None
        entry["hidden"] = True


def _hide_uses(uses: list[Entry]) -> None:
    for use in uses:
        if "variable" in use and (is_secret_name(use["variable"]) or _is_build_arg(use["cause"])):
            _hide(use, "value")


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


def _hide_triggers(value: object) -> None:
    """Hide the texts of triggers in causes, however deep they stand."""
    if isinstance(value, dict):
        text = value.get("trigger")
        if isinstance(text, str) and has_secret(text):
            value["trigger"] = HIDDEN
        for member in value.values():
            _hide_triggers(member)
    elif isinstance(value, list):
        for member in value:
            _hide_triggers(member)


def _hide_history(change: Entry, side: str, build_args: Iterable[str]) -> None:
    """Hide what made a layer where that shows a build argument, or gives a secret by its name a value."""
    entry = change[side]
    if entry is None:
        return
    text = entry.get("created_by", "")
    if has_secret(text) or any(re.search(rf"(?<!\S){re.escape(name)}=", text) for name in build_args):
        entry["created_by"] = HIDDEN
        change["hidden"] = True
