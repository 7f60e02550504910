"""Reports that hold everything a format of the check has to cope with."""

from __future__ import annotations

import pytest

from preimage.model.errors import DockerfileError, OptionError
from preimage.model.findings import Finding
from preimage.model.report import FileReport

NASTY = 'a "quoted" <b> & \x1b[31m\udcff\u202e\ufffe 50% ]]> \n::error::x'


@pytest.fixture
def nasty_reports() -> list[FileReport]:
    """Give a clean file, one with all kinds of findings and an error, one that cannot be read, one with line 0."""
    findings = [
        Finding("LegacyKeyValueFormat", "late", (2, 3)),
        Finding("FromAsCasing", NASTY, (1,)),
        Finding("InvalidBaseImagePlatform", "nowhere", ()),
        Finding("LegacyKeyValueFormat", "late", (2, 3)),
        Finding("preimage/OciFormatDropsShell", "of our own", (3,)),
        Finding("preimage/AlmostJson", "a note", (3,)),
    ]
    data = b"FROM scratch as a\nENV A b\nENV A b\n"
    error = DockerfileError("bad", [(1,), (3,)])
    unread = OptionError("cannot be read")
    return [
        FileReport(filename="./clean", data=b"FROM scratch\n"),
        FileReport(filename="sub/Dockerfile", data=data, findings=findings, error=error),
        FileReport(filename='/x/na<m>e\x07"', data=b"", error=unread, is_read=False),
        FileReport(filename="directive", data=b"# check=x\n", error=DockerfileError("first", [(0,)])),
    ]
