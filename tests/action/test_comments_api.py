"""The client of the servers: what it gives, and what it says of answers that are none."""

from __future__ import annotations

import pytest

import comments_api
from comments_api import Server, ServerError, find_comment


@pytest.fixture
def server(comments) -> Server:
    return Server(f"{comments.address}/", {"Authorization": "Bearer x"})


def test_list_of_several_pages(server, comments) -> None:
    for number in range(201):
        comments.add(str(number))
    assert [entry["body"] for entry in server.list_pages("/c")] == [str(number) for number in range(201)]
    assert len(comments.requests) == 3


def test_error_list_that_does_not_end(server, comments, monkeypatch) -> None:
    monkeypatch.setattr(comments_api, "PAGES_LIMIT", 2)
    for number in range(201):
        comments.add(str(number))
    with pytest.raises(ServerError) as caught:
        list(server.list_pages("/c"))
    assert str(caught.value) == "GET /c: there are more than 200 comments"


def test_error_answer_that_is_too_large(server, comments, monkeypatch) -> None:
    monkeypatch.setattr(comments_api, "ANSWER_LIMIT", 100)
    comments.raw = b"[" + b" " * 100 + b"]"
    with pytest.raises(ServerError) as caught:
        server.send("GET", "/c?per_page=1&page=1")
    assert str(caught.value) == "GET /c: the answer has more than 100 bytes"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param(b'{"message": "no"}', "POST /c: 403 no", id="a message"),
        pytest.param(b"[]", "POST /c: 403 ", id="no object"),
        pytest.param(b"\xff", "POST /c: 403 ", id="no JSON"),
    ],
)
def test_error_status(server, comments, raw, text) -> None:
    comments.denies, comments.raw = (403, ("POST",)), raw
    with pytest.raises(ServerError) as caught:
        server.send("POST", "/c", "text")
    assert (str(caught.value), caught.value.is_denied) == (text, True)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "nowhere", ""])
def test_error_server_that_is_not_there(address) -> None:
    with pytest.raises(ServerError) as caught:
        Server(address, {}).send("GET", "/c")
    assert str(caught.value).startswith("GET /c: ")
    assert not caught.value.is_denied


@pytest.mark.parametrize(
    ("entry", "number"),
    [
        pytest.param({"id": 7, "body": "<!-- m -->\nx"}, "7", id="found"),
        pytest.param({"id": 7, "body": "x <!-- m -->"}, "", id="the marker elsewhere"),
        pytest.param({"id": "7/../8", "body": "<!-- m -->"}, "", id="an id that is no number"),
        pytest.param({"body": None}, "", id="no text"),
    ],
)
def test_comment_is_found(entry, number) -> None:
    assert find_comment(iter([entry]), "<!-- m -->", lambda comment: True) == number
    assert find_comment(iter([entry]), "<!-- m -->", lambda comment: False) == ""
