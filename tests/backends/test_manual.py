from __future__ import annotations

from preimage.backends.manual import Chapter, Entry, render_manual


def test_text_stands_as_it_is() -> None:
    entries = [Entry("-o, --output FILE", ".starts 'quoted' \"twice\"\n  with a \\ in it")]
    page = render_manual({"c": Chapter("preimage c [PATH]", "does-it", entries)}, "1.0", [(0, "good")])
    assert page.splitlines()[-9:] == [
        r".SS preimage c [PATH]",
        r"does\-it",
        ".TP",
        r".B \-o, \-\-output FILE",
        r"\&.starts \(aqquoted\(aq \(dqtwice\(dq with a \e in it",
        ".SH EXIT STATUS",
        ".TP",
        ".B 0",
        "good",
    ]
