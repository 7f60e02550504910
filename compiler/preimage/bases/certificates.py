"""Which certificates a server may show, and which a client shows to it."""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field

from preimage.bases.registry_settings import OwnCertificates, RegistrySettings, merge_certificates
from preimage.bases.regular_files import read_regular

FILE_LIMIT = 4 << 20
"""Bytes of a file of certificates: bundles of a whole system have a quarter of a MiB."""
_FILES_LIMIT = 256
# Docker Hub answers on another host than its images are named after.
_NAMES_OF_HUB = {"registry-1.docker.io": "docker.io"}


@dataclass(frozen=True, slots=True)
class Trust:
    """What is trusted of one server: its certificate unless that is not looked at, by authorities of its own, too."""

    is_verified: bool = True
    certificates: OwnCertificates = field(default_factory=OwnCertificates)


USUAL_TRUST = Trust()


class BadCertificates(Exception):
    """Certificates on this machine cannot be used; the text is the end of a sentence about the server."""


def find_trust(settings: RegistrySettings, name: str, port: int, is_verified: bool) -> Trust:
    """Give what is trusted of a server, whose certificates stand under its name, with the port or for 443 without.

    Raises:
        BadCertificates: a folder of certificates is not as it should be, as the end of a sentence about the server.
    """
    name = _NAMES_OF_HUB.get(name, name)
    shown = f"[{name}]" if ":" in name else name
    hosts = [f"{shown}:{port}", shown] if port == 443 else [f"{shown}:{port}"]
    found = [settings.certificates[host] for host in hosts if host in settings.certificates]
    folders = (f"{parent}/{host}" for parent in settings.certificate_folders for host in hosts)
    folder = next(filter(os.path.isdir, folders), "")
    if folder:
        found.append(_list_folder(folder))
    return Trust(is_verified, merge_certificates(found))


def make_context(trust: Trust, env: Mapping[str, str]) -> ssl.SSLContext:
    """Make the context of connections; the usual authorities are those of the system, or what SSL_CERT_FILE names.

    Raises:
        BadCertificates: a certificate cannot be read, as the end of a sentence about the server.
    """
    context = _make_usual(env)
    for path in trust.certificates.authorities:
        _load_authority(context, path)
    for certificate, key in trust.certificates.pairs:
        _load_pair(context, certificate, key)
    if not trust.is_verified:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _make_usual(env: Mapping[str, str]) -> ssl.SSLContext:
    file, folder = env.get("SSL_CERT_FILE", ""), env.get("SSL_CERT_DIR", "")
    if not file and not folder:
        return ssl.create_default_context()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if file:
        _load_authority(context, file)
    if folder:
        # Looked into while a connection is made, by the hash of a name.
        context.load_verify_locations(capath=folder)
    return context


def _list_folder(folder: str) -> OwnCertificates:
    """List the certificates for a host as Docker does: ``*.crt`` are authorities, ``*.cert`` has a ``*.key``."""
    try:
        names = sorted(os.listdir(folder))[:_FILES_LIMIT]
    except OSError as error:
        raise BadCertificates(f"has certificates in {folder}, which cannot be read: {error.strerror}") from error
    pairs = []
    for name in names:
        if name.endswith(".cert"):
            key = f"{name.removesuffix('.cert')}.key"
            if key not in names:
                raise BadCertificates(f"has the certificate {folder}/{name} without its key {key}")
            pairs.append((f"{folder}/{name}", f"{folder}/{key}"))
    return OwnCertificates(tuple(f"{folder}/{name}" for name in names if name.endswith(".crt")), tuple(pairs))


def _load_authority(context: ssl.SSLContext, path: str) -> None:
    try:
        context.load_verify_locations(cadata=read_regular(path, FILE_LIMIT, follow=True).decode("ascii", "replace"))
    except ssl.SSLError as error:
        raise BadCertificates(f"has the authority {path}, which holds no certificate") from error
    except OSError as error:
        raise BadCertificates(f"has the authority {path}, which cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise BadCertificates(f"has the authority {path}, which {error}") from error


def _load_pair(context: ssl.SSLContext, certificate: str, key: str) -> None:
    subject = f"has the client certificate {certificate}, which"
    try:
        # An empty password: a key that needs one must not ask for it on a terminal.
        context.load_cert_chain(certificate, key, password="")
    except ssl.SSLError as error:
        raise BadCertificates(f"{subject} does not go with its key {key}") from error
    except OSError as error:
        raise BadCertificates(f"{subject} cannot be read: {error.strerror}") from error
