"""What tests of base sources and of settings share."""

from __future__ import annotations

import json
from pathlib import Path

from preimage.bases.lock import make_lock_entry, write_lock
from preimage.inputs.settings import Located, Values
from preimage.inputs.settings_finder import SettingsFinder
from preimage.model.bases import Base, BaseSource
from preimage.model.image import Platform
from preimage.model.references import parse_reference

AMD64 = Platform("amd64", "linux")


def user_of(source: BaseSource, reference: str = "alpine") -> str:
    return source.resolve(parse_reference(reference), AMD64).image.config.user


def config_of(user: str) -> dict[str, object]:
    return {"architecture": "amd64", "os": "linux", "config": {"User": user}}


def lock(path: Path, user: str) -> None:
    reference = parse_reference("alpine")
    write_lock(str(path), [make_lock_entry(reference, AMD64, Base(json.dumps(config_of(user)).encode(), "test"))])


def write_config(path: Path, user: str) -> str:
    path.write_text(json.dumps(config_of(user)))
    return str(path)


def show_values(values: Values) -> dict[str, object]:
    def one(value: Located) -> object:
        return (value.value, f"{value.file}:{value.line}")

    return {
        name: one(value) if isinstance(value, Located) else {key: one(each) for key, each in value.items()}
        for name, value in values.items()
    }


def find_settings(folder: str, name: str = "Dockerfile") -> dict[str, object]:
    settings = SettingsFinder().find(folder)
    return show_values(settings.for_file(f"{folder}/{name}")) if settings else {}
