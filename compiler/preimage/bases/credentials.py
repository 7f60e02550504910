"""User names, passwords and tokens for registries, from where ``docker login`` and ``podman login`` keep them.

Functions that hold a revealed secret give an error as text instead of raising it: see `Secret`.
"""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from preimage.bases.deadlines import Expired, SlowNotice, run_bounded
from preimage.bases.regular_files import read_regular
from preimage.bases.secrets import NO_SECRET, Secret
from preimage.golang.jsonvalues import parse_json
from preimage.golang.quoting import quote
from preimage.model.errors import BaseUnreadable

FILE_LIMIT = 1 << 20
"""Bytes of a file with credentials."""
HELPER_LIMIT = 1 << 20
"""Bytes that a credential helper may print."""
HELPER_SECONDS = 30.0
_REST_SECONDS = 0.5
_READ_STEP = 1 << 16

_HUB = "docker.io"
_HUB_NAMES = frozenset(("docker.io", "index.docker.io", "registry-1.docker.io"))
_HUB_KEY = "https://index.docker.io/v1/"
_HELPER_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", re.ASCII)
# What helpers print on their output when they know nothing.
_NOT_FOUND = b"credentials not found"
_TOKEN_USER = "<token>"

TYPE_CHECKING = False
if TYPE_CHECKING:
    import subprocess


@dataclass(frozen=True, slots=True)
class Credentials:
    """What to show a registry or its token server: a name and password, an identity token, or a bearer token."""

    username: Secret = NO_SECRET
    password: Secret = NO_SECRET
    identity_token: Secret = NO_SECRET
    registry_token: Secret = NO_SECRET
    source: str = field(default="", compare=False)
    """The file that they come from."""

    def __bool__(self) -> bool:
        return bool(self.username or self.password or self.identity_token or self.registry_token)

    def make_basic(self) -> Secret:
        """Give the value of an ``Authorization`` header for name and password; empty if there are none."""
        if not (self.username or self.password):
            return NO_SECRET
        from base64 import b64encode

        pair = f"{self.username.reveal()}:{self.password.reveal()}"
        return Secret("Basic " + b64encode(pair.encode("utf-8", "surrogatepass")).decode())


@dataclass(slots=True)
class _AuthFile:
    """A file of credentials; keys are host names, or host and path as podman writes them."""

    credentials: dict[str, Credentials]
    helpers: dict[str, str]
    store: str


class CredentialStore:
    """The credentials of this user. Files are read and helpers are run when a registry asks for credentials.

    Looked at in this order: ``$REGISTRY_AUTH_FILE``; ``config.json`` in ``$DOCKER_CONFIG``, else in ``~/.docker``;
    ``containers/auth.json`` in ``$XDG_RUNTIME_DIR`` (else ``/run/containers/UID/auth.json``), then in
    ``$XDG_CONFIG_HOME``, else in ``~/.config``. In a file a helper for the host comes first, then the helper for all
    hosts, then what the file itself holds. ``.netrc`` is not read.
    """

    def __init__(self, env: Mapping[str, str] | None = None) -> None:
        self._env = os.environ if env is None else env
        # A helper may ask the user, who must not be asked twice at once.
        self._lock = threading.Lock()

    def find(self, host: str, path: str = "", notice: SlowNotice | None = None) -> Credentials | None:
        """Give the credentials for a repository of a registry, from the first place that has some.

        Raises:
            BaseUnreadable: a file cannot be read, or a helper does not work; never with a secret in it.
        """
        with self._lock:
            return self._find(host, path, notice)

    def describe_lack(self, host: str) -> str:
        """Say where credentials for a host were looked for in vain, as a part of a sentence."""
        places = list(dict.fromkeys(self._list_files()))
        read = [place for place in places if os.path.exists(place)]
        if read:
            return f"asked without credentials: none for {host} in {', '.join(read)}"
        return f"asked without credentials: there is none of {', '.join(places)}"

    def _find(self, host: str, path: str, notice: SlowNotice | None) -> Credentials | None:
        keys = list(_list_keys(host, path))
        for place in self._list_files():
            file = _load(place)
            if isinstance(file, str):
                raise BaseUnreadable(f"cannot read credentials from {place}: {file}")
            if file is None:
                continue
            found = self._search(file, keys, notice or SlowNotice(None, ""))
            if isinstance(found, str):
                raise BaseUnreadable(f"cannot get credentials for {host}: {found}")
            if found is not None:
                return replace(found, source=place)
        return None

    def _search(self, file: _AuthFile, keys: list[str], notice: SlowNotice) -> Credentials | str | None:
        host = keys[-1]
        for name in (file.helpers.get(host, ""), file.store):
            if name:
                answer = _ask_helper(name, _HUB_KEY if host == _HUB else host, self._env, notice)
                if answer is not None:
                    return answer
        return next((file.credentials[key] for key in keys if key in file.credentials), None)

    def _list_files(self) -> Iterator[str]:
        env = self._env
        home = env.get("HOME") or os.path.expanduser("~")
        if env.get("REGISTRY_AUTH_FILE"):
            yield env["REGISTRY_AUTH_FILE"]
        yield os.path.join(env.get("DOCKER_CONFIG") or os.path.join(home, ".docker"), "config.json")
        if env.get("XDG_RUNTIME_DIR"):
            yield os.path.join(env["XDG_RUNTIME_DIR"], "containers", "auth.json")
        elif hasattr(os, "getuid"):
            yield f"/run/containers/{os.getuid()}/auth.json"
        yield os.path.join(env.get("XDG_CONFIG_HOME") or os.path.join(home, ".config"), "containers", "auth.json")


def _list_keys(host: str, path: str) -> Iterator[str]:
    """List the keys under which credentials may stand, the most telling first, the host last."""
    host = _normalize_key(host)
    parts = path.split("/") if path else []
    for count in range(len(parts), 0, -1):
        yield "/".join((host, *parts[:count]))
    yield host


def _normalize_key(key: str) -> str:
    """Give host, or host and path, of a key; ``docker login`` writes URLs of which only the host counts."""
    scheme, separator, rest = key.partition("://")
    host, _, path = (rest if separator else scheme).partition("/")
    host = host.lower()
    if host in _HUB_NAMES:
        host = _HUB
    if separator or path.rstrip("/") in ("", "v1", "v2"):
        return host
    return f"{host}/{path.rstrip('/')}"


def _load(path: str) -> _AuthFile | str | None:
    """Read a file: None if there is none, a text if it is unusable."""
    import json

    try:
        content = read_regular(path, FILE_LIMIT, follow=True)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        return error.strerror or "it cannot be read"
    except ValueError as error:
        return f"it {error}"
    try:
        members = parse_json(content.decode("utf-8"))
    except json.JSONDecodeError as error:
        return f"not valid JSON at line {error.lineno}"
    except ValueError:
        return "not valid JSON"
    if not isinstance(members, dict):
        return "not a JSON object"
    return _read_members(members)


def _read_members(members: dict[str, object]) -> _AuthFile | str:
    auths, helpers, store = (members.get(key) for key in ("auths", "credHelpers", "credsStore"))
    auths, helpers, store = auths or {}, helpers or {}, store or ""
    if not isinstance(auths, dict) or not isinstance(helpers, dict) or not isinstance(store, str):
        return "auths, credHelpers or credsStore has the wrong type"
    file = _AuthFile({}, {}, store)
    for key, name in helpers.items():
        if not isinstance(name, str):
            return f"the credential helper of {quote(key)} is not a string"
        file.helpers.setdefault(_normalize_key(key), name)
    for key, entry in auths.items():
        credentials = _read_entry(entry)
        if isinstance(credentials, str):
            return f"the entry of {quote(key)} {credentials}"
        # "docker login" leaves an empty entry for what a helper holds.
        if credentials:
            file.credentials.setdefault(_normalize_key(key), credentials)
    return file


def _read_entry(entry: object) -> Credentials | str:
    if entry is None:
        return Credentials()
    if not isinstance(entry, dict):
        return "is not a JSON object"
    texts = [entry.get(key) or "" for key in ("username", "password", "auth", "identitytoken", "registrytoken")]
    if not all(isinstance(text, str) for text in texts):
        return "has a member that is not a string"
    username, password, auth, identity_token, registry_token = texts
    if auth:
        pair = _decode_pair(auth)
        if pair is None:
            return 'has an "auth" that is not the base64 form of name and password'
        username, password = pair
    return Credentials(Secret(username), Secret(password), Secret(identity_token), Secret(registry_token))


def _decode_pair(auth: str) -> tuple[str, str] | None:
    from base64 import b64decode

    try:
        name, colon, password = b64decode(auth, validate=True).decode("utf-8").partition(":")
    except ValueError:
        return None
    # Docker fills up with zero bytes.
    return (name, password.strip("\0")) if colon else None


def _ask_helper(name: str, key: str, env: Mapping[str, str], notice: SlowNotice) -> Credentials | str | None:
    """Ask a credential helper: None if it knows nothing, a text if it does not work."""
    if not _HELPER_NAME.fullmatch(name):
        return f"{quote(name[:100])} is no name of a credential helper"
    program = f"docker-credential-{name}"
    path = _find_program(program, env)
    if path is None:
        return f"the credential helper {program} is not installed"
    output = _run_helper(path, key, env, notice)
    if isinstance(output, str):
        return f"the credential helper {program} {output}"
    status, text = output
    if status != 0:
        if _NOT_FOUND in text[:1024].lower():
            return None
        return f"the credential helper {program} failed with exit status {status}"
    return _read_answer(text) or f"the credential helper {program} gave an answer that cannot be read"


def _find_program(program: str, env: Mapping[str, str]) -> str | None:
    """Find a program in the absolute directories of PATH: never in the current directory, which may be anyone's."""
    from shutil import which

    directories = [entry for entry in env.get("PATH", "").split(os.pathsep) if os.path.isabs(entry)]
    found = which(program, path=os.pathsep.join(directories)) if directories else None
    return found if found is not None and os.path.isabs(found) else None


def _start_helper(path: str, env: Mapping[str, str]) -> subprocess.Popen[bytes] | None:
    import subprocess

    try:
        return subprocess.Popen(
            [path, "get"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(env),
        )
    except (OSError, ValueError):
        return None


def _run_helper(path: str, key: str, env: Mapping[str, str], notice: SlowNotice) -> tuple[int, bytes] | str:
    """Run a helper and give its exit status and output."""
    process = _start_helper(path, env)
    if process is None:
        return "cannot be run"
    output = bytearray()

    def read() -> None:
        assert process.stdout is not None
        with process.stdout as stdout:
            while part := os.read(stdout.fileno(), _READ_STEP):
                output.extend(part)
                if len(output) > HELPER_LIMIT:
                    process.kill()
                    break

    reader = threading.Thread(target=read, name="preimage", daemon=True)

    def talk() -> None:
        assert process.stdin is not None
        try:
            with process.stdin as stdin:
                stdin.write(f"{key}\n".encode())
        except OSError:
            # It did not want to know; what it prints decides.
            pass
        process.wait()
        # All that it has printed can be read by now. There is no end of it where it left a process behind that holds
        # its output: that one is not waited for.
        reader.join(_REST_SECONDS)

    reader.start()
    try:
        run_bounded(talk, time.monotonic() + HELPER_SECONDS, process.kill, notice)
    except Expired:
        return f"did not answer within {HELPER_SECONDS:g} s"
    if len(output) > HELPER_LIMIT:
        return f"printed more than the limit of {HELPER_LIMIT} bytes"
    return process.returncode, bytes(output)


def _read_answer(text: bytes) -> Credentials | None:
    try:
        answer = parse_json(text.decode("utf-8"))
    except ValueError:
        return None
    if not isinstance(answer, dict):
        return None
    username, secret = answer.get("Username"), answer.get("Secret")
    if not isinstance(username, str) or not isinstance(secret, str) or not secret:
        return None
    if username == _TOKEN_USER:
        return Credentials(identity_token=Secret(secret))
    return Credentials(Secret(username), Secret(secret))
