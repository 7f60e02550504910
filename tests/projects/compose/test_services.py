from __future__ import annotations

from collections.abc import Callable

import pytest

from preimage.projects.compose.nodes import Fault, Node
from preimage.projects.compose.services import (
    check_circles,
    check_consistency,
    contexts_of,
    dependencies_of,
    select_services,
)

MakeNode = Callable[[str], Node]


@pytest.mark.parametrize(
    ("profiles", "active"),
    [
        ([], ["a", "d"]), (["p"], ["a", "b", "d"]), (["q", "p"], ["a", "b", "c", "d"]), (["*"], ["a", "b", "c", "d", "e"]),
        ([""], ["a", "d", "e"]),
    ],
)  # fmt: skip
def test_profiles(node: MakeNode, profiles: list[str], active: list[str]) -> None:
    text = "services: {a: {}, b: {profiles: [p]}, c: {profiles: [q]}, d: {profiles: []}, e: {profiles: ['']}}"
    services = select_services(node(text), profiles)
    assert list(services.active) == active
    assert sorted([*services.active, *services.inactive]) == ["a", "b", "c", "d", "e"]


def test_a_service_that_is_asked_for_brings_its_profile(node: MakeNode) -> None:
    services = select_services(node("services: {a: {profiles: [p]}, b: {profiles: [q]}, c: {profiles: [p, r]}}"), [])
    enabled = services.enable(["a", "nope"])
    assert (list(enabled.active), list(enabled.inactive)) == (["a", "c"], ["b"])
    assert services.enable(["nope"]) is services


def test_relations(node: MakeNode) -> None:
    service = node("{depends_on: {a: {required: false}, b: }, build: {additional_contexts: {c: 'service:d', e: f}}}")
    assert list(dependencies_of(service)) == [("a", False), ("b", True)]
    assert contexts_of(service) == {"c": "service:d", "e": "f"}
    assert (list(dependencies_of(node("{}"))), contexts_of(node("{}"))) == ([], {})


def check(node: MakeNode, text: str) -> None:
    check_consistency(select_services(node(text), []))


@pytest.mark.parametrize(
    "service",
    [
        "image: x", "build: {context: .}", "provider: {type: x}", "image: x, networks: {n: }, volumes: [{type: volume, source: v, target: /v}]",
        "image: x, depends_on: {off: {required: false}, db: }", "build: {context: ., secrets: [{source: s}]}, secrets: [{source: s}]",
        "image: x, scale: 2, deploy: {replicas: 2}, container_name: ''", "image: x, cpus: '0', deploy: {resources: {limits: {cpus: '1'}}}",
        "image: x, tmpfs: /a, volumes: [{type: bind, target: /b}]", "build: {context: ., platforms: [a, b]}, platform: a",
        "image: x, healthcheck: {test: [NONE]}", "image: x, develop: {watch: [{path: a, action: rebuild}, {path: b, action: sync, target: /b}]}",
        "image: x, container_name: abc, scale: 1",
    ],
)  # fmt: skip
def test_services_that_fit(node: MakeNode, service: str) -> None:
    more = "off: {image: x, profiles: [p]}, db: {image: y}"
    rest = "networks: {n: }\nvolumes: {v: }\nsecrets: {s: {file: a}, t: {external: true}}"
    check(node, f"services: {{app: {{{service} }}, {more}}}\n{rest}")


@pytest.mark.parametrize(
    ("service", "message"),
    [
        ("tty: true", 'service "app" has neither an image nor a build context specified: invalid compose project'),
        ("build: {dockerfile: a, dockerfile_inline: b}", 'service "app" declares mutualy exclusive dockerfile and dockerfile_inline: invalid compose project'),
        ("build: {additional_contexts: {c: 'service:nope'}}", 'service "app" declares unknown service "nope" as additional contexts c'),
        ("build: {additional_contexts: {c: 'service:db'}}", 'service "app" declares non-buildable service "db" as additional contexts c'),
        ("build: {platforms: [a]}, platform: b", 'service.build.platforms MUST include service.platform "b": invalid compose project'),
        ("image: x, network_mode: host, networks: {n: }", "service app declares mutually exclusive `network_mode` and `networks`: invalid compose project"),
        ("image: x, networks: {m: }", 'service "app" refers to undefined network m: invalid compose project'),
        ("image: x, healthcheck: {test: [a]}", 'healthcheck.test must start either by "CMD", "CMD-SHELL" or "NONE"'),
        ("image: x, depends_on: {nope: {required: false}}", 'service "app" depends on undefined service "nope": invalid compose project'),
        ("image: x, depends_on: {off: }", 'service "app" depends on undefined service "off": invalid compose project'),
        ("image: x, volumes: [{type: volume, source: w, target: /w}]", 'service "app" refers to undefined volume w: invalid compose project'),
        ("build: {secrets: [{source: s}]}", 'service "app" refers to undefined build secret s: invalid compose project'),
        ("image: x, secrets: [{source: s}]", 'service "app" refers to undefined secret s: invalid compose project'),
        ("image: x, configs: [{source: c}]", 'service "app" refers to undefined config c: invalid compose project'),
        ("image: x, models: {m: }", 'service "app" refers to undefined model m: invalid compose project'),
        ("image: x, scale: 2, deploy: {replicas: 3}", "services.app: can't set distinct values on 'scale' and 'deploy.replicas': invalid compose project"),
        ("image: x, mem_limit: 1g, deploy: {resources: {limits: {memory: 2g}}}", "services.app: can't set distinct values on 'mem_limit' and 'deploy.resources.limits.memory': invalid compose project"),
        ("image: x, scale: 2, container_name: ab", "services.scale: can't set container_name and app as container name must be unique: invalid compose project"),
        ("image: x, deploy: {replicas: 2}, container_name: ab", "services.deploy.replicas: can't set container_name and app as container name must be unique: invalid compose project"),
        ("image: x, develop: {watch: [{path: a, action: sync}]}", "services.app.develop.watch: target is required for non-rebuild actions: invalid compose project"),
        ("image: x, tmpfs: [/a, '/a:ro']", "services.app.tmpfs[1]: target /a already mounted as services.app.tmpfs[0]"),
        ("image: x, tmpfs: /a, volumes: [{type: bind, target: /a}]", "services.app.volumes[0]: target /a already mounted as services.app.tmpfs[0]"),
    ],
)  # fmt: skip
def test_error_services_that_do_not_fit(node: MakeNode, service: str, message: str) -> None:
    with pytest.raises(Fault) as caught:
        check(
            node,
            f"services: {{app: {{{service} }}, db: {{image: x}}, off: {{image: y, profiles: [p]}}}}\nnetworks: {{n: }}",
        )
    assert str(caught.value) == message


def test_error_a_secret_of_nothing(node: MakeNode) -> None:
    with pytest.raises(Fault) as caught:
        check(node, "services: {}\nsecrets: {s: {driver: x}}")
    assert str(caught.value) == 'secret "s" must declare either `file` or `environment`: invalid compose project'


@pytest.mark.parametrize(
    ("text", "circle"),
    [
        ("b: {depends_on: {a: }}, a: {depends_on: {c: , b: }}, c: {}", "a -> b -> a"),
        ("b: {depends_on: {b: }}, a: {}", "b -> b"),
        ("x: {depends_on: {a: }}, a: {depends_on: {b: }}, b: {depends_on: {c: }}, c: {depends_on: {b: }}", "b -> c -> b"),
    ],
)  # fmt: skip
def test_error_circles(node: MakeNode, text: str, circle: str) -> None:
    with pytest.raises(Fault) as caught:
        check_circles(select_services(node(f"services: {{{text}}}"), []))
    assert str(caught.value) == f"dependency cycle detected: {circle}"


def test_long_ways_are_no_circles(node: MakeNode) -> None:
    lines = [f"s{number}: {{depends_on: {{s{number + 1}: , s{number + 2}: }}}}" for number in range(3_000)]
    check_circles(select_services(node("services:\n  " + "\n  ".join(lines)), []))
