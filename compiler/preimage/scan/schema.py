"""The tables of a store: images, what they use and make, and the units that they come from.

Source: docs/reference/scan.md, "The store".
"""

from __future__ import annotations

from preimage.scan.columns import COLUMNS, FLAG, NUMBER

APPLICATION_ID = 0x5049_4D47
"""What tells a store from other SQLite files (``PIMG``)."""

VERSION = 2
"""Of these tables; a store of another version is not written to."""

_TYPES = {NUMBER: "INTEGER", FLAG: "INTEGER"}
_COLUMNS = ",\n  ".join(f"{name} {_TYPES.get(kind, 'TEXT')}" for name, kind in COLUMNS.items())

_PLACE = "images.id AS image, images.repository, images.path, images.build, images.platform"

SCHEMA = f"""
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE folders (
  id INTEGER PRIMARY KEY,
  key BLOB NOT NULL UNIQUE,
  stamp TEXT NOT NULL,
  context INTEGER NOT NULL,
  marks TEXT NOT NULL,
  below BLOB NOT NULL,
  units INTEGER NOT NULL
);
CREATE TABLE units (
  id INTEGER PRIMARY KEY,
  parent INTEGER REFERENCES folders ON DELETE SET NULL,
  key TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  place BLOB NOT NULL,
  folder BLOB NOT NULL,
  source BLOB NOT NULL,
  repository TEXT NOT NULL,
  path TEXT NOT NULL,
  revision TEXT NOT NULL,
  stamps TEXT NOT NULL,
  digest TEXT NOT NULL,
  paths TEXT NOT NULL
);
CREATE TABLE images (
  id INTEGER PRIMARY KEY,
  unit INTEGER NOT NULL REFERENCES units ON DELETE CASCADE,
  {_COLUMNS}
);
CREATE TABLE uses (
  image INTEGER NOT NULL REFERENCES images ON DELETE CASCADE,
  reference TEXT NOT NULL,
  platform TEXT NOT NULL,
  linked TEXT NOT NULL DEFAULT ''
);
CREATE TABLE makes (
  image INTEGER NOT NULL REFERENCES images ON DELETE CASCADE,
  reference TEXT NOT NULL,
  platform TEXT NOT NULL
);
CREATE INDEX units_parent ON units (parent);
CREATE INDEX images_unit ON images (unit);
CREATE INDEX uses_image ON uses (image);
CREATE INDEX makes_image ON makes (image);
CREATE VIEW image_bases AS
  SELECT {_PLACE}, each.key AS depth, each.value AS base
  FROM images, json_each(images.bases) AS each WHERE images.bases IS NOT NULL;
CREATE VIEW image_findings AS
  SELECT {_PLACE}, json_extract(each.value, '$.rule') AS rule,
    json_extract(each.value, '$.line') AS line, json_extract(each.value, '$.message') AS message
  FROM images, json_each(images.findings) AS each WHERE images.findings IS NOT NULL;
CREATE VIEW image_labels AS
  SELECT {_PLACE}, each.key AS label, each.value AS value
  FROM images, json_each(images.labels) AS each WHERE images.labels IS NOT NULL;
CREATE VIEW image_ports AS
  SELECT {_PLACE}, each.value AS port
  FROM images, json_each(images.ports) AS each WHERE images.ports IS NOT NULL;
CREATE VIEW image_errors AS
  SELECT {_PLACE}, error, error_line FROM images WHERE NOT ok;
"""

# What a scan does not need while it writes is faster made in one go.
INDEXES = """
CREATE INDEX IF NOT EXISTS images_wrong ON images (unit) WHERE NOT ok;
CREATE INDEX IF NOT EXISTS images_place ON images (repository, path);
CREATE INDEX IF NOT EXISTS images_config ON images (config_digest);
CREATE INDEX IF NOT EXISTS uses_reference ON uses (reference, platform);
CREATE INDEX IF NOT EXISTS uses_linked ON uses (image) WHERE linked <> '';
CREATE INDEX IF NOT EXISTS makes_reference ON makes (reference, platform);
"""
"""Indexes for questions, and for links between images, of a store in which a scan has come to its end."""
