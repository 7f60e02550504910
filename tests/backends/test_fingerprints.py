from __future__ import annotations

from preimage.backends.fingerprints import Fingerprints


def test_same_place_elsewhere_is_the_same_finding() -> None:
    first = Fingerprints(["FROM a", "ENV b c"]).take("R", "m", [(2,)])
    assert Fingerprints(["", "FROM a", "", "  ENV b c "]).take("R", "m", [(4,)]) == first
    assert Fingerprints(["FROM a", "ENV b d"]).take("R", "m", [(2,)]) != first


def test_equal_findings_are_counted() -> None:
    fingerprints = Fingerprints(["A", "A"])
    first, second = (fingerprints.take("R", "m", [(line,)]) for line in (1, 2))
    assert (first.endswith(":1"), second) == (True, first.removesuffix("1") + "2")


def test_the_line_in_a_message_does_not_count() -> None:
    first, second = (
        Fingerprints(["A", "A"]).take("R", f"dockerfile parse error on line {line}: x", [(line,)]) for line in (1, 2)
    )
    assert first == second
