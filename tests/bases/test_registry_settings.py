from __future__ import annotations

from typing import Any

import pytest

from preimage.bases.registry_settings import (
    Mirror,
    OwnCertificates,
    Place,
    RegistrySettings,
    Rule,
    merge_certificates,
    split_host,
)
from preimage.model.errors import BaseNotFound, BaseUnreadable, OptionError
from preimage.model.platforms import parse_platform
from preimage.model.references import parse_reference

AMD64 = parse_platform("linux/amd64")
CONFIG = b'{"architecture":"amd64","os":"linux","config":{"Env":["A=1"]}}'

CONF, DAEMON = "registries.conf", "daemon.json"
SETTINGS = RegistrySettings(
    rules=(
        Rule("docker.io", mirrors=(Mirror("one.example"), Mirror("two.example:5000/hub")), kind=CONF),
        Rule("docker.io/library", "moved.example/lib", (Mirror("three.example/lib"),), kind=CONF),
        Rule("docker.io", mirrors=(Mirror("one.example"), Mirror("four.example")), kind=DAEMON),
        Rule("*.wild.example", mirrors=(Mirror("five.example"),), kind=CONF),
        Rule("picky.example", mirrors=(Mirror("tags", "tag-only"), Mirror("digests", "digest-only")), kind=CONF),
        Rule("bad.example", is_blocked=True, source="/etc/x.conf", kind=CONF),
        Rule("bad.example/good", kind=CONF),
    )
)


@pytest.mark.parametrize(
    ("name", "has_digest", "places"),
    [
        pytest.param("quay.io/a/b", False, "quay.io/a/b", id="no rule"),
        pytest.param("docker.io/a/b", False, "one.example/a/b two.example:5000/hub/a/b four.example/a/b docker.io/a/b",
                     id="mirrors of two files, each once"),
        pytest.param("docker.io/library/x", False, "three.example/lib/x one.example/library/x four.example/library/x "
                     "moved.example/lib/x", id="the longest prefix of a file, and another location"),
        pytest.param("docker.io/librarian/x", True, "one.example/librarian/x two.example:5000/hub/librarian/x "
                     "four.example/librarian/x docker.io/librarian/x", id="a prefix ends at a slash"),
        pytest.param("a.wild.example/x", False, "five.example/x a.wild.example/x", id="below a domain"),
        pytest.param("wild.example/x", False, "wild.example/x", id="the domain itself"),
        pytest.param("picky.example/x", False, "tags/x picky.example/x", id="for tags"),
        pytest.param("picky.example/x", True, "digests/x picky.example/x", id="for digests"),
    ],
)  # fmt: skip
def test_places(name: str, has_digest: bool, places: str) -> None:
    host, path = name.split("/", 1)
    found = SETTINGS.list_places(host, path, has_digest)
    assert " ".join(f"{place.host}/{place.path}" for place in found) == places
    assert [place.is_mirror for place in found] == [True] * (len(found) - 1) + [False]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        pytest.param("bad.example/x", "/etc/x.conf", id="blocked"),
        pytest.param("bad.example/good/x", "", id="a longer prefix is not"),
        pytest.param("docker.io/x", "", id="another"),
    ],
)
def test_blocking(name: str, source: str) -> None:
    assert SETTINGS.find_blocking(*name.split("/", 1)) == source


def test_certificates_are_merged() -> None:
    one, other = OwnCertificates(("a",), (("b", "c"),)), OwnCertificates(("d",))
    assert merge_certificates([one, other]) == OwnCertificates(("a", "d"), (("b", "c"),))
    assert split_host("a:1/b/c") == "a:1"
    assert Place("a", "b") == Place("a", "b", is_mirror=False)


# Mirrors, asked


def mirrored(*hosts: str, name: str = "registry.test", **options: Any) -> RegistrySettings:
    return RegistrySettings((Rule(name, mirrors=tuple(map(Mirror, hosts)), source="/etc/r.conf", **options),))


def resolve(source):
    return source.resolve(parse_reference("registry.test/app:1"), AMD64)


def test_mirror_answers_before_the_origin(server, make_source) -> None:
    server.add_image(CONFIG, path="copies/app")
    base = resolve(make_source(settings=mirrored(f"{server.host}/copies")))
    assert (base.text, base.origin) == (CONFIG, f"registry {server.host}")


def test_what_a_mirror_lacks_the_next_has(server, start_server, make_source) -> None:
    other = start_server()
    other.add_image(CONFIG)
    assert resolve(make_source(settings=mirrored("127.0.0.1:1", server.host, other.host))).text == CONFIG
    assert len(server.requests) == 1


def test_image_has_moved(server, make_source) -> None:
    server.add_image(CONFIG, path="new/app")
    settings = RegistrySettings((Rule("registry.test", f"{server.host}/new"),))
    assert resolve(make_source(settings=settings)).text == CONFIG


def test_error_neither_mirror_nor_origin(server, start_server, make_source) -> None:
    origin = start_server()
    settings = RegistrySettings((Rule("registry.test", origin.host, (Mirror("127.0.0.1:1"), Mirror(server.host))),))
    with pytest.raises(BaseNotFound) as caught:
        resolve(make_source(settings=settings))
    (text,) = caught.value.details
    assert text == (
        f"registry {origin.host} does not know it (404); "
        "before, of its mirrors, registry 127.0.0.1:1 refuses the connection; "
        f"before, of its mirrors, registry {server.host} does not know it (404)"
    )
    assert caught.value.reason == "absent"


def test_error_blocked(make_source) -> None:
    with pytest.raises(BaseUnreadable) as caught:
        resolve(make_source(settings=mirrored(is_blocked=True)))
    assert str(caught.value) == "registry.test/app:1: /etc/r.conf says that it is blocked"
    assert caught.value.reason == "blocked"


def test_settings_are_those_of_the_user(server, make_source, home) -> None:
    server.add_image(CONFIG)
    folder = home / ".config" / "containers"
    folder.mkdir(parents=True)
    text = f'[[registry]]\nlocation = "registry.test"\n[[registry.mirror]]\nlocation = "{server.host}"\n'
    (folder / "registries.conf").write_text(text)
    assert resolve(make_source(settings=None)).text == CONFIG


def test_error_settings_that_cannot_be_read(make_source, home) -> None:
    file = home / "r.conf"
    file.write_text("[[registry]\n")
    with pytest.raises(OptionError, match=f"^settings of registries, {file}: "):
        resolve(make_source(settings=None, env={"CONTAINERS_REGISTRIES_CONF": str(file)}))
