"""Authentication, redirects, proxies and TLS, against a server that does what it likes."""

from __future__ import annotations

import json
import select
import socket
import time
from urllib.parse import parse_qs, urlsplit

import pytest

from preimage.model.errors import BaseNotFound, BaseUnreadable
from preimage.model.platforms import parse_platform
from preimage.model.references import parse_reference

AMD64 = parse_platform("linux/amd64")
CONFIG = b'{"architecture":"amd64","os":"linux","config":{"Env":["A=1"]}}'
PASSWORD = "hunter2-is-the-secret"
BASIC = "Basic dXNlcjpodW50ZXIyLWlzLXRoZS1zZWNyZXQ="
CHALLENGE = {"WWW-Authenticate": 'Basic realm="x"'}
TOKEN = "a-token-of-the-server"
PLACES = (".docker/config.json", "containers/auth.json", ".config/containers/auth.json")


def resolve(source, server, name: str = "app:1"):
    return source.resolve(parse_reference(f"{server.host}/{name}"), AMD64)


def protect(server, guard, authorization: str, challenge: str, path: str = "app") -> None:
    for place, route in list(server.routes.items()):
        if place.startswith(f"/v2/{path}/"):
            server.routes[place] = guard(route, authorization, challenge)


def add_tokens(server, guard, answer, realm: str = "", token: str = TOKEN, path: str = "app", **more) -> None:
    """Serve an image for which one needs a token, and the tokens."""
    server.add_image(CONFIG, path=path)
    challenge = f'Bearer realm="{realm or server.url + "/token"}",service="the service",scope="repository:app:push"'
    protect(server, guard, f"Bearer {token}", challenge, path)
    server.routes["/token"] = answer(json.dumps({"token": token} | more).encode())


# Authentication


def test_basic(server, make_source, log_in, guard):
    server.add_image(CONFIG)
    protect(server, guard, BASIC, 'Basic realm="x"')
    log_in(server.host)
    source = make_source()
    assert resolve(source, server).text == CONFIG
    assert server.authorizations == ["", BASIC, BASIC]
    assert resolve(source, server).text == CONFIG
    assert server.authorizations == ["", BASIC, BASIC, BASIC, BASIC]


def test_credentials_are_not_sent_unless_asked_for(server, make_source, log_in):
    server.add_image(CONFIG)
    log_in(server.host)
    resolve(make_source(), server)
    assert server.authorizations == ["", ""]


def test_anonymous_token(server, make_source, guard, answer):
    add_tokens(server, guard, answer)
    assert resolve(make_source(), server).text == CONFIG
    asked = parse_qs(urlsplit(server.paths[1]).query)
    # Never more than pulling, whatever the registry asks for.
    assert asked == {"service": ["the service"], "scope": ["repository:app:pull"]}
    assert server.authorizations == ["", "", f"Bearer {TOKEN}", f"Bearer {TOKEN}"]


def test_token_for_password(server, make_source, log_in, guard, answer):
    add_tokens(server, guard, answer)
    log_in(server.host)
    assert resolve(make_source(), server).text == CONFIG
    assert server.authorizations == ["", BASIC, f"Bearer {TOKEN}", f"Bearer {TOKEN}"]


def test_token_is_used_again(server, make_source, guard, answer):
    add_tokens(server, guard, answer)
    source = make_source()
    resolve(source, server)
    resolve(source, server)
    assert [path.partition("?")[0] for path in server.paths].count("/token") == 1
    assert len(server.requests) == 6


def test_token_that_is_refused_is_replaced(server, make_source, guard, answer):
    add_tokens(server, guard, answer)
    server.routes["/token"] = [answer(b'{"token":"an-old-one"}'), server.routes["/token"]]
    with pytest.raises(BaseUnreadable, match="denies access with status 401"):
        resolve(source := make_source(), server)
    assert resolve(source, server).text == CONFIG


def test_token_that_serves_no_more_is_replaced(server, make_source, guard, answer):
    add_tokens(server, guard, answer)
    source = make_source()
    resolve(source, server)
    server.routes.clear()
    add_tokens(server, guard, answer, token="another")
    assert resolve(source, server).text == CONFIG
    assert server.authorizations[-3:] == ["", "Bearer another", "Bearer another"]


def test_next_repository_costs_no_refusal(server, make_source, guard, answer):
    add_tokens(server, guard, answer, path="other")
    add_tokens(server, guard, answer)
    source = make_source()
    resolve(source, server)
    del server.requests[:]
    assert resolve(source, server, "other:1").text == CONFIG
    assert len(server.requests) == 3
    assert "scope=repository%3Aother%3Apull" in server.paths[0]


def test_access_token(server, make_source, guard, answer):
    add_tokens(server, guard, answer)
    server.routes["/token"] = answer(json.dumps({"access_token": TOKEN}).encode())
    assert resolve(make_source(), server).text == CONFIG


def test_identity_token_is_posted(server, make_source, log_in, guard, answer):
    add_tokens(server, guard, answer)
    log_in(server.host, identitytoken="an-identity-token")
    assert resolve(make_source(), server).text == CONFIG
    method, path, headers, body = server.requests[1]
    assert (method, path, headers.get("authorization")) == ("POST", "/token", None)
    assert parse_qs(body.decode()) == {
        "grant_type": ["refresh_token"],
        "client_id": ["preimage"],
        "refresh_token": ["an-identity-token"],
        "service": ["the service"],
        "scope": ["repository:app:pull"],
    }


def test_registry_token_is_used_as_it_is(server, make_source, log_in, guard, answer):
    add_tokens(server, guard, answer)
    log_in(server.host, registrytoken=TOKEN)
    assert resolve(make_source(), server).text == CONFIG
    assert len(server.requests) == 3


def test_netrc_is_ignored(server, make_source, home, guard, monkeypatch):
    server.add_image(CONFIG)
    protect(server, guard, BASIC, 'Basic realm="x"')
    (home / ".netrc").write_text(f"machine 127.0.0.1 login user password {PASSWORD}\n")
    (home / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("NETRC", str(home / ".netrc"))
    with pytest.raises(BaseUnreadable, match="denies access with status 401"):
        resolve(make_source(), server)
    assert set(server.authorizations) == {""}


def test_error_no_credentials(server, make_source, guard, home, find_error):
    server.add_image(CONFIG)
    protect(server, guard, BASIC, 'Basic realm="x"')
    places = ", ".join(str(home / path) for path in PLACES)
    assert find_error(make_source(), server) == (
        "HOST/app:1: registry HOST denies access with status 401 UNAUTHORIZED: there may be no such repository, or it "
        f"needs `docker login`; asked without credentials: there is none of {places}"
    )
    assert len(server.requests) == 1


def test_error_no_credentials_for_this_registry(server, make_source, guard, home, log_in, find_error):
    server.add_image(CONFIG)
    protect(server, guard, BASIC, 'Basic realm="x"')
    log_in("other.example")
    assert find_error(make_source(), server).endswith(
        f"; asked without credentials: none for HOST in {home}/.docker/config.json"
    )


def test_error_wrong_password(server, make_source, home, log_in, guard, find_error):
    server.add_image(CONFIG)
    protect(server, guard, "Basic other", 'Basic realm="x"')
    log_in(server.host)
    text = find_error(make_source(), server)
    assert "denies access with status 401" in text
    assert text.endswith(f"; asked with those of {home}/.docker/config.json")
    assert len(server.requests) == 2


def test_error_forbidden(server, make_source, guard, answer, find_error):
    add_tokens(server, guard, answer)
    server.routes["/v2/app/manifests/1"] = answer(b"", 403)
    assert "denies access with status 403" in find_error(make_source(), server)


def test_error_refused_for_ever(server, make_source, log_in, guard, answer, find_error):
    add_tokens(server, guard, answer)
    protect(server, guard, "Bearer never", f'Bearer realm="{server.url}/token"')
    log_in(server.host)
    assert "denies access with status 401" in find_error(make_source(), server)
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    "challenge",
    [
        pytest.param("Negotiate", id="unknown scheme"),
        pytest.param("Bearer", id="no realm"),
        pytest.param('Digest realm="x", nonce="y"', id="digest"),
        pytest.param(", ,=,", id="nonsense"),
    ],
)
def test_error_challenge_is_not_supported(server, make_source, guard, find_error, challenge):
    server.add_image(CONFIG)
    protect(server, guard, "never", challenge)
    assert find_error(make_source(), server).endswith(
        "status 401 UNAUTHORIZED: it asks for no authentication that is supported"
    )


def test_error_registry_repeats_the_request(server, make_source, log_in, answer, find_error):
    log_in(server.host)

    def repeat(handler):
        sent = handler.headers["Authorization"]
        return answer(
            json.dumps({"errors": [{"code": sent, "message": sent}]}).encode(), 400 if sent else 401, CHALLENGE
        )

    server.routes["/v2/app/manifests/1"] = repeat
    assert find_error(make_source(), server) == "HOST/app:1: registry HOST answers with status 400"


# Token servers


@pytest.mark.parametrize(
    ("realm", "text"),
    [
        pytest.param("http://tokens.example/t", 'is not HTTPS: "http://tokens.example"', id="plain HTTP"),
        pytest.param("ftp://127.0.0.1/t", "is not HTTPS", id="another scheme"),
        pytest.param("/token", "is not HTTPS", id="no host"),
        pytest.param("https://169.254.169.254/t", 'is the link-local address "169.254.169.254"', id="link-local"),
        pytest.param("https://[fe80::1]/t", 'is the link-local address "fe80::1"', id="link-local IPv6"),
        pytest.param("https://user:pw@127.0.0.1/t", "holds a user name", id="user name"),
        pytest.param("https://a b/t", "is not a usable URL", id="blank"),
        pytest.param("https://127.0.0.1:99999/t", "has no usable host", id="port out of range"),
    ],
)
def test_error_token_server_is_not_allowed(server, make_source, log_in, guard, find_error, realm, text):
    server.add_image(CONFIG)
    protect(server, guard, "never", f'Bearer realm="{realm}"')
    log_in(server.host)
    assert find_error(make_source(), server) == f"HOST/app:1: the address of its token server {text}"
    assert len(server.requests) == 1


def test_error_token_server_redirects(server, start_server, make_source, log_in, guard, answer, find_error):
    thief = start_server()
    add_tokens(server, guard, answer)
    log_in(server.host)
    server.routes["/token"] = answer(b"", 307, {"Location": f"{thief.url}/a-signed-url"})
    assert find_error(make_source(), server) == (
        f"HOST/app:1: token server {server.url} of registry HOST redirects, which is not allowed".replace(
            server.host, "HOST"
        )
    )
    assert thief.requests == []


@pytest.mark.parametrize(
    ("body", "status", "text"),
    [
        pytest.param(b"{", 200, "gives no usable token", id="not JSON"),
        pytest.param(b"[]", 200, "gives no usable token", id="not an object"),
        pytest.param(b'{"token":""}', 200, "gives no usable token", id="empty token"),
        pytest.param(b'{"token":"a\\r\\nX-A: b"}', 200, "gives no usable token", id="line break in the token"),
        pytest.param(b'{"token":"\\u00e9"}', 200, "gives no usable token", id="token that is no ASCII"),
        pytest.param(b"[" * 100_000, 200, "gives no usable token", id="nested deeply"),
        pytest.param(b'{"token":"a-token-of-the-server"', 200, "gives no usable token", id="cut in the token"),
        pytest.param(b"", 418, "answers with status 418", id="other status"),
    ],
)
def test_error_no_token(server, make_source, guard, answer, find_error, body, status, text):
    add_tokens(server, guard, answer)
    server.routes["/token"] = answer(body, status)
    assert find_error(make_source(), server) == f"HOST/app:1: token server http://HOST of registry HOST {text}"


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        pytest.param({}, "the credentials for it are not accepted; asked with those of ", id="with a password"),
        pytest.param(None, "it needs `docker login`; asked without credentials: there is none of ", id="anonymous"),
    ],
)
def test_error_token_server_refuses(server, make_source, home, log_in, guard, answer, find_error, entry, text):
    add_tokens(server, guard, answer)
    server.routes["/token"] = answer(PASSWORD.encode(), 401)
    if entry is not None:
        log_in(server.host)
    assert find_error(make_source(), server).startswith(
        f"HOST/app:1: registry HOST gives no access: its token server http://HOST says that {text}{home}/.docker/"
    )


def test_error_token_is_large(server, make_source, guard, answer, find_error):
    add_tokens(server, guard, answer)
    server.routes["/token"] = answer(b" " * ((1 << 20) + 1))
    assert find_error(make_source(), server) == "HOST/app:1: registry HOST sent more than the limit of 1048576 bytes"


# Words of the registry


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        pytest.param("slow\n down\u001b[2J", ': "slow down\\x1b[2J"', id="made visible"),
        pytest.param("x" * 400, f': "{"x" * 300}"', id="bounded"),
        pytest.param("", "", id="none"),
        pytest.param(7, "", id="no text"),
        pytest.param(BASIC, "", id="with what was sent"),
        pytest.param(f"do not send {PASSWORD}", "", id="with the password"),
    ],
)
def test_error_too_many_requests(server, make_source, log_in, guard, answer, find_error, message, shown):
    server.add_image(CONFIG)
    body = json.dumps({"errors": [{"code": "TOOMANYREQUESTS", "message": message}]}).encode()
    for path in server.routes:
        server.routes[path] = answer(body, 429, {"Retry-After": "3600"})
    protect(server, guard, BASIC, 'Basic realm="x"')
    log_in(server.host)
    assert find_error(make_source(), server) == (
        f"HOST/app:1: registry HOST says that there are too many requests (429){shown} and asks to wait 3600 s"
    )


# Redirects


def test_redirect_to_another_host_loses_the_credentials(server, start_server, make_source, log_in, guard, answer):
    store = start_server()
    server.add_image(CONFIG)
    protect(server, guard, BASIC, 'Basic realm="x"')
    log_in(server.host)
    blob = next(path for path in server.routes if "/blobs/" in path)
    store.routes["/a-signed-url"] = answer(CONFIG)
    server.routes[blob] = answer(b"", 307, {"Location": f"{store.url}/a-signed-url"})
    assert resolve(make_source(), server).text == CONFIG
    assert server.authorizations == ["", BASIC, BASIC]
    assert store.authorizations == [""]


def test_redirect_is_not_logged(server, start_server, make_source, answer, caplog):
    store = start_server()
    server.add_image(CONFIG)
    blob = next(path for path in server.routes if "/blobs/" in path)
    store.routes["/blob"] = answer(CONFIG)
    server.routes[blob] = answer(b"", 307, {"Location": f"{store.url}/blob?signature=a-signed-url"})
    caplog.set_level(0)
    resolve(make_source(), server)
    assert store.paths == ["/blob?signature=a-signed-url"]
    assert "a-signed-url" not in caplog.text


def test_redirect_to_the_same_host_keeps_the_credentials(server, make_source, log_in, guard, answer):
    server.add_image(CONFIG)
    server.routes["/v2/elsewhere"] = answer(CONFIG)
    protect(server, guard, BASIC, 'Basic realm="x"')
    log_in(server.host)
    blob = next(path for path in server.routes if "/blobs/" in path)
    server.routes[blob] = answer(b"", 302, {"Location": "/v2/elsewhere"})
    assert resolve(make_source(), server).text == CONFIG
    assert server.authorizations == ["", BASIC, BASIC, BASIC]


def test_credentials_do_not_come_back(server, start_server, make_source, log_in, guard, answer, find_error):
    other = start_server()
    server.add_image(CONFIG)
    protect(server, guard, BASIC, 'Basic realm="x"')
    log_in(server.host)
    blob = next(path for path in server.routes if "/blobs/" in path)
    other.routes["/back"] = answer(b"", 302, {"Location": f"{server.url}/last"})
    server.routes[blob] = answer(b"", 302, {"Location": f"{other.url}/back"})
    server.routes["/last"] = answer(CONFIG)
    assert resolve(make_source(), server).text == CONFIG
    assert server.authorizations == ["", BASIC, BASIC, ""]


def test_redirect_to_another_scheme_loses_the_credentials(
    server, start_server, certificate, make_source, log_in, guard, answer, monkeypatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    store = start_server(certificate.make_context())
    server.add_image(CONFIG)
    protect(server, guard, BASIC, 'Basic realm="x"')
    log_in(server.host)
    blob = next(path for path in server.routes if "/blobs/" in path)
    server.routes[blob] = answer(b"", 307, {"Location": f"{store.url}/blob"})
    store.routes["/blob"] = answer(CONFIG)
    assert resolve(make_source(), server).text == CONFIG
    assert store.authorizations == [""]


def test_error_redirect_asks_for_credentials(server, start_server, make_source, log_in, guard, answer, find_error):
    thief = start_server()
    server.add_image(CONFIG)
    protect(server, guard, BASIC, 'Basic realm="x"')
    log_in(server.host)
    server.routes["/v2/app/manifests/1"] = answer(b"", 307, {"Location": f"{thief.url}/steal"})
    thief.routes["/steal"] = answer(b"", 401, {"WWW-Authenticate": 'Basic realm="x"'})
    assert "denies access with status 401" in find_error(make_source(), server)
    assert thief.authorizations == [""]


@pytest.mark.parametrize(
    ("location", "text"),
    [
        pytest.param("http://store.example/x", ' is not HTTPS: "http://store.example"', id="plain HTTP"),
        pytest.param("file:///etc/passwd", " is not HTTPS", id="file"),
        pytest.param("https://169.254.169.254/x", ' is the link-local address "169.254.169.254"', id="metadata server"),
        pytest.param("https://user:pw@127.0.0.1/x", " holds a user name", id="user name"),
        pytest.param("https://[::1/x", " is not a usable URL", id="broken IPv6"),
        pytest.param("", " names no target", id="no target"),
    ],
)
def test_error_redirect_is_not_allowed(server, make_source, answer, find_error, location, text):
    server.routes["/v2/app/manifests/1"] = answer(b"", 307, {"Location": location})
    assert find_error(make_source(), server) == f"HOST/app:1: a redirect of registry HOST{text}"


def test_error_redirects_without_end(server, make_source, answer, find_error):
    server.routes["/v2/app/manifests/1"] = answer(b"", 302, {"Location": "/v2/app/manifests/1"})
    assert find_error(make_source(), server) == "HOST/app:1: registry HOST redirects more than 5 times"
    assert len(server.requests) == 6


def test_error_redirect_leads_nowhere(server, start_server, make_source, answer, find_error):
    store = start_server()
    store.close()
    server.routes["/v2/app/manifests/1"] = answer(b"", 307, {"Location": f"{store.url}/x?signature=a-signed-url"})
    assert find_error(make_source(), server) == (
        f"HOST/app:1: {store.url}, to which registry HOST points, refuses the connection"
    )


# TLS and proxies: registry.test exists only behind the proxy


class Proxy:
    """A proxy that leads every CONNECT to a port on loopback, and keeps what it was asked."""

    def __init__(self, server, target) -> None:
        self.asked: list[tuple[str, str]] = []
        self._target = target
        self.url = server.url
        self.host = server.host
        server.routes["*"] = self._connect

    def _connect(self, handler) -> None:
        self.asked.append((handler.path, handler.headers.get("Proxy-Authorization", "")))
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        here = handler.connection
        with socket.create_connection(("127.0.0.1", self._target.port)) as there:
            others = {here: there, there: here}
            while True:
                for source in select.select([here, there], [], [])[0]:
                    data = source.recv(1 << 16)
                    if not data:
                        return
                    others[source].sendall(data)


@pytest.fixture
def tls_server(start_server, certificate):
    """A server over TLS, for registry.test."""
    server = start_server(certificate.make_context())
    server.host = "registry.test"
    return server


@pytest.fixture
def proxy(start_server, tls_server) -> Proxy:
    return Proxy(start_server(), tls_server)


def test_https_through_a_proxy(tls_server, proxy, certificate, make_source, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    tls_server.add_image(CONFIG)
    source = make_source(env={"HTTPS_PROXY": proxy.url.replace("//", f"//user:{PASSWORD}@")})
    assert resolve(source, tls_server).text == CONFIG
    assert proxy.asked == [("registry.test:443", BASIC)]
    assert tls_server.requests[0][2]["host"] == "registry.test"


def test_token_of_another_host(tls_server, proxy, certificate, make_source, log_in, guard, answer, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    add_tokens(tls_server, guard, answer, realm="https://tokens.test/token")
    log_in("registry.test")
    assert resolve(make_source(env={"https_proxy": proxy.host}), tls_server).text == CONFIG
    assert [name for name, _ in proxy.asked] == ["registry.test:443", "tokens.test:443"]


@pytest.mark.parametrize(
    ("realm", "text"),
    [
        pytest.param("http://tokens.test/token", 'is not HTTPS: "http://tokens.test"', id="plain HTTP"),
        pytest.param("http://127.0.0.1/token", 'is not HTTPS: "http://127.0.0.1"', id="plain loopback"),
        pytest.param("https://127.0.0.1/token", 'is the loopback address "127.0.0.1"', id="loopback"),
        pytest.param("https://localhost/token", 'is the loopback address "localhost"', id="localhost"),
        pytest.param("https://10.0.0.1/token", 'is the private address "10.0.0.1"', id="private"),
        pytest.param("https://0x7f.1/token", 'is the loopback address "0x7f.1"', id="loopback in disguise"),
        pytest.param("https://[::ffff:10.0.0.1]/t", 'is the private address "::ffff:10.0.0.1"', id="mapped IPv6"),
    ],
)
def test_error_public_registry_points_inside(
    tls_server, proxy, certificate, make_source, log_in, guard, find_error, monkeypatch, realm, text
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    tls_server.add_image(CONFIG)
    protect(tls_server, guard, "never", f'Bearer realm="{realm}"')
    log_in("registry.test")
    source = make_source(env={"HTTPS_PROXY": proxy.url})
    assert find_error(source, tls_server) == f"HOST/app:1: the address of its token server {text}"


def test_error_public_registry_redirects_inside(
    tls_server, proxy, certificate, make_source, answer, find_error, monkeypatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    tls_server.routes["/v2/app/manifests/1"] = answer(b"", 307, {"Location": "https://192.168.1.1/"})
    source = make_source(env={"HTTPS_PROXY": proxy.url})
    assert find_error(source, tls_server) == (
        'HOST/app:1: a redirect of registry HOST is the private address "192.168.1.1"'
    )


def test_error_certificate_is_unknown(tls_server, proxy, make_source, find_error):
    tls_server.add_image(CONFIG)
    source = make_source(env={"HTTPS_PROXY": proxy.url.replace("//", f"//user:{PASSWORD}@")})
    assert find_error(source, tls_server) == (
        "HOST/app:1: registry HOST has a certificate that is not accepted: self-signed certificate"
    )
    assert tls_server.requests == []


def test_error_server_speaks_no_tls(start_server, make_source, find_error):
    plain = start_server()
    plain.host = "registry.test"
    source = make_source(env={"HTTPS_PROXY": Proxy(start_server(), plain).url})
    assert "HOST/app:1: registry HOST speaks no TLS that is understood here" in find_error(source, plain)


def test_error_tls_that_drips(start_server, make_source, find_error):
    silent = socket.create_server(("127.0.0.1", 0))
    server = start_server()
    server.port = silent.getsockname()[1]
    server.host = "registry.test"
    source = make_source(env={"HTTPS_PROXY": Proxy(start_server(), server).url}, seconds=0.5)
    assert find_error(source, server).startswith("HOST/app:1: registry HOST did not answer")
    silent.close()


@pytest.mark.parametrize(
    ("proxy_url", "text"),
    [
        pytest.param(
            f"socks5://user:{PASSWORD}@127.0.0.1:1",
            "can be reached only by a proxy of an unsupported kind; HTTP and HTTPS are supported",
            id="SOCKS",
        ),
        pytest.param(f"http://user:{PASSWORD}@127.0.0.1:1", "refuses the connection", id="nobody there"),
    ],
)
def test_error_proxy(start_server, make_source, find_error, proxy_url, text):
    server = start_server()
    server.host = "registry.test"
    assert find_error(make_source(env={"HTTPS_PROXY": proxy_url}), server) == f"HOST/app:1: registry HOST {text}"


def test_insecure_registry_is_reached_over_http(start_server, make_source, log_in, guard):
    server = start_server()
    server.add_image(CONFIG)
    protect(server, guard, BASIC, 'Basic realm="x"')
    server.host = "registry.test:81"
    log_in(server.host)
    server.routes = {f"http://registry.test:81{path}": route for path, route in server.routes.items()}
    # That TLS is asked for first shows a proxy where nobody listens; no name is looked up.
    proxies = {"HTTP_PROXY": server.url, "HTTPS_PROXY": "http://127.0.0.1:1"}
    source = make_source(insecure=["registry.test:81"], env=proxies)
    assert resolve(source, server).text == CONFIG


def test_error_other_registry_is_not_reached_over_http(start_server, make_source, find_error):
    server = start_server()
    server.host = "registry.test:82"
    proxies = {"HTTP_PROXY": server.url, "HTTPS_PROXY": "http://127.0.0.1:1"}
    source = make_source(insecure=["registry.test:81"], env=proxies, seconds=3)
    assert find_error(source, server) == "HOST/app:1: registry HOST refuses the connection"
    assert server.requests == []


def test_loopback_is_reached_without_the_proxy(server, start_server, make_source):
    server.add_image(CONFIG)
    proxy = start_server()
    assert resolve(make_source(env={"HTTP_PROXY": proxy.url, "HTTPS_PROXY": proxy.url}), server).text == CONFIG
    assert proxy.requests == []


def test_docker_hub(start_server, certificate, make_source, log_in, guard, answer, monkeypatch):
    # The certificate is for another name, so this ends at TLS; where it would have gone to is what counts.
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    proxy = Proxy(start_server(), start_server(certificate.make_context()))
    with pytest.raises(BaseUnreadable, match=r"^docker.io/library/alpine:latest: registry docker.io has a certificate"):
        make_source(env={"HTTPS_PROXY": proxy.url}).resolve(parse_reference("alpine"), AMD64)
    assert proxy.asked == [("registry-1.docker.io:443", "")]


def test_error_not_found_needs_no_login(server, make_source, guard, answer, find_error):
    add_tokens(server, guard, answer)
    server.routes["/v2/app/manifests/2"] = guard(answer(b"", 404), f"Bearer {TOKEN}", "")
    source = make_source()
    resolve(source, server)
    assert find_error(source, server, BaseNotFound, "app:2").endswith("registry HOST does not know it (404)")


def test_loopback_speaks_tls(start_server, certificate, make_source):
    server = start_server(certificate.make_context())
    server.add_image(CONFIG)
    assert resolve(make_source(env={"SSL_CERT_FILE": str(certificate.file)}), server).text == CONFIG


def test_error_certificate_that_nobody_signed(start_server, certificate, make_source, find_error):
    server = start_server(certificate.make_context())
    server.add_image(CONFIG)
    source = make_source()
    for _ in range(2):
        assert find_error(source, server) == (
            "HOST/app:1: registry HOST has a certificate that is not accepted: self-signed certificate"
        )


def test_insecure_registry_may_have_any_certificate(start_server, certificate, make_source, recwarn):
    server = start_server(certificate.make_context())
    server.add_image(CONFIG)
    assert resolve(make_source(insecure=[server.host]), server).text == CONFIG
    assert list(recwarn) == []


def test_error_insecure_is_for_one_host_only(start_server, certificate, make_source, answer, find_error):
    server, other = start_server(certificate.make_context()), start_server(certificate.make_context())
    server.add_image(CONFIG)
    blob = next(path for path in server.routes if "/blobs/" in path)
    server.routes[blob] = answer(b"", 307, {"Location": f"{other.url}/blob"})
    text = find_error(make_source(insecure=[server.host]), server)
    assert text.endswith("points, has a certificate that is not accepted: self-signed certificate")
    assert other.requests == []


def test_error_unreachable_registry_is_waited_for_once(start_server, make_source, find_error):
    server = start_server()
    server.close()
    source = make_source()
    assert find_error(source, server) == "HOST/app:1: registry HOST refuses the connection"
    started = time.monotonic()
    assert find_error(source, server, name="app:2") == "HOST/app:2: registry HOST refuses the connection"
    assert time.monotonic() - started < 0.2
