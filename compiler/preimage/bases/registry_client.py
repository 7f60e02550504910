"""The distribution protocol, as far as configs need it: manifests and blobs of a registry, with authentication.

Every request is bounded to 30 s in total, with its redirects, retries and pauses.
"""

from __future__ import annotations

import random
import re
import time
from dataclasses import dataclass

from preimage.bases.credentials import Credentials, CredentialStore
from preimage.bases.deadlines import SlowNotice, pause
from preimage.bases.hosts import HostRules, Target
from preimage.bases.manifests import (
    DOCKER_LIST,
    DOCKER_MANIFEST,
    MANIFEST_LIMIT,
    OCI_INDEX,
    OCI_MANIFEST,
    strip_parameters,
)
from preimage.bases.secrets import NO_SECRET, Secret
from preimage.bases.tokens import (
    TOKEN_LIMIT,
    Challenge,
    Token,
    choose_challenge,
    make_token_request,
    parse_challenges,
    parse_token,
)
from preimage.bases.transport import Request, Response, Transport
from preimage.model.errors import BaseNotFound, BaseUnreadable

_ATTEMPTS = 4
_FIRST_PAUSE = 0.25
_REDIRECTS = 5
_PASSING = frozenset((429, 500, 502, 503, 504))
_REDIRECTING = frozenset((301, 302, 303, 307, 308))
_MANIFEST_ACCEPT = ", ".join((OCI_INDEX, DOCKER_LIST, OCI_MANIFEST, DOCKER_MANIFEST))
_ANY = "*/*"
# Docker Hub answers on another host than its images are named after.
_HUB = "docker.io"
_HUB_SERVER = "registry-1.docker.io"
# The protocol's own codes; other text of a registry is not repeated, since it may repeat our request.
_CODES = frozenset(
    (
        "BLOB_UNKNOWN",
        "DENIED",
        "DIGEST_INVALID",
        "MANIFEST_INVALID",
        "MANIFEST_UNKNOWN",
        "NAME_INVALID",
        "NAME_UNKNOWN",
        "SIZE_INVALID",
        "TOOMANYREQUESTS",
        "UNAUTHORIZED",
        "UNSUPPORTED",
    )
)


@dataclass(frozen=True, slots=True)
class Document:
    """A manifest or index as a registry sent it: nothing is checked but its size."""

    data: bytes
    media_type: str
    claimed_digest: str


class RegistryClient:
    """One registry. It may be used by several threads; they then may ask for the same token more than once."""

    def __init__(
        self,
        host: str,
        transport: Transport,
        credentials: CredentialStore,
        rules: HostRules,
        seconds: float,
    ) -> None:
        """Raises BaseUnreadable if ``host`` is no host name."""
        self.host = host
        self._server = rules.find_server(_HUB_SERVER if host == _HUB else host)
        self._transport = transport
        self._credentials = credentials
        self._rules = rules
        self._seconds = seconds
        self._challenge: Challenge | None = None
        self._tokens: dict[str, Token] = {}
        self._basic: dict[str, Secret] = {}

    def fetch_manifest(self, path: str, tag_or_digest: str, notice: SlowNotice) -> Document:
        """Give the manifest or index that a tag or digest of a repository stands for.

        Raises:
            BaseNotFound: the registry does not know it.
            BaseUnreadable: the registry cannot be reached, denies access or does not keep to the protocol.
        """
        response = self._fetch(path, f"manifests/{tag_or_digest}", _MANIFEST_ACCEPT, MANIFEST_LIMIT, notice)
        return Document(
            response.body,
            strip_parameters(response.headers.get("content-type", "")),
            response.headers.get("docker-content-digest", "").strip(),
        )

    def fetch_blob(self, path: str, digest: str, limit: int, notice: SlowNotice) -> bytes:
        """Give a blob of a repository, unchecked but for its size.

        Raises:
            BaseNotFound: the registry does not know it.
            BaseUnreadable: as for `fetch_manifest`.
        """
        return self._fetch(path, f"blobs/{digest}", _ANY, limit, notice).body

    def _fetch(self, path: str, rest: str, accept: str, limit: int, notice: SlowNotice) -> Response:
        """Send a request with what authentication is known to be needed, and once again with what a 401 asks for."""
        from urllib.parse import quote as quote_url

        target = Target(self._server, f"/v2/{quote_url(path, safe='/')}/{quote_url(rest, safe='/:')}")
        authorization = self._authorize(path, notice) if self._challenge is not None else NO_SECRET
        response = self._follow(Request(target, accept, authorization), limit, notice)
        if response.status == 401 and response.target == target:
            challenge = choose_challenge(parse_challenges(response.challenges))
            if challenge is None:
                raise self._deny(response, "it asks for no authentication that is supported")
            self._challenge = challenge
            self._tokens.pop(path, None)
            authorization = self._authorize(path, notice)
            if authorization:
                response = self._follow(Request(target, accept, authorization), limit, notice)
        return self._check(response)

    def _check(self, response: Response) -> Response:
        if response.status == 200:
            return response
        if response.status == 404:
            raise BaseNotFound(f"registry {self.host} does not know it")
        if response.status in (401, 403):
            raise self._deny(response, "there may be no such repository, or it needs `docker login`")
        raise BaseUnreadable(f"registry {self.host} answers with status {response.status}{_read_code(response.body)}")

    def _deny(self, response: Response, reason: str) -> BaseUnreadable:
        return BaseUnreadable(f"registry {self.host} denies access with status {response.status}: {reason}")

    def _authorize(self, path: str, notice: SlowNotice) -> Secret:
        """Give the ``Authorization`` that the registry asked for; empty if we have none.

        Raises:
            BaseUnreadable: no token can be had, or credentials cannot be read.
        """
        challenge = self._challenge
        if challenge is None:
            return NO_SECRET
        if challenge.scheme == "basic":
            if path not in self._basic:
                credentials = self._credentials.find(self.host, path, notice)
                self._basic[path] = credentials.make_basic() if credentials is not None else NO_SECRET
            return self._basic[path]
        token = self._tokens.get(path)
        if token is None or not token.is_fresh():
            credentials = self._credentials.find(self.host, path, notice)
            if credentials is not None and credentials.registry_token:
                return _make_bearer(credentials.registry_token)
            token = self._tokens[path] = self._fetch_token(challenge, path, credentials, notice)
        return _make_bearer(token.secret)

    def _fetch_token(
        self, challenge: Challenge, path: str, credentials: Credentials | None, notice: SlowNotice
    ) -> Token:
        asked = make_token_request(challenge, path, credentials, self._server, self._rules)
        request = Request(asked.target, "application/json", asked.authorization, asked.form)
        server = asked.target.server.url
        # Not followed: a redirect would carry the password, or let somebody else make the token.
        response = self._send(request, TOKEN_LIMIT, time.monotonic() + self._seconds, notice)
        if response.status in (401, 403):
            known = "the credentials for it are not accepted" if credentials else "it needs `docker login`"
            raise BaseUnreadable(f"registry {self.host} gives no access: its token server {server} says that {known}")
        if response.status in _REDIRECTING:
            raise BaseUnreadable(f"token server {server} of registry {self.host} redirects, which is not allowed")
        if response.status != 200:
            raise BaseUnreadable(f"token server {server} of registry {self.host} answers with status {response.status}")
        token = parse_token(response.body)
        if token is None:
            raise BaseUnreadable(f"token server {server} of registry {self.host} gives no usable token")
        return token

    def _follow(self, request: Request, limit: int, notice: SlowNotice) -> Response:
        """Send a request and follow redirects; what authorizes it goes to no other server, and is lost by then."""
        deadline = time.monotonic() + self._seconds
        for _ in range(_REDIRECTS + 1):
            response = self._send(request, limit, deadline, notice)
            if response.status not in _REDIRECTING:
                return response
            target = self._locate(response)
            is_same = target.server == request.target.server
            request = Request(target, request.accept, request.authorization if is_same else NO_SECRET)
        raise BaseUnreadable(f"registry {self.host} redirects more than {_REDIRECTS} times")

    def _locate(self, response: Response) -> Target:
        """Give the checked target of a redirect."""
        from urllib.parse import urljoin

        subject = f"a redirect of registry {self.host}"
        location = response.headers.get("location", "")
        if not location:
            raise BaseUnreadable(f"{subject} names no target")
        try:
            url = urljoin(response.target.url, location)
        except ValueError:
            raise BaseUnreadable(f"{subject} is not a usable URL") from None
        # Where the one sits that redirects decides, not where the chain began.
        return self._rules.check_target(url, response.target.server, subject)

    def _send(self, request: Request, limit: int, deadline: float, notice: SlowNotice) -> Response:
        """Send a request, again after a pause while what is wrong may pass.

        Raises:
            BaseUnreadable: it is still wrong after four attempts, or there is no time left.
        """
        name = f"registry {self.host}"
        if request.target.server != self._server:
            # Without the path and query: those of a redirect may carry a signature, which is a secret.
            name = f"{request.target.server.url}, to which registry {self.host} points,"
        for attempt in range(1, _ATTEMPTS + 1):
            outcome = self._transport.exchange(request, limit, deadline, notice)
            if isinstance(outcome, Response):
                if outcome.status not in _PASSING:
                    return outcome
                reason = _describe_status(outcome.status)
                seconds = _read_retry_after(outcome.headers.get("retry-after", ""))
            else:
                reason, seconds = outcome.reason, None
                if not outcome.is_passing:
                    break
            if seconds is None:
                seconds = _FIRST_PAUSE * 2 ** (attempt - 1) * random.uniform(0.75, 1.25)
            if attempt == _ATTEMPTS:
                reason += f", {attempt} times"
                break
            if time.monotonic() + seconds >= deadline:
                reason += f" and asks to wait {seconds:.0f} s"
                break
            pause(seconds, notice)
        raise BaseUnreadable(f"{name} {reason}")


def _make_bearer(token: Secret) -> Secret:
    return Secret(f"Bearer {token.reveal()}")


def _describe_status(status: int) -> str:
    return "says that there are too many requests" if status == 429 else f"answers with status {status}"


def _read_retry_after(text: str) -> float | None:
    """Read ``Retry-After``: seconds or a date; None if it is neither."""
    text = text.strip()
    if re.fullmatch(r"[0-9]{1,9}", text, re.ASCII):
        return float(text)
    from datetime import UTC, datetime
    from email.utils import parsedate_to_datetime

    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return max(0.0, (date - datetime.now(UTC)).total_seconds())


def _read_code(body: bytes) -> str:
    """Give the error code in the answer of a registry, in parentheses after a blank; empty if there is none."""
    import json

    try:
        code = json.loads(body.decode("utf-8"))["errors"][0]["code"]
    except (ValueError, RecursionError, LookupError, TypeError):
        return ""
    return f" ({code})" if isinstance(code, str) and code in _CODES else ""
