from __future__ import annotations

import json
import time

import pytest

from preimage.bases.credentials import Credentials
from preimage.bases.hosts import HostRules, Server
from preimage.bases.secrets import Secret
from preimage.bases.tokens import Challenge, choose_challenge, make_token_request, parse_challenges, parse_token

REGISTRY = Server("https", "registry.example", 443)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        pytest.param([], [], id="none"),
        pytest.param(['Basic realm="x"'], [("basic", {"realm": "x"})], id="basic"),
        pytest.param(
            ['Bearer realm="https://a/t",service="s",scope="repository:a:pull,push"'],
            [("bearer", {"realm": "https://a/t", "service": "s", "scope": "repository:a:pull,push"})],
            id="bearer with a comma in a value",
        ),
        pytest.param(
            ["BEARER Realm = x , SERVICE=y"],
            [("bearer", {"realm": "x", "service": "y"})],
            id="case, blanks and no quotes",
        ),
        pytest.param(
            ['Basic realm="a", Bearer realm="b"'],
            [("basic", {"realm": "a"}), ("bearer", {"realm": "b"})],
            id="two in one header",
        ),
        pytest.param(
            ["Negotiate", 'Basic realm="a"'], [("negotiate", {}), ("basic", {"realm": "a"})], id="two headers"
        ),
        pytest.param(['Basic realm="a\\"b\\\\"'], [("basic", {"realm": 'a"b\\'})], id="escapes"),
        pytest.param(['Basic realm="a",realm="b"'], [("basic", {"realm": "a"})], id="the first of equals"),
        pytest.param(['realm="a"'], [], id="parameter of nothing"),
        pytest.param([", ,,"], [], id="commas"),
        pytest.param(['Basic realm="a'], [("basic", {"realm": ""}), ("a", {})], id="no closing quote"),
    ],
)
def test_challenges(headers, expected):
    assert [(found.scheme, found.parameters) for found in parse_challenges(headers)] == expected


@pytest.mark.parametrize(
    "text", ["=" * 100_000, "a " * 50_000, 'Basic a="' + "\\" * 100_000, "," * 100_000, "a=" * 50_000]
)
def test_hostile_header_is_read_quickly(text):
    started = time.monotonic()
    parse_challenges([text])
    assert time.monotonic() - started < 1


@pytest.mark.parametrize(
    ("challenges", "expected"),
    [
        pytest.param([("basic", {}), ("bearer", {"realm": "r"})], "bearer", id="a token rather than a password"),
        pytest.param([("bearer", {}), ("basic", {})], "basic", id="bearer without a realm"),
        pytest.param([("digest", {})], None, id="unknown"),
        pytest.param([], None, id="none"),
    ],
)
def test_choice(challenges, expected):
    chosen = choose_challenge([Challenge(*challenge) for challenge in challenges])
    assert (chosen and chosen.scheme) == expected


@pytest.mark.parametrize(
    ("parameters", "credentials", "url", "authorization", "form"),
    [
        pytest.param(
            {"realm": "https://t.example/t", "service": "s"},
            None,
            "https://t.example/t?service=s&scope=repository%3Aa%2Fb%3Apull",
            "",
            "",
            id="anonymous",
        ),
        pytest.param(
            {"realm": "https://t.example/t?x=1&scope=repository:other:push&service=z"},
            None,
            "https://t.example/t?x=1&scope=repository%3Aa%2Fb%3Apull",
            "",
            "",
            id="realm that asks for more",
        ),
        pytest.param(
            {"realm": "https://t.example", "service": "a&b=c"},
            Credentials(Secret("user"), Secret("pass")),
            "https://t.example/?service=a%26b%3Dc&scope=repository%3Aa%2Fb%3Apull",
            "Basic dXNlcjpwYXNz",
            "",
            id="password",
        ),
        pytest.param(
            {"realm": "https://t.example/t"},
            Credentials(Secret("user"), Secret("pass"), Secret("identity")),
            "https://t.example/t",
            "",
            "scope=repository%3Aa%2Fb%3Apull&grant_type=refresh_token&client_id=preimage&refresh_token=identity",
            id="identity token",
        ),
    ],
)
def test_request(parameters, credentials, url, authorization, form):
    request = make_token_request(Challenge("bearer", parameters), "a/b", credentials, REGISTRY, HostRules())
    assert request.target.url == url
    assert request.authorization.reveal() == authorization
    assert request.form.reveal() == form


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param({"token": "a.b-c"}, "a.b-c", id="token"),
        pytest.param({"access_token": "abc"}, "abc", id="access token"),
        pytest.param({"token": "abc", "access_token": "def"}, "abc", id="both"),
        pytest.param({"token": "abc", "expires_in": "soon"}, "abc", id="time is a string"),
        pytest.param({"token": "abc", "expires_in": float("nan")}, None, id="no JSON"),
        pytest.param({"token": "a b"}, None, id="blank"),
        pytest.param({"token": 7}, None, id="number"),
        pytest.param({}, None, id="none"),
        pytest.param([], None, id="list"),
    ],
)
def test_token(answer, expected):
    token = parse_token(json.dumps(answer).encode())
    assert (token and token.secret.reveal()) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        pytest.param(None, 55, id="not given"),
        pytest.param(1, 55, id="too short"),
        pytest.param(300, 295, id="given"),
        pytest.param(10**9, 3595, id="too long"),
    ],
)
def test_time_of_a_token(seconds, expected):
    token = parse_token(json.dumps({"token": "abc", "expires_in": seconds}).encode())
    assert token is not None
    assert token.is_fresh()
    assert token.expires - time.monotonic() == pytest.approx(expected, abs=1)
