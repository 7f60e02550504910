"""``preimage config --show-settings``: what holds for a Dockerfile, and where each value comes from.

Values of build args and labels with the name of a secret are hidden, and so are passwords in URLs.

Source: docs/reference/settings.md, "Which one holds".
"""

from __future__ import annotations

import os

from preimage.backends.hidden_values import HIDDEN, hide_passwords
from preimage.cli.arguments import Options
from preimage.cli.build_options import EPOCH, PLATFORM_VARIABLE
from preimage.cli.settings import OF_THE_BUILD
from preimage.inputs.client_settings import find_client_config, read_proxies
from preimage.inputs.setting_table import LISTS, MAPS, PATTERNS, SETTINGS, Setting
from preimage.inputs.settings import Located
from preimage.model.secret_names import is_secret_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.cli.settings import CommandSettings
    from preimage.inputs.entries import Entry
    from preimage.inputs.settings import Values

_COMMAND_LINE, _USUAL = "command line", "usual"


def render_settings(settings: CommandSettings, options: Options, entry: Entry) -> str:
    """Give a line of TOML for each setting, with its origin as a comment; ``options`` are as parsed.

    Of a project's build a comment says first which one it is.
    """
    values = settings.values_for(entry.source.name if entry.source.folder else "")
    if entry.name:
        values = {**{name: value for name, value in values.items() if name not in OF_THE_BUILD}, **_read_entry(entry)}
    rows: list[tuple[str, str]] = []
    for setting in SETTINGS.values():
        rows += _list_rows(setting, values, options)
    proxies = read_proxies(os.environ, _say_nothing)
    others = dict.fromkeys(proxies, find_client_config(os.environ))
    if EPOCH in os.environ:
        proxies[EPOCH], others[EPOCH] = os.environ[EPOCH], f"environment, {EPOCH}"
    known = {text.partition(" = ")[0] for text, _ in rows}
    for name, origin in others.items():
        if f"build-args.{name}" not in known:
            rows.append((f"build-args.{name} = {_hide(name, proxies[name])}", origin))
    rows = [(hide_passwords(text), origin) for text, origin in rows]
    width = max((len(text) for text, _ in rows if len(text) <= 60), default=0)
    title = f"# {entry.title}\n" if entry.name else ""
    return title + "".join(f"{text:{width}}  # {origin}\n" for text, origin in rows)


def _read_entry(entry: Entry) -> Values:
    """Give what a project says of a build, as settings have it."""

    def locate(value: str | list[str], *key: str) -> Located:
        origin = entry.find_origin(*key)
        if origin is None:
            return Located(value, f"added by {entry.kind}", 0)
        return Located(value, origin.file or origin.what, origin.line or 0)

    values: Values = {
        "build-args": {name: locate(value, "args", name) for name, value in entry.build_args.items()},
        "labels": {name: locate(value, "labels", name) for name, value in entry.labels.items()},
        "contexts": {name: locate(value, "contexts", name) for name, value in entry.contexts.items()},
    }
    if entry.target:
        values["target"] = locate(entry.target, "target")
    if entry.platforms:
        values["platforms"] = locate([*entry.platforms], "platforms")
    return values


def _say_nothing(note: str) -> None:
    """Leave it to the build to tell what cannot be used."""


def _list_rows(setting: Setting, values: Values, options: Options) -> list[tuple[str, str]]:
    found = values.get(setting.name)
    given = vars(options).get(setting.attribute) if setting.kind != PATTERNS else None
    if setting.kind in MAPS:
        assert not isinstance(found, Located)
        return _list_map(setting.name, found or {}, given or ())
    if given not in (None, [], ""):
        own = found.value if isinstance(found, Located) and isinstance(found.value, list) else []
        rest = own if setting.kind in LISTS and setting.name != "platforms" else []
        origin = f"{_COMMAND_LINE}, {_show_place(found)}" if rest and isinstance(found, Located) else _COMMAND_LINE
        return [(f"{setting.name} = {_show([*given, *rest] if isinstance(given, list) else given)}", origin)]
    if isinstance(found, Located):
        return [(f"{setting.name} = {_show(found.value)}", _show_place(found))]
    if setting.name == "platforms" and os.environ.get(PLATFORM_VARIABLE):
        return [(f"platforms = {_show([os.environ[PLATFORM_VARIABLE]])}", f"environment, {PLATFORM_VARIABLE}")]
    if setting.name == "unresolved":
        return [(f"unresolved = {_show(options.usual_unresolved)}", _USUAL)]
    return []


def _list_map(name: str, found: dict[str, Located], given: list[str] | tuple[str, ...]) -> list[tuple[str, str]]:
    show = _hide if name in ("build-args", "labels") else _show_of
    rows = {key: (show(key, each.value), _show_place(each)) for key, each in found.items()}
    for text in given:
        key, separator, value = text.partition("=")
        if not separator and name == "build-args":
            if key in os.environ:
                rows[key] = (_hide(key, os.environ[key]), f"{_COMMAND_LINE}, environment {key}")
            continue
        rows[key] = (show(key, value), _COMMAND_LINE)
    return [(f"{name}.{_show_key(key)} = {value}", origin) for key, (value, origin) in rows.items()]


def _hide(name: str, value: object) -> str:
    if value and is_secret_name(name):
        return _quote(HIDDEN)
    return _show(value)


def _show_of(_: str, value: object) -> str:
    return _show(value)


def _show_place(value: Located) -> str:
    return f"{value.file}:{value.line}" if value.line else value.file


def _show(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(map(_quote, value))}]"
    return _quote(str(value))


def _show_key(key: str) -> str:
    return key if key and key.isascii() and key.replace("-", "").replace("_", "").isalnum() else _quote(key)


def _quote(text: str) -> str:
    """Give a text as TOML writes it: what JSON escapes, and DEL."""
    import json

    quoted = json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=False)
    return quoted.replace("\x7f", "\\u007f")
