"""The trace: what set each field of the result, as data."""

from __future__ import annotations

from collections.abc import Iterator

from preimage.model.detachment import copy_value
from preimage.model.image import DockerOCIImage, Platform
from preimage.model.values import Value

Record = tuple[str, object, object, str, str, range]
"""Field, key, value, cause, source and lines; see Change."""

IMAGE_RECORD = "base"
"""The field of a record that stands for a whole image: its value is a base image, or the platform of the empty one."""

# What the JSON writes even if it is empty.
_NEVER_OMITTED = frozenset(("architecture", "os", "rootfs.type", "rootfs.diff_ids", "config.Healthcheck"))


class Change(Value):
    """One change to a field of the result.

    - ``field``: JSON path: ``author``, ``architecture``, ``os``, ``os.version``, ``os.features``, ``variant``,
      ``rootfs.type``, ``rootfs.diff_ids``, ``history``, or ``config.`` and a key, such as ``config.Env``.
    - ``key``: what changed inside it: the name of a variable, label, port or volume, the place (from 0) of a history
      entry or trigger; None: the whole field.
    - ``value``: what it became: the value of a variable or label, the name of a port or volume, ``created_by`` of a
      history entry, else the value of the field. None: it was removed.
    - ``cause``: ``instruction``; ``trigger`` (an ONBUILD instruction of the base); ``base`` (it stood in the base
      image); ``stage`` (a stage does not take over the triggers of the one it is based on); ``option``; ``default``.
    - ``source``: the instruction word; the text of the trigger; the base as the Dockerfile names it; the name of the
      parent stage; the option, such as ``--label``; what the default is of: ``PATH``, ``WORKDIR`` or ``platform``.
    - ``lines``: 1-based lines of the Dockerfile: those of the instruction, else of the FROM; empty for an option.

    Env may hold several entries of one name, of which each had its own change; an instruction changes the first.
    """

    __slots__ = ("field", "key", "value", "cause", "source", "lines")

    def __init__(self, record: Record) -> None:
        self.field, self.key, value, self.cause, self.source = record[:5]
        self.value = copy_value(value)
        self.lines = tuple(record[5])


class Trace:
    """All changes in the order they were made, those of parent stages first.

    Recording is one append a change. Records become changes, and a base image one change for each of its fields and
    keys, when they are looked at.
    """

    __slots__ = ("_parent", "records")

    def __init__(self, parent: Trace | None = None) -> None:
        self._parent = parent
        self.records: list[Record] = []

    def record(self, field: str, key: object, value: object, cause: str, source: str, lines: range) -> None:
        """Record a change."""
        self.records.append((field, key, value, cause, source, lines))

    def __iter__(self) -> Iterator[Change]:
        return map(Change, self._expand())

    def last(self, field: str, key: object = None) -> Change | None:
        """Give the last change of a field, or of one key in it (a change of the whole field counts for every key)."""
        found = None
        for record in self._expand():
            if record[0] == field and (key is None or record[1] is None or record[1] == key):
                found = record
        return Change(found) if found is not None else None

    def origins(self) -> dict[tuple[str, object], Change]:
        """Give the change behind everything that the result holds, by field and key, in the order it came to be.

        What was removed, or is empty so that the JSON omits it, is not in there; ``last`` tells about that.
        """
        found: dict[str, dict[object, Record]] = {}
        for record in self._expand():
            field, key, value = record[:3]
            keys = found.setdefault(field, {})
            if key is None:
                keys.clear()
            if key is not None or value or field in _NEVER_OMITTED:
                keys[key] = record
        return {(field, key): Change(record) for field, keys in found.items() for key, record in keys.items()}

    def __repr__(self) -> str:
        changes = list(self)
        last = f", the last {changes[-1]!r}" if changes else ""
        return f"<trace of changes: {len(changes)}{last}>"

    def __reduce__(self) -> tuple[object, ...]:
        # A chain of many parents is too deep for pickle.
        return (_rebuild, (list(self._all_records()),))

    def _all_records(self) -> Iterator[Record]:
        chain = []
        link: Trace | None = self
        while link is not None:
            chain.append(link)
            link = link._parent
        for part in reversed(chain):
            yield from part.records

    def _expand(self) -> Iterator[Record]:
        for record in self._all_records():
            if record[0] == IMAGE_RECORD:
                yield from _expand_image(record)
            elif record[0] == "config.Env" and "=" in str(record[1]):
                # A name that held an equals sign, from a variable, ends at it once it stands in Env.
                yield record[0], *_split_entry(f"{record[1]}={record[2]}"), *record[3:]
            else:
                yield record


def _rebuild(records: list[Record]) -> Trace:
    trace = Trace()
    trace.records = records
    return trace


def _split_entry(entry: str) -> tuple[str, str]:
    name, _, value = entry.partition("=")
    return name, value


def _expand_image(record: Record) -> Iterator[Record]:
    """Give a record for each field and key of a base image, or of the empty image for a platform."""
    _, _, image, cause, source, lines = record
    assert isinstance(image, Platform), "whole images are recorded as such"
    for field, value in _platform_fields(image):
        yield field, None, value, cause, source, lines
    if not isinstance(image, DockerOCIImage):
        base = ("base", "scratch", lines)
        yield "rootfs.type", None, "layers", *base
        yield "rootfs.diff_ids", None, None, *base
        yield "config.WorkingDir", None, "/", "default", "WORKDIR", lines
        return
    for field, key, value in _image_fields(image):
        yield field, key, value, cause, source, lines


def _platform_fields(platform: Platform) -> Iterator[tuple[str, object]]:
    yield "architecture", platform.architecture
    yield "os", platform.os
    for field, value in (
        ("os.version", platform.os_version),
        ("os.features", platform.os_features),
        ("variant", platform.variant),
    ):
        if value:
            yield field, value


def _image_fields(image: DockerOCIImage) -> Iterator[tuple[str, object, object]]:
    """Give field, key and value of what a base image holds besides its platform; its triggers and time are dropped."""
    if image.author:
        yield "author", None, image.author
    yield "rootfs.type", None, image.rootfs.type
    yield "rootfs.diff_ids", None, image.rootfs.diff_ids
    for index, entry in enumerate(image.history):
        yield "history", index, entry.created_by
    config = image.config
    for variable in config.env:
        yield "config.Env", *_split_entry(variable)
    for field, values in (
        ("config.ExposedPorts", {port: port for port in config.exposed_ports}),
        ("config.Volumes", {path: path for path in config.volumes}),
        ("config.Labels", config.labels),
    ):
        for key, text in values.items():
            yield field, key, text
    fields: tuple[tuple[str, object], ...] = (
        ("config.User", config.user),
        ("config.Entrypoint", config.entrypoint),
        ("config.Cmd", config.cmd),
        ("config.WorkingDir", config.working_dir),
        ("config.StopSignal", config.stop_signal),
        ("config.ArgsEscaped", config.args_escaped),
        ("config.Healthcheck", config.healthcheck),
        ("config.Shell", config.shell),
    )
    for field, value in fields:
        if value:
            yield field, None, value
