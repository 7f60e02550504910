"""What a registry asks for when it answers 401, and the token that a token server gives for it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from preimage.bases.hosts import HostRules, Server, Target
from preimage.bases.secrets import NO_SECRET, Secret
from preimage.golang.jsonvalues import parse_json
from preimage.model.errors import BaseUnreadable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.bases.credentials import Credentials

TOKEN_LIMIT = 1 << 20
"""Bytes of the answer of a token server."""

_CLIENT_ID = "preimage"
_HEADER_LIMIT = 16 << 10
_SERVICE_LIMIT = 1024
# Docker's rule: a token that names no time, or a shorter one, serves for a minute.
_SHORTEST_SECONDS = 60.0
_LONGEST_SECONDS = 3600.0
_MARGIN_SECONDS = 5.0

# A name, and what stands after "=" if anything does; what lies between these is skipped.
_ITEM = re.compile(r"([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^\s,\"]*)))?", re.ASCII)
_ESCAPE = re.compile(r"\\(.)")
_USABLE_TOKEN = re.compile(r"[!-~]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Challenge:
    """One way to authenticate that a server offers; scheme and names of parameters are in lower case."""

    scheme: str
    parameters: dict[str, str]


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """What to ask a token server: a GET, with the password if there is one, or a POST of an identity token."""

    target: Target
    authorization: Secret
    form: Secret


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token and the time of ``time.monotonic`` until which it serves."""

    secret: Secret
    expires: float = field(compare=False)

    def is_fresh(self) -> bool:
        return time.monotonic() < self.expires


def parse_challenges(headers: Iterable[str]) -> list[Challenge]:
    """Parse the values of ``WWW-Authenticate``, each of which may hold several challenges.

    What is no challenge is skipped; of a parameter that comes twice the first one counts.
    """
    challenges: list[Challenge] = []
    for header in headers:
        current: Challenge | None = None
        for match in _ITEM.finditer(header[:_HEADER_LIMIT]):
            name, quoted, plain = match.groups()
            if quoted is None and plain is None:
                current = Challenge(name.lower(), {})
                challenges.append(current)
            elif current is not None:
                value = _ESCAPE.sub(r"\1", quoted) if quoted is not None else plain
                current.parameters.setdefault(name.lower(), value)
    return challenges


def choose_challenge(challenges: Iterable[Challenge]) -> Challenge | None:
    """Give the challenge to answer: one for a token, else one for a password, else none."""
    known = {challenge.scheme: challenge for challenge in reversed(list(challenges))}
    bearer = known.get("bearer")
    if bearer is not None and bearer.parameters.get("realm"):
        return bearer
    return known.get("basic")


def make_token_request(
    challenge: Challenge, path: str, credentials: Credentials | None, registry: Server, rules: HostRules
) -> TokenRequest:
    """Make the request for a token that allows pulling from a repository, whatever more the registry asks for.

    Raises:
        BaseUnreadable: the registry names a token server that must not be spoken to.
    """
    target = rules.check_target(challenge.parameters["realm"], registry, "the address of its token server")
    service = challenge.parameters.get("service", "")[:_SERVICE_LIMIT]
    asked = {"service": service, "scope": f"repository:{path}:pull"}
    if not service:
        del asked["service"]
    if credentials is not None and credentials.identity_token:
        return TokenRequest(target, NO_SECRET, _make_form(asked, credentials.identity_token))
    authorization = credentials.make_basic() if credentials is not None else NO_SECRET
    return TokenRequest(Target(target.server, _add_query(target.path, asked)), authorization, NO_SECRET)


def parse_token(body: bytes) -> Token | None:
    """Parse the answer of a token server; None if there is no usable token in it."""
    # No exception may leave this function, which holds the token.
    try:
        answer = parse_json(body.decode("utf-8"))
    except ValueError:
        return None
    if not isinstance(answer, dict):
        return None
    text = answer.get("token") or answer.get("access_token")
    if not isinstance(text, str) or not _USABLE_TOKEN.fullmatch(text):
        return None
    seconds = answer.get("expires_in")
    if not isinstance(seconds, (int, float)) or isinstance(seconds, bool):
        seconds = _SHORTEST_SECONDS
    seconds = min(max(seconds, _SHORTEST_SECONDS), _LONGEST_SECONDS)
    return Token(Secret(text), time.monotonic() + seconds - _MARGIN_SECONDS)


def _make_form(asked: dict[str, str], identity_token: Secret) -> Secret:
    from urllib.parse import urlencode

    form = {"grant_type": "refresh_token", "client_id": _CLIENT_ID, "refresh_token": identity_token.reveal()}
    return Secret(urlencode(asked | form, errors="replace"))


def _add_query(path: str, asked: dict[str, str]) -> str:
    """Add parameters to a path; those of the same names are dropped, so that no registry asks in our name for more."""
    from urllib.parse import parse_qsl, urlencode

    path, _, query = path.partition("?")
    try:
        own = parse_qsl(query, keep_blank_values=True, max_num_fields=64)
    except ValueError:
        raise BaseUnreadable("the address of its token server is not a usable URL") from None
    kept = [(name, value) for name, value in own if name not in ("scope", "service")]
    return f"{path}?{urlencode([*kept, *asked.items()], errors='replace')}"
