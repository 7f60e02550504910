"""Inputs made to cost much: for each product of two sizes that a file can choose, a file that chooses both.

An input is made in any size, so that its growth can be measured. Used by benchmarks/bounds.py.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import hostile_dockerfiles as made
from hostile_dockerfiles import fill, repeat
from hostile_projects import PROJECTS

CONFIG = ("config", "--offline", "--unresolved", "empty")
CHECK = ("check", "--offline")
DOCKERFILE = "Dockerfile"


class Hostile(NamedTuple):
    """A kind of input: its name, how it is written into a folder in a size in bytes, and the command that reads it.

    ``largest`` bounds the size that makes sense, for what a limit on files refuses anyway.
    """

    name: str
    write: Callable[[Path, int], None]
    command: tuple[str, ...]
    largest: int = 16 << 20


def dockerfile(make: Callable[[int], str]) -> Callable[[Path, int], None]:
    """Make a writer of a Dockerfile from what gives its text in a size."""

    def write(folder: Path, size: int) -> None:
        folder.joinpath(DOCKERFILE).write_text(make(size), encoding="utf-8")

    return write


def files(**make: Callable[[int], str]) -> Callable[[Path, int], None]:
    """Make a writer of several files, which share the size; in names ``_`` stands for a dot."""

    def write(folder: Path, size: int) -> None:
        for name, text in make.items():
            path = folder / (DOCKERFILE if name == "dockerfile" else name.replace("_", "."))
            path.write_text(text(size // len(make)), encoding="utf-8")

    return write


def star_patterns(size: int) -> str:
    return fill("**", size) + "b"


def write_ignored(patterns: Callable[[int], str], text: Callable[[int], str]) -> Callable[[Path, int], None]:
    def write(folder: Path, size: int) -> None:
        folder.joinpath(".dockerignore").write_text(patterns(size // 2), encoding="utf-8")
        folder.joinpath(DOCKERFILE).write_text(text(size // 2), encoding="utf-8")

    return write


# Archives, locks and other files with base images.


def tar_of(members: list[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for info, content in members:
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return out.getvalue()


def pax_header(body: bytes) -> bytes:
    info = tarfile.TarInfo("pax")
    info.type = tarfile.XHDTYPE
    return tar_of([(info, body)])


BASE = "FROM base\n"
FROM_ARCHIVE = ("config", "--offline", "--base", "base=docker-archive:base.tar")


def write_archive(make: Callable[[int], bytes]) -> Callable[[Path, int], None]:
    def write(folder: Path, size: int) -> None:
        folder.joinpath(DOCKERFILE).write_text(BASE, encoding="utf-8")
        folder.joinpath("base.tar").write_bytes(make(size))

    return write


def digits_of_pax(size: int) -> bytes:
    return gzip.compress(pax_header(b"1" * min(size * 14, 900_000)))


def folders_of_archive(size: int) -> bytes:
    info = tarfile.TarInfo("d")
    info.type = tarfile.DIRTYPE
    header = info.tobuf(tarfile.GNU_FORMAT)
    # 512 bytes of header come to about three of gzip.
    return gzip.compress(header * (size * 150 // 512))


def zeros_of_archive(size: int) -> bytes:
    # A member whose content is nothing but zeros, a thousand times as large as what is stored.
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9) as packed:
        info = tarfile.TarInfo("zeros")
        info.size = size * 1000
        packed.write(info.tobuf(tarfile.GNU_FORMAT))
        block = bytes(1 << 20)
        for _ in range(max(1, info.size >> 20)):
            packed.write(block)
    return out.getvalue()


def lists_of_archive(size: int) -> bytes:
    config = b'{"a":[' + b"[]," * (min(size * 500, 15_000_000) // 3) + b"0]}"
    manifest = json.dumps([{"Config": "c.json", "RepoTags": None, "Layers": []}]).encode()
    infos = [(tarfile.TarInfo("c.json"), config), (tarfile.TarInfo("manifest.json"), manifest)]
    return gzip.compress(tar_of(infos))


def write_saved(folder: Path, size: int) -> None:
    """Write an archive of many images and a Dockerfile with as many bases."""
    config = b'{"architecture":"amd64","os":"linux"}'
    name = "x.json"
    images: list[object] = []
    left = size // 2
    while left > 0:
        image = {"Config": name, "RepoTags": [f"n{len(images)}:latest"]}
        left -= len(json.dumps(image))
        images.append(image)
    manifest = json.dumps(images).encode()
    infos = [(tarfile.TarInfo(name), config), (tarfile.TarInfo("manifest.json"), manifest)]
    folder.joinpath("base.tar").write_bytes(tar_of(infos))
    stages = repeat(size // 2, lambda number: f"FROM n{number % len(images)}\n")
    folder.joinpath(DOCKERFILE).write_text(stages, encoding="utf-8")


def write_layout(folder: Path, size: int) -> None:
    """Write a layout with many entries and a Dockerfile with as many bases."""
    blobs = folder / "layout/blobs/sha256"
    blobs.mkdir(parents=True)

    def keep(content: bytes) -> dict[str, object]:
        name = sha256(content).hexdigest()
        blobs.joinpath(name).write_bytes(content)
        return {"digest": f"sha256:{name}", "size": len(content)}

    config = keep(b'{"architecture":"amd64","os":"linux"}')
    manifest = keep(json.dumps({"schemaVersion": 2, "config": config, "layers": []}).encode())
    manifest["mediaType"] = "application/vnd.oci.image.manifest.v1+json"
    entries: list[object] = []
    left = size // 2
    while left > 0:
        entry = {**manifest, "annotations": {"io.containerd.image.name": f"docker.io/library/n{len(entries)}:latest"}}
        left -= len(json.dumps(entry))
        entries.append(entry)
    folder.joinpath("layout/index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": entries}))
    folder.joinpath("layout/oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')
    stages = repeat(size // 2, lambda number: f"FROM n{number % len(entries)}\n")
    folder.joinpath(DOCKERFILE).write_text(stages, encoding="utf-8")


def write_base(make: Callable[[int], str]) -> Callable[[Path, int], None]:
    def write(folder: Path, size: int) -> None:
        folder.joinpath(DOCKERFILE).write_text(BASE, encoding="utf-8")
        folder.joinpath("base.json").write_text(make(size), encoding="utf-8")

    return write


FROM_FILE = ("config", "--offline", "--base", "*=base.json")


def write_lock(make: Callable[[int], str]) -> Callable[[Path, int], None]:
    def write(folder: Path, size: int) -> None:
        folder.joinpath(DOCKERFILE).write_text(BASE, encoding="utf-8")
        folder.joinpath("preimage.lock").write_text(make(size), encoding="utf-8")

    return write


def write_entries(folder: Path, size: int) -> None:
    """Write a lock file with many entries and a Dockerfile with as many pinned bases."""
    config = '{"architecture":"amd64","os":"linux"}'
    digest = f"sha256:{sha256(config.encode()).hexdigest()}"
    entries: list[str] = []
    left = size // 2
    while left > 0:
        entry = (
            f'{{"reference":"docker.io/library/n{len(entries)}:latest","platform":"linux/amd64",'
            f'"manifest":"sha256:{len(entries):064}","config_digest":"{digest}","config":{config}}}'
        )
        left -= len(entry)
        entries.append(entry)
    folder.joinpath("preimage.lock").write_text(f'{{"version":1,"bases":[{",".join(entries)}]}}')
    count = len(entries)
    stages = repeat(size // 2, lambda number: f"FROM m@sha256:{number % count:064}\n")
    folder.joinpath(DOCKERFILE).write_text(stages, encoding="utf-8")


def write_pinned(folder: Path, size: int) -> None:
    write_entries(folder, size)
    stages = repeat(size // 2, lambda number: f"FROM n{number}\n")
    folder.joinpath(DOCKERFILE).write_text(stages, encoding="utf-8")


def write_snapshot(folder: Path, size: int) -> None:
    """Write a snapshot in which every other line is one of those that are due."""
    labels = repeat(size // 4, lambda number: f" l{number}=", "FROM scratch\nLABEL")
    folder.joinpath(DOCKERFILE).write_text(labels + "\n", encoding="utf-8")
    old = repeat(size * 3 // 4, lambda number: f'        "l{number}": "",\nx\n')
    folder.joinpath("Dockerfile.config.json").write_text(old, encoding="utf-8")


def write_sides(folder: Path, size: int) -> None:
    """Write two Dockerfiles whose configs differ in everything."""
    labels = repeat(size // 2, lambda number: f" l{number}=a", "FROM scratch\nLABEL") + "\n"
    folder.joinpath(DOCKERFILE).write_text(labels, encoding="utf-8")
    folder.joinpath("other").write_text(labels.replace("=a", "=b"), encoding="utf-8")


def write_history_sides(folder: Path, size: int) -> None:
    """Write two Dockerfiles whose histories share every other entry."""
    text = repeat(size // 2, lambda number: f"RUN {number}\nRUN a\n", "FROM scratch\n")
    folder.joinpath(DOCKERFILE).write_text(text, encoding="utf-8")
    folder.joinpath("other").write_text(text.replace("RUN a", "RUN b"), encoding="utf-8")


def write_observed(folder: Path, size: int) -> None:
    """Write a config that differs in each of its labels from the one that is due."""
    labels = repeat(size // 2, lambda number: f" l{number}=a", "FROM scratch\nLABEL")
    folder.joinpath(DOCKERFILE).write_text(labels + "\n", encoding="utf-8")
    observed = repeat(size // 2, lambda number: f'"l{number}":"b",', '{"config":{"Labels":{', '"z":"z"}}}')
    folder.joinpath("built.json").write_text(observed, encoding="utf-8")


def write_tests(name: str, make: Callable[[int], str]) -> Callable[[Path, int], None]:
    def write(folder: Path, size: int) -> None:
        folder.joinpath(DOCKERFILE).write_text("FROM scratch\nENV a=b\n", encoding="utf-8")
        folder.joinpath(name).write_text(make(size), encoding="utf-8")

    return write


TEST_HEAD = "schemaVersion: 2.0.0\nmetadataTest:\n  labels:\n"


def merged_mappings(size: int) -> str:
    keys = repeat(size // 2, lambda number: f"k{number}: 1,", "a: &a {", "}\n")
    return keys + "b:\n" + fill("- {<<: *a}\n", size // 2)


def yaml_of_lists(size: int) -> str:
    return "a: [" + fill("[],", size) + "]\n"


def yaml_bomb(size: int) -> str:
    rows = [f"a{number}: &a{number} [{','.join([f'*a{number - 1}'] * 9)}]\n" for number in range(1, 30)]
    return "a0: &a0 [x]\n" + "".join(rows) + fill("# x\n", size)


def write_words(folder: Path, size: int) -> None:
    """Write a test of a Cmd of which each word differs, each with a failure that shows them all."""
    words = fill('"a",', min(size // 2, 60_000)) + '"a"'
    folder.joinpath(DOCKERFILE).write_text(f"FROM scratch\nCMD [{words}]\n", encoding="utf-8")
    test = f'{{"schemaVersion":"2.0.0","metadataTest":{{"cmd":[{words.replace("a", "b")}]}}}}'
    folder.joinpath("t.json").write_text(test, encoding="utf-8")


def write_expressions(folder: Path, size: int) -> None:
    """Write a test with many expressions for one long value."""
    value = "x" * min(size // 2, 60_000)
    folder.joinpath(DOCKERFILE).write_text(f"FROM scratch\nENV a={value}\n", encoding="utf-8")
    pair = '{"key":"a","value":"(x?){60}y","isRegex":true},'
    pairs = fill(pair, size // 2) + pair[:-1]
    folder.joinpath("t.json").write_text(f'{{"schemaVersion":"2.0.0","metadataTest":{{"envVars":[{pairs}]}}}}')


def write_link(name: str, target: str) -> Callable[[Path, int], None]:
    def write(folder: Path, size: int) -> None:
        if name != DOCKERFILE:
            folder.joinpath(DOCKERFILE).write_text("FROM scratch\n", encoding="utf-8")
        folder.joinpath(name).symlink_to(target)

    return write


def write_pipe(name: str) -> Callable[[Path, int], None]:
    def write(folder: Path, size: int) -> None:
        if name != DOCKERFILE:
            folder.joinpath(DOCKERFILE).write_text("FROM scratch\n", encoding="utf-8")
        os.mkfifo(folder / name)

    return write


def entries_of_history(size: int) -> str:
    return '{"history":[' + fill("{},", size) + "{}]}"


def deep(size: int) -> str:
    return "[" * size + "]" * size


DOCKERFILES = made.DOCKERFILES

HOSTILE = (
    # The points of the report.
    Hostile("suggestions for variables", dockerfile(made.alike_variables), CONFIG),
    Hostile("suggestions for args of FROM", dockerfile(made.alike_args_of_from), CONFIG),
    Hostile("suggestions for platforms", dockerfile(made.alike_platforms), CONFIG),
    Hostile("suggestions for stages", dockerfile(made.alike_stages), ("config", "--offline")),
    Hostile("ignore: stars", write_ignored(star_patterns, lambda size: "FROM scratch\nCOPY a b\n"), CHECK),
    Hostile(
        "ignore: patterns by copies",
        write_ignored(lambda size: repeat(size, lambda n: f"x{n}*y\n"), made.copies),
        CHECK,
    ),
    Hostile(
        "ignore: ** by copies",
        write_ignored(lambda size: repeat(size, lambda n: f"**/x{n}*y\n"), made.copies),
        CHECK,
    ),
    Hostile(
        "ignore: long path", write_ignored(lambda size: fill("**/a", min(size, 1600)) + "b", made.long_copy), CHECK
    ),
    Hostile("ignore: question marks", write_ignored(lambda size: fill("*?", size) + "b", made.long_copy), CHECK),
    Hostile("ignore: long names", write_ignored(lambda size: repeat(size, lambda n: f"a{n}\n"), made.long_copy), CHECK),
    *(
        Hostile(f"undefined over lines, {form}", dockerfile(made.undefined_over_lines), (*CHECK, "--format", form))
        for form in ("text", "json", "sarif", "github", "short")
    ),
    *(
        Hostile(f"undefined on a line, {form}", dockerfile(made.undefined_on_a_line), (*CHECK, "--format", form))
        for form in ("text", "json", "sarif", "github", "short")
    ),
    Hostile("undefined on lines of many", dockerfile(made.undefined_on_lines_of_many), (*CHECK, "--format", "json")),
    Hostile("ports over lines", dockerfile(made.ports_over_lines), (*CHECK, "--format", "json")),
    Hostile("replacing every character", dockerfile(made.replaced), CONFIG),
    Hostile("pattern by value", dockerfile(made.replaced_by_pattern), CONFIG),
    Hostile("stages by Env", dockerfile(made.stages_that_copy), CONFIG),
    Hostile("stages by Env, all", dockerfile(made.stages_that_copy), CHECK),
    Hostile("chain of stages", dockerfile(made.chain_of_stages), CONFIG),
    Hostile("archive: PAX digits", write_archive(digits_of_pax), FROM_ARCHIVE, 1 << 16),
    Hostile("archive: folders", write_archive(folders_of_archive), FROM_ARCHIVE),
    Hostile("archive: zeros", write_archive(zeros_of_archive), FROM_ARCHIVE, 1 << 20),
    Hostile("archive: empty lists", write_archive(lists_of_archive), FROM_ARCHIVE),
    Hostile("test file /dev/zero", write_link("t.yaml", "/dev/zero"), ("test", "-c", "t.yaml", "."), 1),
    Hostile("snapshot /dev/zero", write_link("Dockerfile.config.json", "/dev/zero"), ("snapshot",), 1),
    Hostile("Dockerfile /dev/zero", write_link(DOCKERFILE, "/dev/zero"), CONFIG, 1),
    Hostile("ignore file /dev/zero", write_link(".dockerignore", "/dev/zero"), CHECK, 1),
    Hostile("base /dev/zero", write_link("base.json", "/dev/zero"), FROM_FILE, 1),
    Hostile("Dockerfile is a pipe", write_pipe(DOCKERFILE), CONFIG, 1),
    Hostile("ignore file is a pipe", write_pipe(".dockerignore"), CONFIG, 1),
    Hostile("snapshot is a pipe", write_pipe("Dockerfile.config.json"), ("snapshot",), 1),
    Hostile("test file is a pipe", write_pipe("t.yaml"), ("test", "-c", "t.yaml", "."), 1),
    Hostile("base is a pipe", write_pipe("base.json"), FROM_FILE, 1),
    Hostile("built image is a pipe", write_pipe("built.json"), ("verify", ".", "built.json"), 1),
    Hostile("lock of empty lists", write_lock(lambda size: f'{{"version":1,"bases":[{fill("[],", size)}0]}}'), CONFIG),
    Hostile(
        "lock of nested lists",
        write_lock(lambda size: f'{{"version":1,"bases":[{{"config":{{"a":{deep(min(size, 980))}}}}}]}}'),
        ("config", "--locked"),
    ),
    Hostile("test file: lists", write_tests("t.yaml", yaml_of_lists), ("test", "-c", "t.yaml", ".")),
    Hostile("test file: merged mappings", write_tests("t.yaml", merged_mappings), ("test", "-c", "t.yaml", ".")),
    Hostile("test file: aliases", write_tests("t.yaml", yaml_bomb), ("test", "-c", "t.yaml", ".")),
    Hostile("test file: nested", write_tests("t.json", lambda size: deep(size // 2)), ("test", "-c", "t.json", ".")),
    Hostile("caches are no stages", dockerfile(made.caches), CONFIG),
    Hostile("caches with a target", dockerfile(made.caches_with_target), CONFIG),
    Hostile("newlines", dockerfile(made.newlines), CONFIG),
    Hostile("heredoc of references", dockerfile(made.heredoc_of_references), CONFIG),
    # More products of two sizes.
    Hostile("doubled variable", dockerfile(made.doubled), CONFIG),
    Hostile("lines by mounts", dockerfile(made.mounts_over_lines), ("outline", "--offline", "--format", "json")),
    Hostile("comments by args", dockerfile(made.args_over_lines), ("outline", "--offline", "--format", "json")),
    Hostile("chain of stages by args", dockerfile(made.outlined_chain), ("outline", "--offline")),
    Hostile("args by RUN", dockerfile(made.args_of_runs), CONFIG),
    Hostile("long arg by RUN", dockerfile(made.long_environment_of_runs), CONFIG),
    Hostile("shell by CMD", dockerfile(made.long_shell), CONFIG),
    Hostile("ranges of ports", dockerfile(made.ports), CONFIG),
    Hostile("ports of a variable", dockerfile(made.ports_of_a_variable), CONFIG),
    Hostile("triggers by stages", dockerfile(made.triggers), CONFIG),
    Hostile("triggers by stages, all", dockerfile(made.triggers), CHECK),
    Hostile("long trigger by stages", dockerfile(made.long_triggers), CHECK),
    Hostile("ONBUILD in ONBUILD", dockerfile(made.chained_triggers), CONFIG),
    Hostile("references in references", dockerfile(made.nested_references), CONFIG),
    Hostile("patterns in patterns", dockerfile(made.nested_patterns), CONFIG),
    Hostile("relative directories", dockerfile(made.relative_directories), CONFIG),
    Hostile("directories of Windows", dockerfile(made.windows_directories), CONFIG),
    Hostile("stages by copies", dockerfile(made.copies_of_stages), CONFIG),
    Hostile("circle of stages", dockerfile(made.circle), CONFIG),
    Hostile("mounted images", dockerfile(made.mounted_images), CHECK),
    Hostile("heredocs of a line", dockerfile(made.heredocs_of_a_line), CONFIG),
    Hostile("heredoc of a long variable", dockerfile(made.heredoc_of_a_variable), CONFIG),
    Hostile("comments by findings", dockerfile(made.comments), CHECK),
    Hostile("escapes of JSON", dockerfile(made.escaped), CONFIG),
    Hostile("wide characters", dockerfile(made.wide_characters), CONFIG),
    Hostile("brackets of JSON", dockerfile(made.nested_json), CONFIG),
    Hostile("repeated CMD", dockerfile(made.repeated_commands), (*CHECK, "--format", "sarif")),
    Hostile("options of a mount", dockerfile(made.many_flags), CONFIG),
    Hostile("shortest instructions", dockerfile(made.shortest_instructions), CONFIG),
    Hostile("continued lines", dockerfile(made.continued), CONFIG),
    Hostile("wide table", dockerfile(made.wide_table), ("targets",)),
    Hostile("table of tabs", dockerfile(made.table_of_tabs), ("targets",)),
    Hostile("targets to lock", dockerfile(made.named_stages), ("lock", "--offline", "--unresolved", "empty")),
    Hostile("lock entries by bases", write_entries, ("config", "--locked")),
    Hostile("lock entries by pins", write_pinned, ("pin", "--check")),
    Hostile("layout entries by bases", write_layout, ("check", "--offline", "--bases-from", "oci-layout://layout")),
    Hostile("archive images by bases", write_saved, ("check", "--offline", "--bases-from", "docker-archive:base.tar")),
    Hostile("snapshot by config", write_snapshot, ("snapshot", "--check")),
    Hostile("differences by trace", write_observed, ("verify", ".", "built.json")),
    Hostile("words of Cmd by failures", write_words, ("test", "-c", "t.json", ".")),
    Hostile("expressions by value", write_expressions, ("test", "-c", "t.json", ".")),
    Hostile("output of escapes", dockerfile(made.escaped_within_limits), CONFIG),
    Hostile("differences of two files", write_sides, ("diff", "--offline", "Dockerfile", "other")),
    Hostile("differences as JSON", write_sides, ("diff", "--offline", "--format", "json", "Dockerfile", "other")),
    Hostile(
        "differences as Markdown", write_sides, ("diff", "--offline", "--format", "markdown", "Dockerfile", "other")
    ),
    Hostile("differences of histories", write_history_sides, ("diff", "--offline", "--history", "Dockerfile", "other")),
    Hostile(
        "differences of all stages", dockerfile(made.named_stages), ("diff", "--offline", "--matrix", "Dockerfile", ".")
    ),
    *(
        Hostile(f"{command}: {name}", dockerfile(make), (*arguments, "--offline", "--unresolved", "empty"))
        for command, arguments in (
            ("explain", ("explain",)),
            ("explain as JSON", ("explain", "--format", "json", "--all", "--absent")),
            ("page", ("report", "-o", "-")),
        )
        for name, make in (
            ("chain of variables", made.chain_of_variables),
            ("one variable", made.one_variable),
            ("uses of a variable", made.uses_of_a_variable),
            ("global args", made.global_args),
            ("stages by Env", made.stages_that_copy),
            ("args by RUN", made.args_of_runs),
            ("undefined over lines", made.undefined_over_lines),
        )
    ),
    Hostile("story of a variable", dockerfile(made.chain_of_variables), ("explain", "--offline", ".", "Env.v500")),
    Hostile("graph of stages", dockerfile(made.copies_of_stages), ("targets", "--format", "mermaid")),
    Hostile("base: history", write_base(entries_of_history), FROM_FILE),
    Hostile("base: lists", write_base(lambda size: '{"a":[' + fill("[],", size) + "[]]}"), FROM_FILE),
    *(Hostile(name, write, command, 1 << 20) for name, write, command in PROJECTS),
    Hostile("base: nested", write_base(lambda size: '{"a":' + deep(size // 2) + "}"), FROM_FILE),
)
"""All kinds, those of the report first."""
