from __future__ import annotations

import pytest

from preimage.bases.hosts import HostRules, Server, is_loopback
from preimage.model.errors import BaseUnreadable, OptionError

PUBLIC = Server("https", "registry.example", 443)
LOOPBACK = Server("http", "127.0.0.1", 5000)
PRIVATE = Server("https", "10.0.0.1", 443)
RULES = HostRules(["open.example", "other.example:81", "10.9.0.0/16"], plain=["plain.example"])


@pytest.mark.parametrize(
    ("host", "urls"),
    [
        pytest.param("registry.example", "https://registry.example", id="name"),
        pytest.param("Registry.Example:5000", "https://registry.example:5000", id="upper case and port"),
        pytest.param("registry.example:443", "https://registry.example", id="usual port"),
        pytest.param("localhost", "https://localhost http://localhost", id="localhost"),
        pytest.param("localhost:5000", "https://localhost:5000 http://localhost:5000", id="localhost with port"),
        pytest.param("127.8.9.10", "https://127.8.9.10 http://127.8.9.10", id="loopback"),
        pytest.param("[::1]:5000", "https://[::1]:5000 http://[::1]:5000", id="IPv6 loopback"),
        pytest.param("[2001:db8::1]", "https://[2001:db8::1]", id="IPv6"),
        pytest.param("10.0.0.1:5000", "https://10.0.0.1:5000", id="private"),
        pytest.param("localhost.example", "https://localhost.example", id="begins like localhost"),
        pytest.param("open.example", "https://open.example http://open.example", id="insecure"),
        pytest.param("open.example:81", "https://open.example:81 http://open.example:81", id="insecure on any port"),
        pytest.param("sub.open.example", "https://sub.open.example", id="below insecure"),
        pytest.param("other.example:81", "https://other.example:81 http://other.example:81", id="on this port"),
        pytest.param("other.example:82", "https://other.example:82", id="insecure on another port"),
        pytest.param("other.example", "https://other.example", id="insecure on a port only"),
        pytest.param("10.9.1.2:5000", "https://10.9.1.2:5000 http://10.9.1.2:5000", id="in an insecure network"),
        pytest.param("plain.example", "http://plain.example", id="plain"),
        pytest.param("plain.example:81", "http://plain.example:81", id="plain on any port"),
    ],
)
def test_servers(host, urls):
    assert [server.url for server in RULES.list_servers(host)] == urls.split()


@pytest.mark.parametrize(
    ("name", "is_insecure"),
    [
        pytest.param("open.example", True, id="named"),
        pytest.param("10.9.200.1", True, id="in a network"),
        pytest.param("127.0.0.1", False, id="loopback"),
        pytest.param("plain.example", False, id="plain"),
        pytest.param("registry.example", False, id="another"),
    ],
)
def test_insecure(name, is_insecure):
    assert RULES.is_insecure(name, 443) is is_insecure


@pytest.mark.parametrize("host", ["", "a b", "a/b", "a@b", "a:b", "a:0", "a:65536", "[::1", "::1", "a\n", "ü.example"])
def test_error_no_host(host):
    with pytest.raises(BaseUnreadable, match="^invalid host "):
        RULES.list_servers(host)


@pytest.mark.parametrize("host", ["", "http://a", "a/b", "10.0.0.0/99"])
def test_error_no_insecure_host(host):
    with pytest.raises(OptionError, match="^invalid insecure registry .*: want a host name, with or without a port$"):
        HostRules([host])


@pytest.mark.parametrize(
    ("source", "url", "expected"),
    [
        pytest.param(PUBLIC, "https://tokens.example/t?a=b", "https://tokens.example/t?a=b", id="HTTPS"),
        pytest.param(PUBLIC, "HTTPS://Tokens.Example", "https://tokens.example/", id="upper case"),
        pytest.param(PUBLIC, "https://8.8.8.8/t", "https://8.8.8.8/t", id="public address"),
        pytest.param(PUBLIC, "https://a.example/t#part", "https://a.example/t", id="fragment"),
        pytest.param(LOOPBACK, "http://localhost:81/t", "http://localhost:81/t", id="loopback to loopback"),
        pytest.param(LOOPBACK, "http://plain.example/t", "http://plain.example/t", id="loopback to insecure"),
        pytest.param(LOOPBACK, "https://10.0.0.1/t", "https://10.0.0.1/t", id="loopback to private"),
        pytest.param(PRIVATE, "https://192.168.0.1/t", "https://192.168.0.1/t", id="private to private"),
        pytest.param(
            Server("https", "169.254.1.1", 443),
            "https://169.254.1.2/t",
            "https://169.254.1.2/t",
            id="link-local to its own",
        ),
    ],
)
def test_target(source, url, expected):
    assert RULES.check_target(url, source, "it").url == expected


@pytest.mark.parametrize(
    ("source", "url", "text"),
    [
        pytest.param(PUBLIC, "http://a.example/", 'it is not HTTPS: "http://a.example"', id="plain HTTP"),
        pytest.param(
            PUBLIC, "http://plain.example/", 'it is not HTTPS: "http://plain.example"', id="HTTPS to insecure"
        ),
        pytest.param(LOOPBACK, "http://a.example/", 'it is not HTTPS: "http://a.example"', id="loopback to plain HTTP"),
        pytest.param(PUBLIC, "https://127.0.0.1/", 'it is the loopback address "127.0.0.1"', id="loopback"),
        pytest.param(PRIVATE, "https://[::1]/", 'it is the loopback address "::1"', id="private to loopback"),
        pytest.param(PUBLIC, "https://localhost/", 'it is the loopback address "localhost"', id="localhost"),
        pytest.param(
            PUBLIC, "https://LOCALHOST./", 'it is the loopback address "localhost."', id="localhost and a dot"
        ),
        pytest.param(PUBLIC, "https://a.localhost/", 'it is the loopback address "a.localhost"', id="below localhost"),
        pytest.param(PUBLIC, "https://0.0.0.0/", 'it is the loopback address "0.0.0.0"', id="unspecified"),
        pytest.param(PUBLIC, "https://10.1.2.3/", 'it is the private address "10.1.2.3"', id="private"),
        pytest.param(PUBLIC, "https://100.64.0.1/", 'it is the private address "100.64.0.1"', id="carrier's"),
        pytest.param(PUBLIC, "https://[fd00::1]/", 'it is the private address "fd00::1"', id="private IPv6"),
        pytest.param(PUBLIC, "https://224.0.0.1/", 'it is the private address "224.0.0.1"', id="multicast"),
        pytest.param(
            PUBLIC, "https://169.254.169.254/", 'it is the link-local address "169.254.169.254"', id="metadata"
        ),
        pytest.param(
            PRIVATE, "https://169.254.169.254/", 'it is the link-local address "169.254.169.254"', id="private"
        ),
        pytest.param(
            LOOPBACK, "https://169.254.1.1/", 'it is the link-local address "169.254.1.1"', id="from loopback"
        ),
        pytest.param(PUBLIC, "https://127.1/", 'it is the loopback address "127.1"', id="short"),
        pytest.param(PUBLIC, "https://2130706433/", 'it is the loopback address "2130706433"', id="one number"),
        pytest.param(PUBLIC, "https://0x7f000001/", 'it is the loopback address "0x7f000001"', id="hexadecimal"),
        pytest.param(PUBLIC, "https://0177.0.0.1/", 'it is the loopback address "0177.0.0.1"', id="octal"),
        pytest.param(
            PUBLIC, "https://[::ffff:127.0.0.1]/", 'it is the loopback address "::ffff:127.0.0.1"', id="mapped"
        ),
        pytest.param(PUBLIC, "https://u:p@a.example/", "it holds a user name", id="user name"),
        pytest.param(PUBLIC, "https://a.example\\@b.example/", "it is not a usable URL", id="backslash"),
        pytest.param(PUBLIC, "https://a.example/ x", "it is not a usable URL", id="blank"),
        pytest.param(PUBLIC, "https://a.example/\r\nX: y", "it is not a usable URL", id="line break"),
        pytest.param(PUBLIC, "https://ä.example/", "it is not a usable URL", id="not ASCII"),
        pytest.param(PUBLIC, "https://" + "a" * 9000, "it is not a usable URL", id="very long"),
        pytest.param(PUBLIC, "https:///x", "it has no usable host", id="no host"),
        pytest.param(PUBLIC, "https://[fe80::1%25eth0]/", "it has no usable host", id="zone"),
        pytest.param(PUBLIC, "//a.example/", "it is not HTTPS", id="no scheme"),
        pytest.param(PUBLIC, "javascript:x", "it is not HTTPS", id="another scheme"),
    ],
)
def test_error_target(source, url, text):
    with pytest.raises(BaseUnreadable) as caught:
        RULES.check_target(url, source, "it")
    assert str(caught.value) == text


@pytest.mark.parametrize(
    ("name", "expected"),
    [("localhost", True), ("127.0.0.1", True), ("::1", True), ("128.0.0.1", False), ("local.host", False)],
)
def test_loopback(name, expected):
    assert is_loopback(name) is expected
