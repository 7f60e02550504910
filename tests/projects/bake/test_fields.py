from __future__ import annotations

from preimage.projects.bake.fields import ESCAPED, FIELDS


def test_every_attribute_has_a_way_to_merge() -> None:
    assert {field.merge for field in FIELDS.values()} == {"replace", "by-key", "by-type", "add"}
    assert set(FIELDS) >= ESCAPED


def test_entries_say_what_others_see() -> None:
    assert {name for name, field in FIELDS.items() if field.is_entries} == {
        name for name, field in FIELDS.items() if field.reference is not None
    }
