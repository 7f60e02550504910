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


def repeat(size: int, unit: Callable[[int], str], head: str = "", tail: str = "") -> str:
    """Give a text of about so many bytes: a head, numbered units, a tail."""
    left = size - len(head) - len(tail)
    parts = []
    number = 0
    while left > 0:
        part = unit(number)
        left -= len(part)
        parts.append(part)
        number += 1
    return head + "".join(parts) + tail


def fill(unit: str, size: int) -> str:
    return unit * (size // len(unit))


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


# Names that are alike take longest to compare.
ALIKE = "undefined_variable_name"


def alike_variables(size: int) -> str:
    half = size // 2
    env = repeat(half, lambda number: f" {ALIKE}{number:06}=", "FROM scratch\nENV")
    return env + repeat(half, lambda number: f"USER ${ALIKE}{number:06}x\n", "\n")


def alike_args_of_from(size: int) -> str:
    half = size // 2
    args = repeat(half, lambda number: f"ARG {ALIKE}{number:06}=\n")
    return args + repeat(min(half, 60_000), lambda number: f"${ALIKE}{number:06}x", "FROM scratch") + "\n"


def alike_platforms(size: int) -> str:
    args = repeat(size // 2, lambda number: f"ARG {ALIKE}{number:06}=\n")
    names = repeat(min(size // 2, 60_000), lambda number: f"${ALIKE}{number:06}x")
    return f"{args}FROM --platform=linux{names} scratch\n"


def alike_stages(size: int) -> str:
    return repeat(size, lambda number: f"FROM {ALIKE}{number:06} AS {ALIKE}{number:06}x\n")


def undefined_over_lines(size: int) -> str:
    return repeat(size, lambda number: f"  n{number}=$u{number} \\\n", "FROM scratch\nENV m=1 \\\n", "  z=1\n")


def undefined_on_a_line(size: int) -> str:
    line = min(size, 60_000)
    one = repeat(line, lambda number: f" $u{number}", "COPY") + " /\n"
    return "FROM scratch\n" + one * max(1, size // line)


def undefined_on_lines_of_many(size: int) -> str:
    return repeat(size, lambda number: "$a$b$c$d$e$f$g" + " \\\n", "FROM scratch\nCOPY \\\n", " /\n")


def mounts_over_lines(size: int) -> str:
    unit = lambda number: f"--mount=type=secret,id=s{number} \\\n"  # noqa: E731
    return repeat(size, unit, "FROM scratch\nRUN \\\n", "true\n")


def args_over_lines(size: int) -> str:
    half = size // 2
    comments = repeat(half, lambda number: f"# c{number}\n", "FROM scratch\n")
    return repeat(half, lambda number: f"a{number} \\\n", f"{comments}ARG \\\n", "z\n")


def ports_over_lines(size: int) -> str:
    return repeat(size, lambda number: "1:2/TCP \\\n", "FROM scratch\nEXPOSE \\\n", "1\n")


def doubled(size: int) -> str:
    return fill("ENV a=$a$a-\n", size - 13).join(("FROM scratch\n", ""))


def replaced(size: int) -> str:
    head = "FROM scratch\nENV a=" + "a" * min(size // 2, 60_000) + "\n"
    grow = "ENV a=$a$a$a$a$a$a$a$a$a$a$a$a$a$a$a$a\n"
    return head + grow + fill("USER ${a//a/}\n", size - len(head))


def replaced_by_pattern(size: int) -> str:
    half = min(size // 2, 30_000)
    head = f"FROM scratch\nENV a={'a' * half}\nENV b=$a$a$a$a$a$a$a$a\n"
    return head + "USER ${b/" + fill("*a", half) + "c/}\n"


def stages_that_copy(size: int) -> str:
    half = size // 2
    env = repeat(half, lambda number: f" e{number}=", "FROM scratch AS a\nENV")
    return env + "\n" + repeat(half, lambda number: f"FROM a\nENV b{number}=\n")


def chain_of_stages(size: int) -> str:
    return repeat(size, lambda number: f"FROM s{number - 1} AS s{number}\nENV e{number}=\n", "FROM scratch AS s-1\n")


def args_of_runs(size: int) -> str:
    half = size // 2
    return repeat(half, lambda number: f"ARG a{number}=\n", "FROM scratch\n") + fill("RUN a\n", half)


def long_shell(size: int) -> str:
    half = min(size // 2, 60_000)
    words = fill('"",', half)
    return f'FROM scratch\nSHELL [{words}""]\n' + fill("CMD a\nRUN a\n", size - half)


def long_environment_of_runs(size: int) -> str:
    half = min(size // 2, 60_000)
    return f"FROM scratch\nARG a={'x' * half}\n" + fill("ARG b\nRUN a\n", size - half)


def ports(size: int) -> str:
    return "FROM scratch\n" + fill("EXPOSE 1-65535\n", size)


def ports_of_a_variable(size: int) -> str:
    half = min(size // 2, 60_000)
    return f"FROM scratch\nENV a='{fill('1 ', half)}'\n" + fill("EXPOSE ${a}\n", size - half)


def triggers(size: int) -> str:
    half = size // 2
    return "FROM scratch AS a\n" + fill("ONBUILD USER a\n", half) + fill("FROM a\n", half)


def long_triggers(size: int) -> str:
    half = min(size // 2, 60_000)
    return f"FROM scratch AS a\nONBUILD LABEL {fill('a=b ', half)}\n" + fill("FROM a\n", size - half)


def chained_triggers(size: int) -> str:
    line = min(size, 65_000)
    return "FROM scratch\n" + (fill("ONBUILD ", line) + "RUN a\n") * max(1, size // line)


def nested_references(size: int) -> str:
    count = min(size, 60_000) // 7
    one = "USER " + "${a:-" * count + "b" + "}" * count + "\n"
    return "FROM scratch\n" + one * max(1, size // len(one))


def nested_patterns(size: int) -> str:
    count = min(size, 60_000) // 8
    return "FROM scratch\nUSER " + "${a//b/" * count + "b" + "}" * count + "\n"


def relative_directories(size: int) -> str:
    return fill("WORKDIR a\n", size).join(("FROM scratch\n", ""))


def windows_directories(size: int) -> str:
    return "FROM --platform=windows/amd64 scratch\n" + fill("WORKDIR a\nCOPY a b/\n", size)


def copies_of_stages(size: int) -> str:
    half = size // 2
    stages = repeat(half, lambda number: f"FROM scratch AS s{number}\n")
    return stages + "FROM scratch\n" + repeat(half, lambda number: f"COPY --from=s{number} a b\n")


def circle(size: int) -> str:
    return repeat(size, lambda number: f"FROM scratch AS s{number}\nCOPY --from=s{number + 1} a b\n", "", "FROM s0\n")


def caches(size: int) -> str:
    return fill("RUN --mount=type=cache\n", size).join(("FROM scratch\n", ""))


def caches_with_target(size: int) -> str:
    return fill("RUN --mount=type=cache,target=/a a\n", size).join(("FROM scratch\n", ""))


def mounted_images(size: int) -> str:
    unit = lambda number: f"RUN --mount=from=i{number},target=/a a\n"  # noqa: E731
    return repeat(size, unit, "FROM scratch\n")


def heredocs_of_a_line(size: int) -> str:
    half = min(size // 2, 60_000)
    names = repeat(half, lambda number: f"<<{number} ", "FROM scratch\nRUN ")
    return names + "\n" + repeat(half, lambda number: f"{number}\n")


def heredoc_of_references(size: int) -> str:
    body = fill("$a$b\n", size)
    return f"FROM scratch\nCOPY <<E /a\n{body}E\n"


def heredoc_of_a_variable(size: int) -> str:
    half = min(size // 2, 60_000)
    return f"FROM scratch\nENV a={'x' * half}\nCOPY <<E /a\n{fill('${a:-}', size - half)}\nE\n"


def comments(size: int) -> str:
    half = size // 2
    return "FROM scratch\n" + fill("# check=skip=all\n", half) + "COPY " + fill("$a ", min(half, 60_000)) + "/\n"


def escaped(size: int) -> str:
    half = min(size // 2, 60_000)
    return f"FROM scratch\nENV a={'<' * half}\n" + fill("ENV b=$a$a$a$a$a$a$a$a$a$a$a$a$a$a$a$a\n", 400)


def wide_characters(size: int) -> str:
    half = min(size // 8, 15_000)
    return f"FROM scratch\nENV a={chr(0x1F600) * half}\n" + fill("ENV b=$a$a$a$a$a$a$a$a\nRUN $b\n", size // 2)


def escaped_within_limits(size: int) -> str:
    half = min(size // 2, 30_000)
    return f"FROM scratch\nENV a={'<' * half}\n" + "ENV b=$a$a$a$a$a$a$a$a$a$a$a$a$a$a$a$a\n" * 6


def chain_of_variables(size: int) -> str:
    return repeat(size, lambda number: f"ENV v{number}=${{v{number - 1}}}\n", "FROM scratch\nENV v-1=a v=b\n")


def one_variable(size: int) -> str:
    return repeat(size, lambda number: f"ENV a=$a{number % 10}\n" if number % 1000 else "ENV a=\n", "FROM scratch\n")


def uses_of_a_variable(size: int) -> str:
    line = min(size, 60_000)
    return "FROM scratch\nENV a=b\n" + f"LABEL {repeat(line, lambda number: f'l{number}=$a ')}\n" * max(1, size // line)


def global_args(size: int) -> str:
    half = size // 2
    args = repeat(half, lambda number: f"ARG g{number}=${{g{number - 1}}}\n", "ARG g-1=scratch g=a\n")
    return args + repeat(half, lambda number: f"FROM scratch AS t{number}\nARG g{number}\n")


def nested_json(size: int) -> str:
    return "FROM scratch\nCMD " + "[" * (min(size, 60_000)) + "\n"


def repeated_commands(size: int) -> str:
    return fill("CMD a\n", size).join(("FROM scratch\n", ""))


def many_flags(size: int) -> str:
    line = min(size, 60_000)
    return ("FROM scratch\nRUN --mount=" + fill("target=/a,", line) + "id=a true\n") * max(1, size // line)


def shortest_instructions(size: int) -> str:
    return fill("RUN a\n", size).join(("FROM scratch\n", ""))


def newlines(size: int) -> str:
    return "FROM scratch\n" + "\n" * size


def continued(size: int) -> str:
    return "FROM scratch\nRUN a \\\n" + "\\\n" * (size // 2) + "\n"


def wide_table(size: int) -> str:
    half = min(size // 2, 60_000)
    return f"FROM scratch AS {'a' * half}\n" + repeat(size - half, lambda number: f"FROM a AS b{number}\n")


def table_of_tabs(size: int) -> str:
    half = min(size // 2, 60_000)
    stages = repeat(size - half, lambda number: f"FROM a AS b{number}\n")
    return "#a b" + "\tc" * (half // 2) + "\nFROM scratch AS a\n" + stages


def named_stages(size: int) -> str:
    return repeat(size, lambda number: f"FROM scratch AS s{number}\n")


def outlined_chain(size: int) -> str:
    half = size // 2
    args = repeat(half, lambda number: f"ARG a{number}=\n")
    return args + repeat(
        half, lambda number: f"FROM s{number - 1} AS s{number}\nARG a{number}\n", "FROM scratch AS s-1\n"
    )


def star_patterns(size: int) -> str:
    return fill("**", size) + "b"


def write_ignored(patterns: Callable[[int], str], text: Callable[[int], str]) -> Callable[[Path, int], None]:
    def write(folder: Path, size: int) -> None:
        folder.joinpath(".dockerignore").write_text(patterns(size // 2), encoding="utf-8")
        folder.joinpath(DOCKERFILE).write_text(text(size // 2), encoding="utf-8")

    return write


def copies(size: int) -> str:
    return repeat(size, lambda number: f"COPY a/b/c{number} /\n", "FROM scratch\n")


def long_copy(size: int) -> str:
    path = fill("a/", min(size, 60_000))
    return f"FROM scratch\nCOPY {path}x /\n"


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


HOSTILE = (
    # The points of the report.
    Hostile("suggestions for variables", dockerfile(alike_variables), CONFIG),
    Hostile("suggestions for args of FROM", dockerfile(alike_args_of_from), CONFIG),
    Hostile("suggestions for platforms", dockerfile(alike_platforms), CONFIG),
    Hostile("suggestions for stages", dockerfile(alike_stages), ("config", "--offline")),
    Hostile("ignore: stars", write_ignored(star_patterns, lambda size: "FROM scratch\nCOPY a b\n"), CHECK),
    Hostile(
        "ignore: patterns by copies", write_ignored(lambda size: repeat(size, lambda n: f"x{n}*y\n"), copies), CHECK
    ),
    Hostile("ignore: ** by copies", write_ignored(lambda size: repeat(size, lambda n: f"**/x{n}*y\n"), copies), CHECK),
    Hostile("ignore: long path", write_ignored(lambda size: fill("**/a", min(size, 1600)) + "b", long_copy), CHECK),
    Hostile("ignore: question marks", write_ignored(lambda size: fill("*?", size) + "b", long_copy), CHECK),
    Hostile("ignore: long names", write_ignored(lambda size: repeat(size, lambda n: f"a{n}\n"), long_copy), CHECK),
    *(
        Hostile(f"undefined over lines, {form}", dockerfile(undefined_over_lines), (*CHECK, "--format", form))
        for form in ("text", "json", "sarif", "github", "short")
    ),
    *(
        Hostile(f"undefined on a line, {form}", dockerfile(undefined_on_a_line), (*CHECK, "--format", form))
        for form in ("text", "json", "sarif", "github", "short")
    ),
    Hostile("undefined on lines of many", dockerfile(undefined_on_lines_of_many), (*CHECK, "--format", "json")),
    Hostile("ports over lines", dockerfile(ports_over_lines), (*CHECK, "--format", "json")),
    Hostile("replacing every character", dockerfile(replaced), CONFIG),
    Hostile("pattern by value", dockerfile(replaced_by_pattern), CONFIG),
    Hostile("stages by Env", dockerfile(stages_that_copy), CONFIG),
    Hostile("stages by Env, all", dockerfile(stages_that_copy), CHECK),
    Hostile("chain of stages", dockerfile(chain_of_stages), CONFIG),
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
    Hostile("caches are no stages", dockerfile(caches), CONFIG),
    Hostile("caches with a target", dockerfile(caches_with_target), CONFIG),
    Hostile("newlines", dockerfile(newlines), CONFIG),
    Hostile("heredoc of references", dockerfile(heredoc_of_references), CONFIG),
    # More products of two sizes.
    Hostile("doubled variable", dockerfile(doubled), CONFIG),
    Hostile("lines by mounts", dockerfile(mounts_over_lines), ("outline", "--offline", "--format", "json")),
    Hostile("comments by args", dockerfile(args_over_lines), ("outline", "--offline", "--format", "json")),
    Hostile("chain of stages by args", dockerfile(outlined_chain), ("outline", "--offline")),
    Hostile("args by RUN", dockerfile(args_of_runs), CONFIG),
    Hostile("long arg by RUN", dockerfile(long_environment_of_runs), CONFIG),
    Hostile("shell by CMD", dockerfile(long_shell), CONFIG),
    Hostile("ranges of ports", dockerfile(ports), CONFIG),
    Hostile("ports of a variable", dockerfile(ports_of_a_variable), CONFIG),
    Hostile("triggers by stages", dockerfile(triggers), CONFIG),
    Hostile("triggers by stages, all", dockerfile(triggers), CHECK),
    Hostile("long trigger by stages", dockerfile(long_triggers), CHECK),
    Hostile("ONBUILD in ONBUILD", dockerfile(chained_triggers), CONFIG),
    Hostile("references in references", dockerfile(nested_references), CONFIG),
    Hostile("patterns in patterns", dockerfile(nested_patterns), CONFIG),
    Hostile("relative directories", dockerfile(relative_directories), CONFIG),
    Hostile("directories of Windows", dockerfile(windows_directories), CONFIG),
    Hostile("stages by copies", dockerfile(copies_of_stages), CONFIG),
    Hostile("circle of stages", dockerfile(circle), CONFIG),
    Hostile("mounted images", dockerfile(mounted_images), CHECK),
    Hostile("heredocs of a line", dockerfile(heredocs_of_a_line), CONFIG),
    Hostile("heredoc of a long variable", dockerfile(heredoc_of_a_variable), CONFIG),
    Hostile("comments by findings", dockerfile(comments), CHECK),
    Hostile("escapes of JSON", dockerfile(escaped), CONFIG),
    Hostile("wide characters", dockerfile(wide_characters), CONFIG),
    Hostile("brackets of JSON", dockerfile(nested_json), CONFIG),
    Hostile("repeated CMD", dockerfile(repeated_commands), (*CHECK, "--format", "sarif")),
    Hostile("options of a mount", dockerfile(many_flags), CONFIG),
    Hostile("shortest instructions", dockerfile(shortest_instructions), CONFIG),
    Hostile("continued lines", dockerfile(continued), CONFIG),
    Hostile("wide table", dockerfile(wide_table), ("targets",)),
    Hostile("table of tabs", dockerfile(table_of_tabs), ("targets",)),
    Hostile("targets to lock", dockerfile(named_stages), ("lock", "--offline", "--unresolved", "empty")),
    Hostile("lock entries by bases", write_entries, ("config", "--locked")),
    Hostile("lock entries by pins", write_pinned, ("pin", "--check")),
    Hostile("layout entries by bases", write_layout, ("check", "--offline", "--bases-from", "oci-layout://layout")),
    Hostile("archive images by bases", write_saved, ("check", "--offline", "--bases-from", "docker-archive:base.tar")),
    Hostile("snapshot by config", write_snapshot, ("snapshot", "--check")),
    Hostile("differences by trace", write_observed, ("verify", ".", "built.json")),
    Hostile("words of Cmd by failures", write_words, ("test", "-c", "t.json", ".")),
    Hostile("expressions by value", write_expressions, ("test", "-c", "t.json", ".")),
    Hostile("output of escapes", dockerfile(escaped_within_limits), CONFIG),
    Hostile("differences of two files", write_sides, ("diff", "--offline", "Dockerfile", "other")),
    Hostile("differences as JSON", write_sides, ("diff", "--offline", "--format", "json", "Dockerfile", "other")),
    Hostile(
        "differences as Markdown", write_sides, ("diff", "--offline", "--format", "markdown", "Dockerfile", "other")
    ),
    Hostile("differences of histories", write_history_sides, ("diff", "--offline", "--history", "Dockerfile", "other")),
    Hostile(
        "differences of all stages", dockerfile(named_stages), ("diff", "--offline", "--matrix", "Dockerfile", ".")
    ),
    *(
        Hostile(f"{command}: {name}", dockerfile(make), (*arguments, "--offline", "--unresolved", "empty"))
        for command, arguments in (
            ("explain", ("explain",)),
            ("explain as JSON", ("explain", "--format", "json", "--all", "--absent")),
            ("page", ("report", "-o", "-")),
        )
        for name, make in (
            ("chain of variables", chain_of_variables),
            ("one variable", one_variable),
            ("uses of a variable", uses_of_a_variable),
            ("global args", global_args),
            ("stages by Env", stages_that_copy),
            ("args by RUN", args_of_runs),
            ("undefined over lines", undefined_over_lines),
        )
    ),
    Hostile("story of a variable", dockerfile(chain_of_variables), ("explain", "--offline", ".", "Env.v500")),
    Hostile("graph of stages", dockerfile(copies_of_stages), ("targets", "--format", "mermaid")),
    Hostile("base: history", write_base(entries_of_history), FROM_FILE),
    Hostile("base: lists", write_base(lambda size: '{"a":[' + fill("[],", size) + "[]]}"), FROM_FILE),
    Hostile("base: nested", write_base(lambda size: '{"a":' + deep(size // 2) + "}"), FROM_FILE),
)
"""All kinds, those of the report first."""
