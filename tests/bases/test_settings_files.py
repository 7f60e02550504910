from __future__ import annotations

import json
from pathlib import Path

import pytest

from preimage.bases.registry_settings import Mirror, OwnCertificates, RegistrySettings
from preimage.bases.settings_files import FILE_LIMIT, read_registry_settings
from preimage.model.errors import OptionError

CONF = """
unqualified-search-registries = ["docker.io"]
short-name-mode = "enforcing"

[[registry]]
prefix = "docker.io/library"
location = "hub.example/lib"
insecure = true
[[registry.mirror]]
location = "mirror.example:5000/hub/"
insecure = true
[[registry.mirror]]
location = "other.example"
pull-from-mirror = "tag-only"

[[registry]]
location = "digests.example"
mirror-by-digest-only = true
blocked = true
[[registry.mirror]]
location = "copy.example"
"""

BUILDKIT = """
debug = true
[worker.oci]
enabled = true
[registry."docker.io"]
mirrors = ["https://one.example", "two.example/proxy", "http://three.example:5000"]
[registry."plain.example:5000"]
http = true
insecure = true
[registry."own.example"]
insecure = true
ca = ["/ca.pem"]
[[registry."own.example".keypair]]
cert = "/a.cert"
key = "/a.key"
"""


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def read(tmp_path: Path, **env: str) -> RegistrySettings:
    return read_registry_settings({"HOME": str(tmp_path / "home")} | env, root=str(tmp_path))


def test_nothing_is_set(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert (settings.rules, dict(settings.certificates)) == ((), {})
    assert settings.insecure == settings.plain == frozenset()


def test_registries_conf(tmp_path: Path) -> None:
    file = write(tmp_path / "etc/containers/registries.conf", CONF)
    settings = read(tmp_path)
    library, digests = settings.rules
    assert (library.prefix, library.location, library.is_blocked) == ("docker.io/library", "hub.example/lib", False)
    assert library.mirrors == (Mirror("mirror.example:5000/hub"), Mirror("other.example", "tag-only"))
    assert (digests.prefix, digests.is_blocked, digests.source) == ("digests.example", True, str(file))
    assert digests.mirrors == (Mirror("copy.example", "digest-only"),)
    assert settings.insecure == {"hub.example", "mirror.example:5000"}


@pytest.mark.parametrize(
    ("files", "env", "location"),
    [
        pytest.param(["etc"], {}, "etc", id="of the machine"),
        pytest.param(["etc", "home/.config"], {}, "home/.config", id="of the user"),
        pytest.param(["etc", "home/.config", "xdg"], {"XDG_CONFIG_HOME": "xdg"}, "xdg", id="of the XDG folder"),
        pytest.param(["home/.config", "named"], {"CONTAINERS_REGISTRIES_CONF": "named/containers/registries.conf"},
                     "named", id="named"),
    ],
)  # fmt: skip
def test_which_registries_conf(tmp_path: Path, files: list[str], env: dict[str, str], location: str) -> None:
    for name in files:
        write(tmp_path / name / "containers/registries.conf", f'[[registry]]\nprefix = "a"\nlocation = "{name}"\n')
    settings = read(tmp_path, **{name: str(tmp_path / path) for name, path in env.items()})
    assert [rule.location for rule in settings.rules] == [location]


def test_later_files_replace_rules_of_the_same_prefix(tmp_path: Path) -> None:
    for number, path in enumerate(
        ["containers/registries.conf", "containers/registries.conf.d/10.conf", "containers/registries.conf.d/20.conf"]
    ):
        text = f'[[registry]]\nprefix = "a"\nlocation = "a{number}"\n[[registry]]\nlocation = "b{number}"\n'
        write(tmp_path / "etc" / path, text)
    write(tmp_path / "etc/containers/registries.conf.d/30.txt", "no TOML")
    assert sorted(rule.location for rule in read(tmp_path).rules) == ["a2", "b0", "b1", "b2"]


def test_buildkitd(tmp_path: Path) -> None:
    write(tmp_path / "etc/buildkit/buildkitd.toml", BUILDKIT)
    settings = read(tmp_path)
    mirrors = tuple(map(Mirror, ("one.example", "two.example/proxy", "three.example:5000")))
    assert {rule.prefix: rule.mirrors for rule in settings.rules} == {
        "docker.io": mirrors,
        "plain.example:5000": (),
        "own.example": (),
    }
    assert settings.plain == {"three.example:5000", "plain.example:5000"}
    assert settings.insecure == {"own.example"}
    assert settings.certificates == {"own.example": OwnCertificates(("/ca.pem",), (("/a.cert", "/a.key"),))}


@pytest.mark.parametrize(
    ("path", "env"),
    [
        pytest.param("home/.docker/buildx/buildkitd.default.toml", {}, id="of new builders"),
        pytest.param("d/buildx/buildkitd.default.toml", {"DOCKER_CONFIG": "d"}, id="with a folder of Docker"),
        pytest.param("b/buildkitd.default.toml", {"BUILDX_CONFIG": "b"}, id="with a folder of buildx"),
        pytest.param("home/.config/buildkit/buildkitd.toml", {}, id="rootless"),
    ],
)
def test_which_buildkitd(tmp_path: Path, path: str, env: dict[str, str]) -> None:
    write(tmp_path / path, '[registry."a"]\nhttp = true\n')
    write(tmp_path / "etc/buildkit/buildkitd.toml", '[registry."b"]\nhttp = true\n')
    assert read(tmp_path, **{name: str(tmp_path / folder) for name, folder in env.items()}).plain == {"a"}


@pytest.mark.parametrize("folder", ["etc/docker", "home/.config/docker"])
def test_daemon(tmp_path: Path, folder: str) -> None:
    document = {
        "registry-mirrors": ["https://one.example/", "http://two.example:5000"],
        "insecure-registries": ["a.example:81", "10.0.0.0/8"],
        "log-driver": "journald",
    }
    write(tmp_path / folder / "daemon.json", json.dumps(document))
    settings = read(tmp_path)
    assert [(rule.prefix, rule.mirrors) for rule in settings.rules] == [
        ("docker.io", (Mirror("one.example"), Mirror("two.example:5000")))
    ]
    assert settings.insecure == {"a.example:81", "10.0.0.0/8"}
    assert settings.plain == {"two.example:5000"}


def test_folders_of_certificates(tmp_path: Path, home: Path) -> None:
    own, system = home / ".config", tmp_path / "etc"
    parents = (own / "containers", system / "containers", own / "docker", system / "docker")
    assert read(tmp_path).certificate_folders == tuple(str(parent / "certs.d") for parent in parents)


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        pytest.param("containers/registries.conf", "[", "Invalid initial character", id="no TOML"),
        pytest.param("containers/registries.conf", "registry = 1", "registry is no list of tables", id="no tables"),
        pytest.param("containers/registries.conf", "[[registry]]\ninsecure = true", "a registry has neither prefix",
                     id="no prefix"),
        pytest.param("containers/registries.conf", '[[registry]]\nlocation = 1', "location is not a string",
                     id="no string"),
        pytest.param("containers/registries.conf", '[[registry]]\nlocation = "a"\nblocked = "yes"',
                     "blocked is neither true nor false", id="no flag"),
        pytest.param("containers/registries.conf", '[[registry]]\nlocation = "a"\n[[registry.mirror]]\n',
                     '"" is no location of a registry', id="no mirror"),
        pytest.param("containers/registries.conf",
                     '[[registry]]\nlocation = "a"\n[[registry.mirror]]\nlocation = "b"\npull-from-mirror = "never"',
                     'pull-from-mirror is "never", not one of all, digest-only, tag-only', id="odd use of a mirror"),
        pytest.param("buildkit/buildkitd.toml", "[registry]\na = 1", 'registry "a" is no table', id="no table"),
        pytest.param("buildkit/buildkitd.toml", "registry = 1", "registry is no table", id="no tables of registries"),
        pytest.param("docker/daemon.json", "[]", "it is not a JSON object", id="no object"),
        pytest.param("docker/daemon.json", "[" * 100000, "nested too deeply", id="deep"),
        pytest.param("docker/daemon.json", "1" * 5000, "a number with too many digits", id="digits"),
        pytest.param("buildkit/buildkitd.toml", "a = " + "1" * 5000, "a number with too many digits", id="digits of TOML"),
        pytest.param("docker/daemon.json", '{"registry-mirrors": "x"}', "registry-mirrors is not a list of strings",
                     id="no list"),
        pytest.param("docker/daemon.json", '{"registry-mirrors": ["ftp://x"]}',
                     'mirror "ftp://x" is neither HTTPS nor HTTP', id="odd scheme"),
        pytest.param("docker/daemon.json", '{"registry-mirrors": ["https://me@x"]}',
                     '"me@x" is no location of a registry', id="a user name"),
        pytest.param("docker/daemon.json", " " * (FILE_LIMIT + 1), f"is larger than {FILE_LIMIT} bytes", id="large"),
    ],
)  # fmt: skip
def test_error_files(tmp_path: Path, path: str, text: str, message: str) -> None:
    file = write(tmp_path / "etc" / path, text)
    with pytest.raises(OptionError) as caught:
        read(tmp_path)
    assert str(caught.value).startswith(f"settings of registries, {file}: {message}")


def test_error_folder_in_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "etc/docker/daemon.json").mkdir(parents=True)
    with pytest.raises(OptionError, match="daemon.json: is no regular file$"):
        read(tmp_path)
