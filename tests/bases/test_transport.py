from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from preimage.bases.deadlines import SlowNotice
from preimage.bases.hosts import HostRules, Server, Target
from preimage.bases.secrets import Secret
from preimage.bases.transport import Failure, Request, Response, Transport

QUIET = SlowNotice(None, "")


@pytest.fixture
def transport():
    transport = Transport({})
    yield transport
    transport.close()


def send(transport: Transport, server, path: str = "/", limit: int = 100, seconds: float = 5, **more):
    target = HostRules().check_target(server.url + path, Server("http", "127.0.0.1", 80), "it")
    return transport.exchange(Request(target, "*/*", **more), limit, time.monotonic() + seconds, QUIET)


def test_answer(transport, server, answer):
    server.routes["/"] = answer(b"body", headers={"X-Name": "value"})
    response = send(transport, server)
    assert isinstance(response, Response)
    assert (response.status, response.body, response.headers["x-name"]) == (200, b"body", "value")
    assert response.target.url == f"{server.url}/"


def test_request(transport, server, answer):
    server.routes["/"] = answer()
    send(transport, server, authorization=Secret("Basic x"))
    send(transport, server, form=Secret("a=b"))
    (get, _, get_headers, _), (post, _, post_headers, body) = server.requests
    assert (get, post, body) == ("GET", "POST", b"a=b")
    assert get_headers == {
        "host": server.host,
        "accept": "*/*",
        "accept-encoding": "identity",
        "user-agent": "preimage",
        "authorization": "Basic x",
    }
    assert post_headers["content-type"] == "application/x-www-form-urlencoded"


def test_nothing_of_an_exchange_is_logged(transport, server, caplog):
    """A URL may hold a signature, and the library logs it in several modules."""

    def break_headers(handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n broken\r\nContent-Length: 0\r\n\r\n")

    server.routes["/?signature=x"] = break_headers
    caplog.set_level(logging.DEBUG)
    import urllib3.connection

    send(transport, server, "/?signature=x")
    assert [record.name for record in caplog.records if record.name.startswith("urllib3")] == []
    # Other users of the library keep their logs.
    logging.getLogger("urllib3.connection").warning("of others")
    assert [record.message for record in caplog.records if record.name == urllib3.connection.__name__] == ["of others"]


def test_several_challenges(transport, server):
    def challenge(handler) -> None:
        handler.wfile.write(
            b"HTTP/1.1 401 No\r\nWWW-Authenticate: A\r\nWWW-Authenticate: B\r\nContent-Length: 0\r\n\r\n"
        )

    server.routes["/"] = challenge
    response = send(transport, server)
    assert isinstance(response, Response)
    assert response.challenges == ["A", "B"]


@pytest.mark.parametrize("size", [0, 99, 100])
def test_body_within_the_limit(transport, server, answer, size):
    server.routes["/"] = answer(b"x" * size)
    assert send(transport, server).body == b"x" * size


def test_error_body_over_the_limit(transport, server, answer):
    server.routes["/"] = answer(b"x" * 101)
    assert send(transport, server) == Failure("sent more than the limit of 100 bytes")


def test_body_of_an_error_is_cut(transport, server, answer):
    server.routes["/"] = answer(b"x" * 100_000, 404)
    response = send(transport, server, limit=1 << 20)
    assert (response.status, len(response.body)) == (404, 64 << 10)


def test_redirect_is_not_followed(transport, server, answer):
    server.routes["/"] = answer(b"", 302, {"Location": "/other"})
    assert send(transport, server).status == 302
    assert server.paths == ["/"]


def test_cookies_are_not_kept(transport, server, answer):
    server.routes["/"] = answer(b"", headers={"Set-Cookie": "a=b"})
    send(transport, server)
    send(transport, server)
    assert "cookie" not in server.requests[1][2]


def answer_after(seconds: float, answer: object) -> Callable[[object], object]:
    def wait_and_answer(handler: object) -> object:
        time.sleep(seconds)
        return answer

    return wait_and_answer


def test_error_time_is_up_while_others_go_on(transport, server, answer):
    server.routes["/slow"] = answer_after(1.5, answer(b"late"))
    server.routes["/long"] = answer_after(0.8, answer(b"in time"))
    outcomes: dict[str, Any] = {}
    threads = [
        threading.Thread(target=lambda: outcomes.update(long=send(transport, server, "/long"))),
        threading.Thread(target=lambda: outcomes.update(slow=send(transport, server, "/slow", seconds=0.3))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes["slow"].reason in ("did not answer within 1 s", "did not answer in time")
    assert outcomes["long"].body == b"in time"


def test_error_header_that_cannot_be_sent(transport, server):
    outcome = send(transport, server, authorization=Secret("Basic \u20ac"))
    assert isinstance(outcome, Failure)
    assert server.requests == []


def test_error_nobody_listens(transport, server):
    server.close()
    assert send(transport, server) == Failure("refuses the connection", kind="unreachable")


def test_request_is_shown_without_secrets():
    request = Request(Target(Server("https", "a", 443), "/"), "*/*", Secret("hunter2"), Secret("hunter2"))
    assert "hunter2" not in repr(request)
    assert "hunter2" not in repr(Response(request.target, 200, {"a": "hunter2"}, ["hunter2"], b"hunter2"))
