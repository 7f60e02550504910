"""The JSON schema of the settings file, made from the table of settings.

A test holds the schema that ships against what is made here.
"""

from __future__ import annotations

from preimage.inputs.setting_table import FILES, FLAG, LISTS, MAPS, RULE_LEVELS, RULE_MAP, SETTINGS, Setting
from preimage.model.notes import OWN_RULES
from preimage.model.rules import RULES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SCHEMA_FILE = "settings.schema.json"
"""The name of the file, in the folder of all schemas."""


def make_schema() -> dict[str, Any]:
    """Give the schema of ``preimage.toml``, and of the table ``tool.preimage``, read as JSON."""
    general = {each.name: _describe(each) for each in SETTINGS.values() if each.is_general}
    own = {each.name: _describe(each) for each in SETTINGS.values() if each.is_of_files}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "preimage",
        "description": "The settings of preimage for a project",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            **general,
            FILES: {
                "description": "settings of single Dockerfiles, by path or pattern",
                "type": "object",
                "propertyNames": {"pattern": "[^/ ]"},
                "additionalProperties": {"type": "object", "additionalProperties": False, "properties": own},
            },
        },
    }


def _describe(setting: Setting) -> dict[str, Any]:
    return {"description": setting.purpose, **_describe_value(setting)}


def _describe_value(setting: Setting) -> dict[str, Any]:
    if setting.kind == FLAG:
        return {"type": "boolean"}
    if setting.kind == RULE_MAP:
        level = {"enum": list(RULE_LEVELS)}
        rules = (*RULES, *OWN_RULES)
        return {"type": "object", "additionalProperties": False, "properties": dict.fromkeys(rules, level)}
    if setting.kind in MAPS:
        return {"type": "object", "propertyNames": {"pattern": "^[^=]+$"}, "additionalProperties": {"type": "string"}}
    if setting.kind in LISTS:
        return {"type": "array", "items": {"type": "string"}}
    return {"enum": list(setting.choices)} if setting.choices else {"type": "string"}
