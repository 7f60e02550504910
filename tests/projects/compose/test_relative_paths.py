from __future__ import annotations

from collections.abc import Callable

import pytest

from preimage.projects.compose.nodes import Fault, Node
from preimage.projects.compose.relative_paths import Resolver, is_remote_context, is_remote_file

TEXT = """
services:
  app:
    build: {context: ../a, additional_contexts: {b: b, c: "docker-image://x", d: "service:e"}, ssh: {default: , k: k, e: ""}}
    env_file: [{path: a.env}]
    extends: {service: x, file: b.yaml}
    label_file: [l]
    volumes:
      - {type: bind, source: ./v, target: /v}
      - {type: bind, source: "C:/x", target: /w}
      - {type: volume, source: v, target: /u}
secrets: {s: {file: s.txt}}
"""


def test_paths_are_put_behind_the_folder(node: Callable[[str], Node]) -> None:
    found = Resolver("/p/demo", "/home/me").resolve(node(TEXT)).plain()
    assert found == {
        "services": {
            "app": {
                "build": {
                    "context": "/p/a",
                    "additional_contexts": {"b": "/p/demo/b", "c": "docker-image://x", "d": "service:e"},
                    "ssh": {"default": None, "k": "/p/demo/k", "e": "/p/demo"},
                },
                "env_file": [{"path": "/p/demo/a.env"}],
                "extends": {"service": "x", "file": "/p/demo/b.yaml"},
                "label_file": ["/p/demo/l"],
                "volumes": [
                    {"type": "bind", "source": "/p/demo/v", "target": "/v"},
                    {"type": "bind", "source": "C:/x", "target": "/w"},
                    {"type": "volume", "source": "v", "target": "/u"},
                ],
            }
        },
        "secrets": {"s": {"file": "/p/demo/s.txt"}},
    }


@pytest.mark.parametrize(
    ("path", "joined"),
    [
        ("a/../b", "sub/b"),
        ("/abs", "/abs"),
        ("", ""),
        ("~", "/home/me"),
        ("~/a", "/home/me/a"),
        ("~you/a", "/home/me/you/a"),
    ],
)
def test_single_paths(path: str, joined: str) -> None:
    assert Resolver("sub", "/home/me").join(path) == joined


def test_without_a_home_the_sign_is_a_name() -> None:
    assert Resolver("/p", None).join("~/a") == "/p/~/a"


def test_what_is_remote() -> None:
    assert [is_remote_context(text) for text in ("x://y", "github.com/a/b", "git@h:a", "a", "./git@x")] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert [is_remote_file(text) for text in ("https://x/c.yaml", "oci://x", "git@h:a.git", "c.yaml", "x.git#main")] == [
        True, True, True, False, True,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("build: {context: 5}", "services.app.build.context: unexpected value 5, expected a path"),
        ("build: {additional_contexts: {a: }}", "services.app.build.additional_contexts.a: unexpected value <nil>, expected a path"),
        ("label_file: [5]", "unexpected type int"),
    ],
)  # fmt: skip
def test_error_values_that_are_no_paths(node: Callable[[str], Node], text: str, message: str) -> None:
    with pytest.raises(Fault) as caught:
        Resolver("/p", None).resolve(node(f"services: {{app: {{{text}}}}}"))
    assert str(caught.value) == message
