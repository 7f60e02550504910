from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preimage.bases.digests import compute_digest
from preimage.bases.indexed_images import IndexedBase
from preimage.bases.lock import (
    LockedBases,
    LockEntry,
    LockFile,
    make_lock_entry,
    parse_lock,
    read_lock,
    render_lock,
    write_lock,
)
from preimage.model.bases import Base
from preimage.model.errors import BaseNotFound, LockError
from preimage.model.platforms import parse_platform
from preimage.model.references import parse_reference

AMD64 = parse_platform("linux/amd64")
ARM64 = parse_platform("linux/arm64")
MANIFEST = f"sha256:{'a' * 64}"
INDEX = f"sha256:{'b' * 64}"
TEXT = b'{"architecture":"amd64","os":"linux","config":{"Env":["A=\\u003cb\\u003e","B=1"]}}'


def entry(reference: str, platform: str = "linux/amd64", text: bytes = TEXT, index: str = "") -> LockEntry:
    base = IndexedBase(text, "x", MANIFEST, index)
    return make_lock_entry(parse_reference(reference), parse_platform(platform), base)


def keys(lock: LockFile) -> list[tuple[str, str]]:
    return [each.key for each in lock.entries]


def test_the_file_is_made_for_reading() -> None:
    expected = """{
  "version": 1,
  "bases": [
    {
      "reference": "docker.io/library/a:latest",
      "platform": "linux/amd64",
      "manifest": "sha256:A",
      "config_digest": "ONE",
      "binding": "BIND1",
      "config": {
        "author": "é"
      }
    },
    {
      "reference": "docker.io/library/b:latest",
      "platform": "linux/amd64",
      "index": "sha256:B",
      "manifest": "sha256:A",
      "config_digest": "TWO",
      "binding": "BIND2",
      "config": {
        "architecture": "amd64",
        "os": "linux",
        "config": {
          "Env": [
            "A=<b>",
            "B=1"
          ]
        }
      }
    }
  ]
}
"""
    digests = {
        "sha256:A": MANIFEST,
        "sha256:B": INDEX,
        "ONE": compute_digest('{"author":"é"}'.encode()),
        "TWO": compute_digest(TEXT),
    }
    amd64 = "linux/amd64"
    parts_of_a = ("docker.io/library/a:latest", amd64, "", MANIFEST, digests["ONE"])
    parts_of_b = ("docker.io/library/b:latest", amd64, INDEX, MANIFEST, digests["TWO"])
    digests["BIND1"] = compute_digest("\n".join(parts_of_a).encode())
    digests["BIND2"] = compute_digest("\n".join(parts_of_b).encode())
    for name, digest in digests.items():
        expected = expected.replace(f'"{name}"', f'"{digest}"')
    assert render_lock([entry("b", index=INDEX), entry("a", text='{"author":"é"}'.encode())]).decode() == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param(TEXT, dict, id="as Go writes it"),
        pytest.param(b'{"config":{"Cmd":["a && b"]}}', dict, id="without Go's escapes"),
        pytest.param(b'{"b":1,"a":2}', dict, id="keys in another order"),
        pytest.param(b'{"a": 1}', list, id="with blanks"),
        pytest.param(b'{\n  "a": 1,\n  "b": 2\n}\n', list, id="with indentation"),
        pytest.param(b'{"a":1,"a":2}', list, id="a key twice"),
        pytest.param(b'{"a":1e2}', list, id="an unusual number"),
        pytest.param(b'{"a":' + b"9" * 5000 + b"}", list, id="a long number"),
        pytest.param(b'{"a":NaN}', list, id="no number"),
        pytest.param(b'{"a":"\\/"}', list, id="an unusual escape"),
        pytest.param(b'{"a":"\\ud800"}', list, id="half a character"),
        pytest.param(b'{"a":"\xff"}', dict, id="a byte that is no UTF-8"),
        pytest.param(b'{"a":"<\xff", "b":1}', list, id="such a byte and blanks"),
        pytest.param(b"[" * 100_000, list, id="nested without end"),
        pytest.param(b"null", list, id="no object"),
        pytest.param(b"", list, id="nothing"),
    ],
)
def test_exact_bytes_come_back(text: bytes, kind: type) -> None:
    stored = parse_lock(render_lock([entry("a", text=text)]), "preimage.lock").entries[0]
    assert type(stored.stored) is kind
    assert stored.restore_text() == text


@given(st.binary(max_size=40) | st.text(max_size=40).map(lambda text: json.dumps({"a": text}).encode()))
def test_any_bytes_come_back(text: bytes) -> None:
    assert parse_lock(render_lock([entry("a", text=text)]), "x").entries[0].restore_text() == text


def test_long_text_is_stored_in_pieces_for_the_diff() -> None:
    assert entry("a", text=b'{"a": 1,"b": [2,\n3]}').stored == ['{"a": 1,', '"b": [2,', "\n", "3]}"]


def test_write_and_read(tmp_path) -> None:
    path = str(tmp_path / "preimage.lock")
    written = write_lock(path, [entry("b", "linux/arm64"), entry("b"), entry("a", index=INDEX)])
    lock = read_lock(path)
    assert lock.path == written.path == path
    assert lock.entries == written.entries
    assert keys(lock) == [
        ("docker.io/library/a:latest", "linux/amd64"),
        ("docker.io/library/b:latest", "linux/amd64"),
        ("docker.io/library/b:latest", "linux/arm64"),
    ]
    assert (lock.entries[0].manifest, lock.entries[0].index) == (MANIFEST, INDEX)
    assert os.listdir(tmp_path) == ["preimage.lock"]


def test_entries_are_merged(tmp_path) -> None:
    path = str(tmp_path / "preimage.lock")
    write_lock(path, [entry("a"), entry("b")])
    newer = entry("b", text=b'{"author":"newer"}')
    lock = write_lock(path, [newer, entry("d")])
    assert [each.reference[18:] for each in lock.entries] == ["a:latest", "b:latest", "d:latest"]
    assert read_lock(path).find(parse_reference("b"), AMD64) == newer


def test_a_file_that_would_not_change_is_not_written(tmp_path) -> None:
    path = tmp_path / "preimage.lock"
    write_lock(str(path), [entry("a"), entry("b")])
    before = path.stat()
    write_lock(str(path), [entry("b")])
    assert path.stat().st_ino == before.st_ino


def test_a_link_stays_a_link(tmp_path) -> None:
    (tmp_path / "elsewhere").mkdir()
    path = tmp_path / "preimage.lock"
    path.symlink_to("elsewhere/real.lock")
    write_lock(str(path), [entry("a")])
    write_lock(str(path), [entry("b")])
    assert path.is_symlink()
    assert len(read_lock(str(path)).entries) == 2


@pytest.mark.parametrize(
    ("reference", "platform", "found"),
    [
        pytest.param("a:1", "linux/amd64", True, id="by name"),
        pytest.param("a:1", "linux/x86_64", True, id="platform in another spelling"),
        pytest.param("a:1", "linux/arm64", False, id="another platform"),
        pytest.param("a:2", "linux/amd64", False, id="another tag"),
        pytest.param(f"a:1@{MANIFEST}", "linux/amd64", True, id="pinned to the manifest"),
        pytest.param(f"a@{MANIFEST}", "linux/arm64", True, id="a manifest serves any platform"),
        pytest.param(f"a:1@{INDEX}", "linux/amd64", True, id="pinned to the index"),
        pytest.param(f"a:1@{INDEX}", "linux/arm64", False, id="pinned to the index, another platform"),
        pytest.param(f"a:1@sha256:{'c' * 64}", "linux/amd64", False, id="pinned to something else"),
    ],
)
def test_find(reference: str, platform: str, found: bool) -> None:
    lock = LockFile("preimage.lock", [entry("a:1", index=INDEX)])
    assert (lock.find(parse_reference(reference), parse_platform(platform)) is not None) == found


def test_a_base_without_digests_can_be_locked() -> None:
    made = make_lock_entry(parse_reference("a"), AMD64, Base(TEXT, "given"))
    assert (made.manifest, made.index) == ("", "")
    assert parse_lock(render_lock([made]), "x").entries == (made,)


def test_arm_without_and_with_its_default_variant_are_one_entry() -> None:
    assert (
        entry("a", "linux/arm").key == entry("a", "linux/arm/v7").key == ("docker.io/library/a:latest", "linux/arm/v7")
    )


def test_locked_bases() -> None:
    source = LockedBases(LockFile("preimage.lock", [entry("a")]))
    base = source.resolve(parse_reference("a"), AMD64)
    assert isinstance(base, IndexedBase)
    assert (base.text, base.origin, base.digest, base.index) == (TEXT, "lock", MANIFEST, "")
    relocked = make_lock_entry(parse_reference("a"), AMD64, source.resolve(parse_reference("a"), AMD64))
    assert relocked == entry("a")
    assert source.resolve(parse_reference("a"), AMD64) is base
    with pytest.raises(BaseNotFound, match="^docker.io/library/a:latest: not found$"):
        source.resolve(parse_reference("a"), ARM64)


def test_missing_file(tmp_path) -> None:
    path = str(tmp_path / "preimage.lock")
    assert read_lock(path, missing_ok=True).entries == ()
    with pytest.raises(LockError, match=f"^{path}: there is no lock file; 'preimage lock' writes it$"):
        read_lock(path)


def document(**changes: object) -> bytes:
    fields = json.loads(render_lock([entry("a")]))["bases"][0] | changes
    return json.dumps(
        {"version": 1, "bases": [{key: value for key, value in fields.items() if value is not None}]}
    ).encode()


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param(b"", "no valid JSON: Expecting value: line 1 column 1 (char 0)", id="empty"),
        pytest.param(b"{\n<<<<<<< ours\n", "no valid JSON: Expecting property name", id="a merge gone wrong"),
        pytest.param(b"\xff", "not UTF-8", id="no UTF-8"),
        pytest.param(b"[" * 100_000, "nested too deeply", id="nested without end"),
        pytest.param(b"[]", "no lock file: it has no version", id="list"),
        pytest.param(b"{}", "no lock file: it has no version", id="no version"),
        pytest.param(b'{"version":2}', "version 2 is unknown; this preimage knows version 1", id="later version"),
        pytest.param(b'{"version":true}', "version true is unknown", id="version that is no number"),
        pytest.param(b'{"version":1}', "bases is no list", id="no bases"),
        pytest.param(b'{"version":1,"bases":[3]}', "entry 1: no object", id="entry that is no object"),
        pytest.param(document(reference=None), "entry 1: reference is missing or no text", id="no reference"),
        pytest.param(document(platform=1), "entry 1: platform is missing or no text", id="platform that is no text"),
        pytest.param(document(manifest="x"), "entry 1: manifest: invalid checksum digest format", id="manifest digest"),
        pytest.param(document(config_digest="md5:00"), "entry 1: config_digest: unsupported", id="config digest"),
        pytest.param(
            document(config=None), "entry 1: config is neither an object nor a list of strings", id="no config"
        ),
        pytest.param(
            document(config=[1]), "entry 1: config is neither an object nor a list of strings", id="list of numbers"
        ),
        pytest.param(
            json.dumps({"version": 1, "bases": json.loads(document())["bases"] * 2}).encode(),
            "entry 2: docker.io/library/a:latest for linux/amd64 is there twice",
            id="entry twice",
        ),
    ],
)
def test_error_no_lock_file(tmp_path, content: bytes, text: str) -> None:
    path = tmp_path / "preimage.lock"
    path.write_bytes(content)
    for run in (lambda: read_lock(str(path)), lambda: write_lock(str(path), [entry("b")])):
        with pytest.raises(LockError) as caught:
            run()
        assert str(caught.value).startswith(f"{path}: {text}")
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "config",
    [
        pytest.param({"os": "plan9"}, id="changed"),
        pytest.param(dict(reversed(json.loads(TEXT).items())), id="reordered"),
        pytest.param([TEXT.decode(), " "], id="list of strings"),
        pytest.param({"a": "\ud800"}, id="half a character"),
    ],
)
def test_error_config_is_not_what_its_digest_says(config: object) -> None:
    lock = parse_lock(document(config=config), "some/preimage.lock")
    digest = entry("a").config_digest
    with pytest.raises(LockError) as caught:
        LockedBases(lock).resolve(parse_reference("a"), AMD64)
    assert str(caught.value) == (
        f"some/preimage.lock: the config of docker.io/library/a:latest for linux/amd64 does not have digest {digest}"
    )


@pytest.mark.parametrize(
    ("make", "text"),
    [
        pytest.param(lambda path: path.mkdir(), "is no regular file", id="directory"),
        pytest.param(os.mkfifo, "is no regular file", id="pipe"),
    ],
)
def test_error_no_file(tmp_path, make, text: str) -> None:
    path = tmp_path / "preimage.lock"
    make(path)
    with pytest.raises(LockError, match=f"^{path}: {text}$"):
        read_lock(str(path))


def test_error_directory_is_missing(tmp_path) -> None:
    path = tmp_path / "missing" / "preimage.lock"
    with pytest.raises(LockError, match=f"^{path}: cannot be written: No such file or directory$"):
        write_lock(str(path), [entry("a")])


def test_error_directory_is_read_only(as_nobody) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "preimage.lock"
        write_lock(str(path), [entry("a")])
        Path(name).chmod(0o555)
        content = path.read_bytes()
        text = as_nobody(lambda: write_lock(str(path), [entry("b")]))
        assert path.read_bytes() == content
        assert text == f"LockError: {path}: cannot be written: Permission denied"
        Path(name).chmod(0o755)


def test_error_file_may_not_be_read(as_nobody) -> None:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        path = Path(name) / "preimage.lock"
        write_lock(str(path), [entry("a")])
        path.chmod(0)
        assert as_nobody(lambda: read_lock(str(path))) == f"LockError: {path}: cannot be read: Permission denied"


def test_error_no_room(tmp_path) -> None:
    """A limit on the size of files stands for a disk that is full."""
    path = tmp_path / "preimage.lock"
    write_lock(str(path), [entry("a")])
    content = path.read_bytes()
    large = entry("b", text=json.dumps({"a": "x" * 100_000}).encode())
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
    try:
        with pytest.raises(LockError, match=f"^{path}: cannot be written: File too large$"):
            write_lock(str(path), [large])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert path.read_bytes() == content
    assert os.listdir(tmp_path) == ["preimage.lock"]


WRITER = """
import sys
from preimage.bases.lock import make_lock_entry, write_lock
from preimage.model.bases import Base
from preimage.model.platforms import parse_platform
from preimage.model.references import parse_reference

path, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
for number in range(count):
    base = Base(b'{"author":"%d"}' % number, "x")
    entry = make_lock_entry(parse_reference(f"{name}:{number % 20}"), parse_platform("linux/amd64"), base)
    write_lock(path, [entry])
"""


def start_writer(path: Path, name: str, count: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", WRITER, str(path), name, str(count)], stdout=subprocess.PIPE)


def test_two_writers_lose_nothing(tmp_path) -> None:
    path = tmp_path / "preimage.lock"
    writers = [start_writer(path, name, 100) for name in ("one", "two")]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    for writer in writers:
        assert writer.stdout is not None
        writer.stdout.close()
    expected = {f"docker.io/library/{name}:{number}" for name in ("one", "two") for number in range(20)}
    assert {reference for reference, _ in keys(read_lock(str(path)))} == expected


def test_a_kill_at_any_moment_leaves_a_whole_file(tmp_path) -> None:
    path = tmp_path / "preimage.lock"
    chance = random.Random(5)
    write_lock(str(path), [entry("a")])
    for _ in range(12):
        writer = start_writer(path, "b", 100_000)
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        time.sleep(chance.uniform(0, 0.02))
        writer.send_signal(signal.SIGKILL)
        assert writer.wait(60) == -signal.SIGKILL
        writer.stdout.close()
        lock = read_lock(str(path))
        for each in lock.entries:
            each.restore_text()
        assert lock.find(parse_reference("a"), AMD64) == entry("a")
    (tmp_path / f".preimage-{writer.pid}-0123456789ab.new").write_bytes(b"half")
    write_lock(str(path), [entry("c")])
    assert os.listdir(tmp_path) == ["preimage.lock"]


def tampered(**changes: str) -> LockEntry:
    made = entry("a", index=INDEX)
    fields = {name: getattr(made, name) for name in made.__slots__} | changes
    return LockEntry(**fields)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"manifest": INDEX}, id="manifest"),
        pytest.param({"index": ""}, id="index"),
        pytest.param({"reference": "docker.io/library/b:1"}, id="reference"),
        pytest.param({"platform": "linux/arm64"}, id="platform"),
    ],
)
def test_error_parts_do_not_belong_together(changes: dict[str, str]) -> None:
    changed = tampered(**changes)
    lock = LockFile("preimage.lock", [changed])
    with pytest.raises(LockError) as caught:
        LockedBases(lock).resolve(parse_reference(changed.reference), parse_platform(changed.platform))
    assert str(caught.value) == (
        f"preimage.lock: {changed.reference} for {changed.platform}: reference, platform and digests do not belong "
        f"together; they were changed after they were confirmed. Look it up anew with 'preimage lock --upgrade "
        f"{changed.reference}'"
    )


def test_an_entry_without_binding_is_used_but_not_confirmed() -> None:
    loose = tampered(binding="")
    assert LockedBases(LockFile("x", [loose])).resolve(parse_reference("a"), AMD64).text == TEXT
    with pytest.raises(ValueError) as caught:
        loose.require_confirmed()
    assert str(caught.value) == (
        "docker.io/library/a:latest for linux/amd64: its digests were not confirmed; look it up with 'preimage lock "
        "--upgrade docker.io/library/a:latest'"
    )
    entry("a").require_confirmed()


def test_a_config_without_manifest_needs_no_binding() -> None:
    assert make_lock_entry(parse_reference("a"), AMD64, Base(TEXT, "x")).binding == ""


def test_error_lock_file_is_a_link(tmp_path) -> None:
    (tmp_path / "elsewhere").write_bytes(render_lock([]))
    path = tmp_path / "preimage.lock"
    path.symlink_to("elsewhere")
    with pytest.raises(LockError) as caught:
        write_lock(str(path), [entry("a")], follow=False)
    assert str(caught.value) == f"{path}: it is a symbolic link, which is not written through"
    write_lock(str(path), [entry("a")])
    assert keys(read_lock(str(tmp_path / "elsewhere"))) == [("docker.io/library/a:latest", "linux/amd64")]


@pytest.mark.parametrize(
    ("config", "message"),
    [
        pytest.param({"a": json.loads("[" * 64 + "]" * 64)}, "entry 1: config is nested too deeply", id="as an object"),
        pytest.param(
            json.loads("[" * 90 + "]" * 90), "entry 1: config is neither an object nor a list of strings", id="lists"
        ),
    ],
)
def test_error_nested_config(config: object, message: str) -> None:
    value = {"reference": "a", "platform": "b", "config_digest": MANIFEST, "config": config}
    with pytest.raises(LockError) as caught:
        parse_lock(json.dumps({"version": 1, "bases": [value]}).encode(), "x")
    assert str(caught.value) == f"x: {message}"


@pytest.mark.parametrize("depth", [979, 980, 981, 982, 983])
def test_error_nested_near_the_limit_of_python(depth: int) -> None:
    nested = "[" * depth + "]" * depth
    with pytest.raises(LockError) as caught:
        parse_lock(f'{{"version":1,"bases":[{{"config":{{"a":{nested}}}}}]}}'.encode(), "x")
    assert str(caught.value) == "x: nested too deeply"
