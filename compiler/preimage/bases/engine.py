"""Base images of a local Docker or Podman engine, over its unix socket.

An engine shows a config only in its own words (``GET /images/NAME/json``), which lack the history and more. The exact
blob is in what ``GET /images/NAME/get`` sends: the archive of ``docker save``, layers included. It is read from front
to back, nothing is kept but the JSON in it; for a large image that takes a while.

Source: docs/reference/bases.md, "Engine".
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import contextmanager

from preimage.bases.archive import read_archive
from preimage.bases.digests import compute_digest
from preimage.bases.indexed_images import show_text
from preimage.bases.manifests import check_config_platform
from preimage.golang.jsonvalues import parse_json
from preimage.model.bases import Base
from preimage.model.errors import BaseNotFound, BaseUnreadable
from preimage.model.image import Platform
from preimage.model.references import Reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.client import HTTPConnection, HTTPResponse

TIMEOUT_SECONDS = 30.0
"""How long the engine may be silent, or send less than it could."""
_ANSWER_LIMIT = 1 << 20
_LIBPOD = "/v4.0.0/libpod"
_SCHEME = "unix://"
_NOT_FOUND = 404
_OK = 200
_EMPTY_EXPORT = "empty export"


class EmptyExport(BaseUnreadable):
    """The engine has the image, but cannot export it since it has no layers."""


class EngineBases:
    """The images that an engine has, for those who ask for it; ``socket`` is the path of its unix socket.

    As a source it knows all of them; `pick` and `inspect` are for the one that ``image`` names.
    """

    def __init__(
        self, socket: str, timeout_seconds: float = TIMEOUT_SECONDS, *, image: Reference | None = None
    ) -> None:
        self.socket = socket
        self._timeout_seconds = timeout_seconds
        self._image = image

    @property
    def names_one(self) -> bool:
        """Tell whether one image was named."""
        return self._image is not None

    def resolve(self, reference: Reference, platform: Platform) -> Base:
        """Give the config of an image that the engine has for a platform.

        Raises:
            BaseNotFound: the engine does not have it, or not for this platform.
            BaseUnreadable: the engine does not answer, or cannot export the image.
        """
        name = _name_of(reference)
        with self._told():
            # What is not there is told clearly here, and in different ways when it is to be exported.
            image_id = self._request_id(name)
            base = self._request_exact(name, image_id, platform)
        check_config_platform(base.text, platform)
        return base

    def pick(self, platform: Platform) -> Base:
        """Give the config of the image that was named; errors are those of `resolve`."""
        return self.resolve(self._require_image(), platform)

    def inspect(self) -> bytes:
        """Give what the engine says of the image that was named in its own words, as ``docker image inspect`` does.

        Raises:
            BaseNotFound: the engine does not have it.
            BaseUnreadable: the engine does not answer, or no image was named.
        """
        with self._told():
            return self._request_description(_name_of(self._require_image()))

    def _require_image(self) -> Reference:
        if self._image is None:
            raise BaseUnreadable("no image was named")
        return self._image

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell of what goes wrong with the engine."""
        import http.client

        try:
            yield
        except EmptyExport as error:
            raise EmptyExport(f"engine at {self.socket}: {error}") from error
        except BaseUnreadable as error:
            raise BaseUnreadable(f"engine at {self.socket}: {error}") from error
        except (OSError, http.client.HTTPException) as error:
            reason = show_text(getattr(error, "strerror", None) or str(error) or type(error).__name__)
            raise BaseUnreadable(f"engine at {self.socket}: no answer: {reason}") from error

    def _request_id(self, name: str) -> str:
        """Ask for the id of an image: the digest of its config or, with Docker's containerd store, of its manifest."""
        image_id = str(_parse_object(self._request_description(name)).get("Id", ""))
        return image_id if ":" in image_id else f"sha256:{image_id}"

    def _request_description(self, name: str) -> bytes:
        with self._get(f"/images/{_quote(name)}/json") as response:
            if response.status == _NOT_FOUND:
                raise BaseNotFound(f"{name}: not found")
            if response.status != _OK:
                raise BaseUnreadable(_read_message(response))
            return response.read(_ANSWER_LIMIT)

    def _request_exact(self, name: str, image_id: str, platform: Platform) -> Base:
        base, is_verified = self._request_archive(f"/images/{_quote(name)}/get", name, platform)
        if is_verified or compute_digest(base.text) == image_id:
            return base
        # Podman rewrites the configs of OCI images for Docker's form of archive. It alone knows this address.
        path = f"{_LIBPOD}/images/{_quote(name)}/get?format=oci-archive"
        base, is_verified = self._request_archive(path, name, platform)
        if not is_verified:
            raise BaseUnreadable(f"{name} is exported with another config than {show_text(image_id)}, which it has")
        return base

    def _request_archive(self, path: str, name: str, platform: Platform) -> tuple[Base, bool]:
        """Ask for an archive and give the config in it; also, whether it was verified by a manifest."""
        with self._get(path) as response:
            if response.status == _OK:
                archive = read_archive(response, f"engine at {self.socket}")
                return archive.pick(platform), archive.is_layout()
            message = _read_message(response)
        if _EMPTY_EXPORT in message:
            raise EmptyExport(
                f"{name} has no layers, and this engine cannot export such images ({message}); push it to a registry, "
                "or build it with '--output type=oci,dest=FILE' and give that file"
            )
        raise BaseUnreadable(message)

    @contextmanager
    def _get(self, path: str) -> Iterator[HTTPResponse]:
        connection = _open_connection(self.socket, self._timeout_seconds)
        try:
            connection.request("GET", path, headers={"Accept-Encoding": "identity"})
            yield connection.getresponse()
        finally:
            # What the engine still has to send is of no interest.
            connection.close()


def find_engine_socket(env: Mapping[str, str]) -> str:
    """Give the socket of the engine that the environment names, or else of the first that there is.

    ``DOCKER_HOST`` and ``CONTAINER_HOST`` come first, then Docker's and Podman's usual places, a user's own before the
    system's. Contexts of the docker command are not looked at.

    Raises:
        BaseUnreadable: the environment names no unix socket, or there is none.
    """
    for variable in ("DOCKER_HOST", "CONTAINER_HOST"):
        host = env.get(variable, "")
        if host.startswith(_SCHEME):
            return host.removeprefix(_SCHEME)
        if host:
            raise BaseUnreadable(f"{variable} is no unix socket; give it as {_SCHEME}PATH")
    places = ["/var/run/docker.sock", "/run/podman/podman.sock"]
    own = env.get("XDG_RUNTIME_DIR", "")
    if own:
        places = [f"{own}/docker.sock", f"{own}/podman/podman.sock", *places]
    for place in places:
        if os.path.exists(place):
            return place
    raise BaseUnreadable(f"no engine found: none of {', '.join(places)} is there, and DOCKER_HOST is not set")


def _name_of(reference: Reference) -> str:
    # Podman takes a short name for one of its own; and no engine wants a tag beside a digest.
    return str(Reference(reference.host, reference.path, "", reference.digest) if reference.digest else reference)


def _quote(name: str) -> str:
    from urllib.parse import quote

    return quote(name, safe="/:@")


def _open_connection(path: str, timeout_seconds: float) -> HTTPConnection:
    """Open an HTTP connection over a unix socket."""
    # HTTP is loaded only where an engine is asked.
    from http.client import HTTPConnection

    from preimage.bases.steady_socket import SteadySocket

    connection = HTTPConnection("localhost", timeout=timeout_seconds)
    connection.sock = SteadySocket(timeout_seconds)
    try:
        connection.sock.connect(path)
    except BaseException:
        connection.close()
        raise
    return connection


def _parse_object(text: bytes) -> dict[str, object]:
    """Parse the JSON object of an answer; an empty one if it is something else."""
    try:
        answer = parse_json(text)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _read_message(response: HTTPResponse) -> str:
    """Give what an engine says has gone wrong, as far as it can be shown."""
    answer = _parse_object(response.read(_ANSWER_LIMIT))
    message = answer.get("message") or answer.get("cause")
    return show_text(message) if isinstance(message, str) else f"answer with status {response.status}"
