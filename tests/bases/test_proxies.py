from __future__ import annotations

import pytest

from preimage.bases.hosts import Server
from preimage.bases.proxies import find_proxy

HTTPS = Server("https", "registry.example.com", 443)
HTTP = Server("http", "registry.example.com", 80)
PROXY = "http://proxy:3128"


@pytest.mark.parametrize(
    ("server", "env", "expected"),
    [
        pytest.param(HTTPS, {}, "", id="none"),
        pytest.param(HTTPS, {"HTTPS_PROXY": PROXY}, PROXY, id="upper case"),
        pytest.param(HTTPS, {"https_proxy": PROXY}, PROXY, id="lower case"),
        pytest.param(HTTPS, {"https_proxy": "http://other", "HTTPS_PROXY": PROXY}, PROXY, id="upper case first"),
        pytest.param(HTTPS, {"HTTPS_PROXY": "proxy:3128"}, PROXY, id="without a scheme"),
        pytest.param(HTTPS, {"HTTP_PROXY": PROXY}, "", id="for the other scheme"),
        pytest.param(HTTP, {"HTTP_PROXY": PROXY}, PROXY, id="plain HTTP"),
        pytest.param(HTTP, {"HTTP_PROXY": PROXY, "REQUEST_METHOD": "GET"}, "", id="set by the client of a CGI program"),
        pytest.param(HTTP, {"http_proxy": PROXY, "REQUEST_METHOD": "GET"}, PROXY, id="set by the CGI program"),
        pytest.param(Server("http", "127.0.0.1", 80), {"HTTP_PROXY": PROXY}, "", id="loopback"),
        pytest.param(Server("http", "localhost", 80), {"HTTP_PROXY": PROXY}, "", id="localhost"),
    ],
)
def test_proxy(server, env, expected):
    assert find_proxy(server, env) == expected


@pytest.mark.parametrize(
    ("name", "exemptions", "is_exempt"),
    [
        pytest.param("a.example.com", "*", True, id="all"),
        pytest.param("a.example.com", "example.com", True, id="domain above"),
        pytest.param("example.com", "example.com", True, id="the domain"),
        pytest.param("a.example.com", ".example.com", True, id="below with a dot"),
        pytest.param("example.com", ".example.com", False, id="the domain is not below itself"),
        pytest.param("a.example.com", "*.example.com", True, id="below with a star"),
        pytest.param("badexample.com", "example.com", False, id="ends the same"),
        pytest.param("a.example.com", " other , EXAMPLE.com ", True, id="list"),
        pytest.param("a.example.com", "example.com:443", True, id="port"),
        pytest.param("a.example.com", "example.com:444", False, id="another port"),
        pytest.param("10.1.2.3", "10.0.0.0/8", True, id="network"),
        pytest.param("11.1.2.3", "10.0.0.0/8", False, id="outside the network"),
        pytest.param("10.1.2.3", "10.1.2.3", True, id="address"),
        pytest.param("fd00::1", "fd00::/8", True, id="IPv6 network"),
        pytest.param("a.example.com", "10.0.0.0/8", False, id="name and network"),
        pytest.param("a.example.com", ",,", False, id="empty entries"),
    ],
)
def test_exemption(name, exemptions, is_exempt):
    env = {"HTTPS_PROXY": PROXY, "NO_PROXY": exemptions}
    assert find_proxy(Server("https", name, 443), env) == ("" if is_exempt else PROXY)
