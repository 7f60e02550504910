"""One HTTP exchange, bounded in time and size; the only module that loads the HTTP library.

It knows nothing of registries: no redirects, no retries, no authentication, no cookies, no ``.netrc``.
"""

from __future__ import annotations

import http.client
import logging
import os
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import IncompleteRead

from preimage.bases.certificates import USUAL_TRUST, BadCertificates, Trust, make_context
from preimage.bases.deadlines import Expired, SlowNotice, run_bounded
from preimage.bases.hosts import Server, Target
from preimage.bases.proxies import find_proxy
from preimage.bases.secrets import NO_SECRET, Secret
from preimage.model.errors import CERTIFICATE, UNREACHABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from urllib3._base_connection import BaseHTTPConnection

_CHUNK = 64 << 10
_CONNECTIONS = 8
_CLOSED = "closed the connection"
_ERROR_LIMIT = 64 << 10


@dataclass(frozen=True, slots=True)
class Request:
    """What to send: GET, HEAD if only the headers are wanted, or POST of a form if there is one."""

    target: Target
    accept: str
    authorization: Secret = NO_SECRET
    form: Secret = NO_SECRET
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Response:
    """What came back; the body of anything but 200 is cut at 64 KiB. Names of headers are in lower case."""

    target: Target
    status: int
    headers: dict[str, str] = field(repr=False)
    challenges: list[str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why nothing usable came back, as the end of a sentence.

    ``is_passing``: trying again may help. ``is_plain``: the server may speak plain HTTP. ``kind`` is one of
    ``preimage.model.errors.REASONS``, or empty.
    """

    reason: str
    is_passing: bool = False
    is_plain: bool = False
    kind: str = ""


class Transport:
    """Connections to servers, kept open between exchanges; it may be used by several threads."""

    def __init__(
        self, env: Mapping[str, str] | None = None, find_trust: Callable[[Server], Trust] = lambda server: USUAL_TRUST
    ) -> None:
        """``find_trust`` gives what is trusted of a server; `BadCertificates` becomes a failure."""
        self._env = os.environ if env is None else env
        self._find_trust = find_trust
        self._lock = threading.Lock()
        self._trusts: dict[Server, Trust] = {}
        self._managers: dict[tuple[str, str, Trust], urllib3.PoolManager] = {}

    def exchange(self, request: Request, limit: int, deadline: float, notice: SlowNotice) -> Response | Failure:
        """Send a request and read the answer, of at most ``limit`` bytes, until a time of ``time.monotonic``."""
        watch = _Watch()
        answers: list[Response | Failure] = []

        def work() -> None:
            _watching.watch = watch
            _filter_logs()
            answers.append(self._attempt(request, limit, deadline))

        started = time.monotonic()
        try:
            run_bounded(work, deadline, watch.abort, notice)
        except Expired:
            return Failure(f"did not answer within {max(1, round(deadline - started))} s", kind=UNREACHABLE)
        return answers[0] if answers else Failure("gave an answer that cannot be read")

    def close(self) -> None:
        """Close all connections."""
        for manager in self._managers.values():
            manager.clear()

    def _attempt(self, request: Request, limit: int, deadline: float) -> Response | Failure:
        """Do the exchange on this thread. Revealed secrets are in the frames below, so no exception leaves this one."""
        try:
            return self._perform(request, limit, deadline)
        except BadCertificates as error:
            return Failure(str(error), kind=CERTIFICATE)
        except Exception as error:  # noqa: BLE001
            return _describe(error)

    def _perform(self, request: Request, limit: int, deadline: float) -> Response | Failure:
        target = request.target
        headers = {"Accept": request.accept, "Accept-Encoding": "identity", "User-Agent": "preimage"}
        if request.authorization:
            headers["Authorization"] = request.authorization.reveal()
        if request.form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        manager = self._find_manager(target.server, find_proxy(target.server, self._env))
        if isinstance(manager, Failure):
            return manager
        response = manager.urlopen(
            "POST" if request.form else "HEAD" if request.is_head else "GET",
            target.url,
            headers=headers,
            body=request.form.reveal() or None,
            redirect=False,
            retries=False,
            timeout=max(0.01, deadline - time.monotonic()),
            preload_content=False,
            decode_content=False,
        )
        try:
            return _read(response, target, limit, request.is_head)
        finally:
            response.close()

    def _find_manager(self, server: Server, proxy: str) -> urllib3.PoolManager | Failure:
        """Give the connections to servers of which the same is trusted, through a proxy or, if it is empty, none."""
        # Held while certificates are read: several threads must not all do what takes that long.
        with self._lock:
            return self._open_manager(server, proxy)

    def _open_manager(self, server: Server, proxy: str) -> urllib3.PoolManager | Failure:
        trust = self._trusts.get(server)
        if trust is None:
            trust = self._trusts[server] = self._find_trust(server) if server.scheme == "https" else USUAL_TRUST
        key = (server.scheme, proxy, trust)
        if key not in self._managers:
            if proxy and not proxy.startswith(("http://", "https://")):
                return Failure("can be reached only by a proxy of an unsupported kind; HTTP and HTTPS are supported")
            # Reading the certificates that the system trusts takes longer than a request on loopback.
            context = make_context(trust, self._env) if server.scheme == "https" else None
            if proxy:
                # What is trusted of the server says nothing about the proxy.
                own = make_context(USUAL_TRUST, self._env) if proxy.startswith("https://") else None
                manager = _make_proxy_manager(proxy, context, own)
            else:
                manager = urllib3.PoolManager(ssl_context=context, maxsize=_CONNECTIONS)
            manager.pool_classes_by_scheme = {"http": _WatchedPool, "https": _WatchedTLSPool}
            self._managers[key] = manager
        return self._managers[key]


def _make_proxy_manager(
    proxy: str, context: ssl.SSLContext | None, proxy_context: ssl.SSLContext | None
) -> urllib3.PoolManager:
    from urllib.parse import unquote

    parts = urllib3.util.parse_url(proxy)
    # The user name and password go into a header, not into a URL that an error may show.
    headers = urllib3.make_headers(proxy_basic_auth=unquote(parts.auth)) if parts.auth else None
    url = parts._replace(auth=None).url
    return urllib3.ProxyManager(
        url, proxy_headers=headers, ssl_context=context, proxy_ssl_context=proxy_context, maxsize=_CONNECTIONS
    )


def _read(response: urllib3.BaseHTTPResponse, target: Target, limit: int, is_head: bool) -> Response | Failure:
    """Read an answer without ever holding more than the limit and a chunk of it."""
    headers = {name.lower(): value for name, value in response.headers.items()}
    is_content = response.status == 200 and not is_head
    if is_content and headers.get("content-encoding", "identity").lower() not in ("", "identity"):
        return Failure("sent compressed data, which it was asked not to do")
    if not is_content:
        limit = _ERROR_LIMIT
    body = bytearray()
    declared = headers.get("content-length", "")
    is_larger = declared.isdecimal() and int(declared[:20]) > limit
    while not (is_larger and is_content):
        chunk = response.read(min(_CHUNK, limit + 1 - len(body)))
        body += chunk
        is_larger = len(body) > limit
        if not chunk or is_larger:
            break
    if is_larger and is_content:
        return Failure(f"sent more than the limit of {limit} bytes")
    if not is_larger:
        # Read to its end: the connection can be used again.
        response.release_conn()
    challenges = response.headers.getlist("www-authenticate")
    return Response(target, response.status, headers, challenges, bytes(body[:limit]))


def _describe(error: Exception) -> Failure:
    """Say what went wrong, in words of our own: texts of the library may hold URLs with secrets in them."""
    causes = [error]
    while (cause := causes[-1].__cause__ or causes[-1].__context__) is not None and isinstance(cause, Exception):
        causes.append(cause)
    for kinds, reason, kind, is_passing, may_be_plain in _REASONS:
        for cause in reversed(causes):
            if isinstance(cause, kinds):
                is_plain = may_be_plain and _watching.watch is not None and _watching.watch.is_shaking_hands
                return Failure(reason + _describe_detail(cause), is_passing, is_plain, kind)
    return Failure("gave an answer that is not HTTP")


def _describe_detail(error: Exception) -> str:
    """Give what is worth adding; these texts come from tables of the system."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f": {error.verify_message}"
    if isinstance(error, ssl.SSLEOFError):
        return ""
    if isinstance(error, ssl.SSLError):
        return f": {error.reason}" if error.reason else ""
    if type(error) is OSError and error.errno:
        return f": {os.strerror(error.errno)}"
    return ""


# The first row that fits any of the causes of an error says what it is; then: its kind, whether it may pass, and
# whether plain HTTP, perhaps on its own port, may do better than TLS.
_REASONS: tuple[tuple[tuple[type[Exception], ...], str, str, bool, bool], ...] = (
    ((ssl.SSLCertVerificationError,), "has a certificate that is not accepted", CERTIFICATE, False, False),
    ((socket.gaierror,), "is an unknown host", UNREACHABLE, False, True),
    ((ConnectionRefusedError,), "refuses the connection", UNREACHABLE, False, True),
    ((TimeoutError, urllib3.exceptions.TimeoutError), "did not answer in time", UNREACHABLE, False, False),
    ((http.client.IncompleteRead, IncompleteRead), "broke off in the middle of an answer", "", True, False),
    ((ConnectionError, http.client.RemoteDisconnected, ssl.SSLEOFError), _CLOSED, UNREACHABLE, True, True),
    ((urllib3.exceptions.ProxyError,), "cannot be reached through the proxy", UNREACHABLE, False, False),
    ((ssl.SSLError,), "speaks no TLS that is understood here", UNREACHABLE, False, True),
    ((OSError,), "cannot be reached", UNREACHABLE, False, False),
)


class _Watch:
    """The connections that one exchange uses, so that another thread can end it."""

    def __init__(self) -> None:
        self._connections: list[HTTPConnection] = []
        self._is_aborted = False
        self.is_shaking_hands = False

    def add(self, connection: HTTPConnection) -> None:
        self._connections.append(connection)
        if self._is_aborted:
            raise TimeoutError

    def abort(self) -> None:
        self._is_aborted = True
        for connection in self._connections:
            sock = connection.sock
            if sock is not None:
                try:
                    sock.shutdown(socket.SHUT_RDWR)
                except OSError:
                    # Not connected any more, which is what we want.
                    continue


class _Watching(threading.local):
    watch: _Watch | None = None


_watching = _Watching()


def _is_of_others(_: logging.LogRecord) -> bool:
    """Tell whether a line of the log is not about an exchange of ours: those hold URLs, which may hold signatures."""
    return _watching.watch is None


def _filter_logs() -> None:
    """Keep our exchanges out of all logs of the library: a filter is not passed on from a logger to those below it."""
    for name, logger in list(logging.root.manager.loggerDict.items()):
        if name.partition(".")[0] == "urllib3" and isinstance(logger, logging.Logger):
            logger.addFilter(_is_of_others)


class _WatchedConnection(HTTPConnection):
    def connect(self) -> None:
        _add_to_watch(self)
        super().connect()

    def putrequest(self, method: str, url: str, skip_host: bool = False, skip_accept_encoding: bool = False) -> None:
        # A connection that is used again does not connect.
        _add_to_watch(self)
        super().putrequest(method, url, skip_host, skip_accept_encoding)


class _WatchedTLSConnection(_WatchedConnection, HTTPSConnection):
    def connect(self) -> None:
        watch = _watching.watch
        if watch is not None:
            watch.is_shaking_hands = True
        super().connect()
        if watch is not None:
            watch.is_shaking_hands = False


class _WatchedPool(HTTPConnectionPool):
    ConnectionCls = _WatchedConnection


class _WatchedTLSPool(HTTPSConnectionPool):
    ConnectionCls = _WatchedTLSConnection

    def _validate_conn(self, conn: BaseHTTPConnection) -> None:
        # The library warns of a certificate that is not looked at, which is what the user asked for.
        if conn.is_closed:
            conn.connect()


def _add_to_watch(connection: HTTPConnection) -> None:
    if _watching.watch is not None:
        _watching.watch.add(connection)
