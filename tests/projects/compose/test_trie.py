from __future__ import annotations

from preimage.projects.compose.trie import Trie, by_pattern


def test_rules_are_found_on_the_way_down() -> None:
    rules = by_pattern({"services.*": 1, "services.*.build": 2, "services.*.ports.*": 3, "name": 4})
    services = rules.step("services")
    assert services is not None
    assert services.rule is None
    service = services.step("app")
    assert service is not None
    assert service.rule == 1
    build, ports = service.step("build"), service.step("ports")
    assert build is not None
    assert ports is not None
    entry = ports.step("[]")
    assert entry is not None
    assert (build.rule, ports.rule, entry.rule) == (2, None, 3)
    assert (service.step("image"), rules.step("other")) == (None, None)


def test_keys_of_a_path_may_have_dots() -> None:
    marked = Trie([(("services", "a.b"), True)]).step("services")
    assert marked is not None
    found = marked.step("a.b")
    assert found is not None
    assert found.rule is True
