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
from preimage.bases.transport import Failure, Request, Response, Transport
from preimage.golang.quoting import quote
from preimage.model.errors import ABSENT, DENIED, LIMITED, BaseNotFound, BaseUnreadable

_ATTEMPTS = 4
_FIRST_PAUSE = 0.25
_REDIRECTS = 5
_UNREACHABLE_SECONDS = 30.0
_SHOWN_CHARACTERS = 300
_PASSING = frozenset((429, 500, 502, 503, 504))
_REDIRECTING = frozenset((301, 302, 303, 307, 308))
_MANIFEST_ACCEPT = ", ".join((OCI_INDEX, DOCKER_LIST, OCI_MANIFEST, DOCKER_MANIFEST))
_ANY = "*/*"
# Docker Hub answers on another host than its images are named after.
_HUB = "docker.io"
_HUB_SERVER = "registry-1.docker.io"
# The protocol's own codes; other text of a registry may repeat our request, and what is secret in it.
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
        self._servers = rules.list_servers(_HUB_SERVER if host == _HUB else host)
        self._server = self._servers[0]
        self._transport = transport
        self._credentials = credentials
        self._rules = rules
        self._seconds = seconds
        self._challenge: Challenge | None = None
        self._tokens: dict[str, Token] = {}
        self._basic: dict[str, Secret] = {}
        self._sources: dict[str, str] = {}
        self._unreachable = Failure("")
        self._unreachable_until = 0.0

    def find_digest(self, path: str, tag: str, notice: SlowNotice) -> str:
        """Give the digest that the registry says a tag has, by a request that counts as no pull; empty: it says none.

        Raises:
            BaseUnreadable: the registry cannot be reached, or credentials cannot be read.
        """
        response, _ = self._ask(path, f"manifests/{tag}", _MANIFEST_ACCEPT, 0, notice, is_head=True)
        return response.headers.get("docker-content-digest", "").strip() if response.status == 200 else ""

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
        response, authorization = self._ask(path, rest, accept, limit, notice)
        return self._check(response, path, authorization)

    def _ask(
        self, path: str, rest: str, accept: str, limit: int, notice: SlowNotice, is_head: bool = False
    ) -> tuple[Response, Secret]:
        """Send a request with what authentication is known to be needed, and once again with what a 401 asks for.

        Gives the answer, whatever it is, and what was shown to have it.
        """
        from urllib.parse import quote as quote_url

        place = f"/v2/{quote_url(path, safe='/')}/{quote_url(rest, safe='/:')}"
        try:
            return self._ask_server(Target(self._server, place), path, accept, limit, notice, is_head)
        except _SpeaksPlainHTTP:
            self._server = self._servers[-1]
            return self._ask_server(Target(self._server, place), path, accept, limit, notice, is_head)

    def _ask_server(
        self, target: Target, path: str, accept: str, limit: int, notice: SlowNotice, is_head: bool
    ) -> tuple[Response, Secret]:
        authorization = self._authorize(path, notice) if self._challenge is not None else NO_SECRET
        response = self._follow(Request(target, accept, authorization, is_head=is_head), limit, notice)
        if response.status == 401 and response.target == target:
            challenge = choose_challenge(parse_challenges(response.challenges))
            if challenge is None:
                raise self._deny(response, "it asks for no authentication that is supported")
            self._challenge = challenge
            self._tokens.pop(path, None)
            authorization = self._authorize(path, notice)
            if authorization:
                response = self._follow(Request(target, accept, authorization, is_head=is_head), limit, notice)
        return response, authorization

    def _check(self, response: Response, path: str, authorization: Secret) -> Response:
        if response.status == 200:
            return response
        code = _read_code(response.body)
        if response.status == 404:
            raise BaseNotFound(f"registry {self.host} does not know it (404{code})", reason=ABSENT)
        if response.status in (401, 403):
            reason = f"there may be no such repository, or it needs `docker login`; {self._describe_access(path)}"
            raise self._deny(response, reason)
        raise BaseUnreadable(f"registry {self.host} answers with status {response.status}{code and f' ({code[1:]})'}")

    def _deny(self, response: Response, reason: str) -> BaseUnreadable:
        code = _read_code(response.body)
        return BaseUnreadable(
            f"registry {self.host} denies access with status {response.status}{code}: {reason}", reason=DENIED
        )

    def _describe_access(self, path: str) -> str:
        """Say with what credentials the registry was asked for a repository."""
        source = self._sources.get(path, "")
        return f"asked with those of {source}" if source else self._credentials.describe_lack(self.host)

    def _find_credentials(self, path: str, notice: SlowNotice) -> Credentials | None:
        credentials = self._credentials.find(self.host, path, notice)
        self._sources[path] = "" if credentials is None else credentials.source
        return credentials

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
                credentials = self._find_credentials(path, notice)
                self._basic[path] = credentials.make_basic() if credentials is not None else NO_SECRET
            return self._basic[path]
        token = self._tokens.get(path)
        if token is None or not token.is_fresh():
            credentials = self._find_credentials(path, notice)
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
            raise BaseUnreadable(
                f"registry {self.host} gives no access: its token server {server} says that {known}; "
                f"{self._describe_access(path)}",
                reason=DENIED,
            )
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
            shown = request.authorization if is_same else NO_SECRET
            request = Request(target, request.accept, shown, is_head=request.is_head)
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
        is_own = request.target.server in self._servers
        if is_own and time.monotonic() < self._unreachable_until:
            raise BaseUnreadable(f"registry {self.host} {self._unreachable.reason}", reason=self._unreachable.kind)
        # Without the path and query: those of a redirect may carry a signature, which is a secret.
        other = f"{request.target.server.url}, to which registry {self.host} points,"
        name = f"registry {self.host}" if is_own else other
        for attempt in range(1, _ATTEMPTS + 1):
            outcome = self._transport.exchange(request, limit, deadline, notice)
            if isinstance(outcome, Response):
                if outcome.status not in _PASSING:
                    return outcome
                reason, kind = _describe_status(outcome, request if is_own else None)
                seconds = _read_retry_after(outcome.headers.get("retry-after", ""))
            else:
                reason, kind, seconds = outcome.reason, outcome.kind, None
                if outcome.is_plain and is_own and request.target.server != self._servers[-1]:
                    raise _SpeaksPlainHTTP
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
        if is_own and isinstance(outcome, Failure) and outcome.kind:
            # Whoever waited for it once need not wait again for each image.
            self._unreachable, self._unreachable_until = outcome, time.monotonic() + _UNREACHABLE_SECONDS
        raise BaseUnreadable(f"{name} {reason}", reason=kind)


class _SpeaksPlainHTTP(Exception):
    """The server does not speak TLS, and may be asked without."""


def _make_bearer(token: Secret) -> Secret:
    return Secret(f"Bearer {token.reveal()}")


def _describe_status(response: Response, request: Request | None) -> tuple[str, str]:
    """Say what a status means that may pass, as the end of a sentence, and its kind.

    If the request is given, the words of the registry are repeated where they do not repeat what it keeps secret.
    """
    if response.status != 429:
        return f"answers with status {response.status}", ""
    text = "says that there are too many requests (429)"
    words = _read_words(response.body)
    if words and request is not None and not request.authorization.is_shown_in(words):
        text += f": {words}"
    return text, LIMITED


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
    """Give the error code in the answer of a registry, after a blank; empty if there is none."""
    code = _read_first_error(body).get("code")
    return f" {code}" if isinstance(code, str) and code in _CODES else ""


def _read_words(body: bytes) -> str:
    """Give the message in the answer of a registry: one line, bounded, and quoted; empty if there is none."""
    message = _read_first_error(body).get("message")
    return quote(" ".join(message[:_SHOWN_CHARACTERS].split())) if isinstance(message, str) and message else ""


def _read_first_error(body: bytes) -> dict[str, object]:
    import json

    try:
        error = json.loads(body.decode("utf-8"))["errors"][0]
    except (ValueError, RecursionError, LookupError, TypeError):
        return {}
    return error if isinstance(error, dict) else {}
