from __future__ import annotations

import shutil
import ssl
from pathlib import Path
from typing import Any

import pytest

from preimage.bases.certificates import USUAL_TRUST, BadCertificates, Trust, find_trust, make_context
from preimage.bases.registry_settings import OwnCertificates, RegistrySettings
from preimage.model.errors import BaseUnreadable
from preimage.model.platforms import parse_platform
from preimage.model.references import parse_reference

CONFIG = b'{"architecture":"amd64","os":"linux","config":{"Env":["A=1"]}}'


def settings_of(*folders: Path, **certificates: OwnCertificates) -> RegistrySettings:
    return RegistrySettings(certificates=certificates, certificate_folders=tuple(map(str, folders)))


def fill(folder: Path, *names: str) -> str:
    folder.mkdir(parents=True)
    for name in names:
        (folder / name).write_text("no certificate")
    return str(folder)


@pytest.mark.parametrize(
    ("folder", "name", "port", "is_found"),
    [
        pytest.param("a.example", "a.example", 443, True, id="name"),
        pytest.param("a.example:443", "a.example", 443, True, id="name and usual port"),
        pytest.param("a.example:5000", "a.example", 5000, True, id="name and port"),
        pytest.param("a.example", "a.example", 5000, False, id="another port"),
        pytest.param("docker.io", "registry-1.docker.io", 443, True, id="Docker Hub"),
        pytest.param("[::1]:5000", "::1", 5000, True, id="IPv6"),
    ],
)
def test_folder_of_a_host(tmp_path: Path, folder: str, name: str, port: int, is_found: bool) -> None:
    path = fill(tmp_path / folder, "ca.crt", "client.cert", "client.key", "README")
    expected = OwnCertificates((f"{path}/ca.crt",), ((f"{path}/client.cert", f"{path}/client.key"),))
    trust = find_trust(settings_of(tmp_path), name, port, is_verified=True)
    assert trust == (Trust(True, expected) if is_found else USUAL_TRUST)


def test_first_folder_counts_beside_what_settings_name(tmp_path: Path) -> None:
    first = fill(tmp_path / "one" / "a", "x.crt")
    fill(tmp_path / "two" / "a", "y.crt")
    settings = settings_of(tmp_path / "one", tmp_path / "two", a=OwnCertificates(("/z.pem",)))
    assert find_trust(settings, "a", 443, False) == Trust(False, OwnCertificates(("/z.pem", f"{first}/x.crt")))


def test_error_certificate_without_its_key(tmp_path: Path) -> None:
    path = fill(tmp_path / "a", "client.cert")
    with pytest.raises(BadCertificates, match=f"^has the certificate {path}/client.cert without its key client.key$"):
        find_trust(settings_of(tmp_path), "a", 443, True)


def test_context_of_an_authority(certificate) -> None:
    context = make_context(Trust(certificates=OwnCertificates((str(certificate.file),))), {})
    subjects: list[Any] = [each["subject"] for each in context.get_ca_certs()]
    assert ("commonName", "registry.test") in [part for subject in subjects for (part,) in subject]
    assert context.verify_mode == ssl.CERT_REQUIRED


def test_context_of_the_environment(certificate, tmp_path: Path) -> None:
    context = make_context(USUAL_TRUST, {"SSL_CERT_FILE": str(certificate.file), "SSL_CERT_DIR": str(tmp_path)})
    assert len(context.get_ca_certs()) == 1
    assert context.check_hostname


def test_context_that_looks_at_nothing() -> None:
    context = make_context(Trust(is_verified=False), {})
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_NONE, False)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(None, "has the authority FILE, which cannot be read: No such file or directory", id="missing"),
        pytest.param("no certificate", "has the authority FILE, which holds no certificate", id="no certificate"),
    ],
)
def test_error_authority(tmp_path: Path, content: str | None, message: str) -> None:
    file = tmp_path / "ca.crt"
    if content is not None:
        file.write_text(content)
    with pytest.raises(BadCertificates) as caught:
        make_context(USUAL_TRUST, {"SSL_CERT_FILE": str(file)})
    assert str(caught.value) == message.replace("FILE", str(file))


def test_error_authority_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(BadCertificates, match="which is no regular file$"):
        make_context(USUAL_TRUST, {"SSL_CERT_FILE": str(tmp_path)})


@pytest.mark.parametrize(
    ("names", "message"),
    [
        pytest.param(("a", "b"), "cannot be read: No such file or directory", id="missing"),
        pytest.param(("certificate", "certificate"), "does not go with its key CERTIFICATE", id="no key"),
    ],
)
def test_error_client_certificate(certificate, names: tuple[str, str], message: str) -> None:
    pair = tuple(str(certificate.file) if name == "certificate" else f"/nonexistent/{name}" for name in names)
    with pytest.raises(BadCertificates) as caught:
        make_context(Trust(certificates=OwnCertificates((), ((pair[0], pair[1]),))), {})
    shown = message.replace("CERTIFICATE", str(certificate.file))
    assert str(caught.value) == f"has the client certificate {pair[0]}, which {shown}"


# With a server


def resolve(source, server):
    return source.resolve(parse_reference(f"{server.host}/app:1"), parse_platform("linux/amd64"))


def test_registry_with_its_own_authority(start_server, certificate, make_source, tmp_path: Path) -> None:
    server = start_server(certificate.make_context())
    server.add_image(CONFIG)
    folder = tmp_path / "certs.d" / server.host
    folder.mkdir(parents=True)
    shutil.copy(certificate.file, folder / "ca.crt")
    assert resolve(make_source(settings=settings_of(tmp_path / "certs.d")), server).text == CONFIG


def test_registry_that_wants_a_certificate(start_server, certificate, make_source, tmp_path: Path) -> None:
    context = certificate.make_context()
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(certificate.file)
    server = start_server(context)
    server.add_image(CONFIG)
    folder = tmp_path / "certs.d" / server.host
    folder.mkdir(parents=True)
    shutil.copy(certificate.file, folder / "ca.crt")
    with pytest.raises(BaseUnreadable):
        resolve(make_source(settings=settings_of(tmp_path / "certs.d"), seconds=2), server)
    shutil.copy(certificate.file, folder / "client.cert")
    shutil.copy(certificate.key, folder / "client.key")
    assert resolve(make_source(settings=settings_of(tmp_path / "certs.d")), server).text == CONFIG


def test_error_registry_with_a_broken_authority(start_server, certificate, make_source, find_error, tmp_path) -> None:
    server = start_server(certificate.make_context())
    path = fill(tmp_path / "certs.d" / server.host, "ca.crt").replace(server.host, "HOST")
    assert find_error(make_source(settings=settings_of(tmp_path / "certs.d")), server) == (
        f"HOST/app:1: registry HOST has the authority {path}/ca.crt, which holds no certificate"
    )
