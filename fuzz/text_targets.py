"""Targets that read one text: Dockerfiles and what stands in them, base configs, ignore files."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress

import preimage
from fuzz.target import Target, join_parts, read_cases, read_dockerfiles, read_text, split_parts
from preimage.api import check, compile, locate_words, outline, stage_graph, targets
from preimage.bases.static import StaticBases
from preimage.edits.fixing import fix_text
from preimage.edits.pin import pin_bases
from preimage.fix_api import RequestCompiler
from preimage.golang.durations import parse_duration
from preimage.model.decoding import decode_image
from preimage.model.ignore import parse_ignore_file
from preimage.model.limits import Budget, Limits
from preimage.model.options import BuildRequest
from preimage.model.platforms import format_platform_full, normalize_platform, parse_platform
from preimage.model.references import parse_reference
from preimage.shell.syntax import syntax_of
from preimage.shell.word_reader import WordReader
from preimage.shell.words import expand_heredoc, expand_word, expand_words, split_raw_words, split_unset_words

MACHINE = "linux/amd64"
BASES = StaticBases(
    {"*": {"config": {"Env": ["PATH=/bin", "a=x$b"], "Cmd": ["c"], "OnBuild": ["ENV b=$a", "RUN x"], "User": "u"}}}
)
LIMITS = Limits(expanded_characters=1 << 18, work=1_000_000, suggestion_steps=100_000)
KEYWORDS = tuple(
    "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME "
    "WORKDIR AS NONE --from= --platform= --interval= --mount=type=cache, --chown= --chmod= <<EOF EOF # escape=` "
    "syntax= check=skip= ${a:-b} ${a:+b} ${a#b} ${a%b} ${a/b/c} BUILDPLATFORM".split(" ")
)


def run_compile(data: bytes) -> None:
    """Compile in both ways, with everything that looks at the result."""
    for all_stages in (False, True):
        try:
            result = compile(
                data, build_platform=MACHINE, bases=BASES, all_stages=all_stages, notes=all_stages, limits=LIMITS
            )
        except preimage.PreimageError as error:
            require_text(error)
            continue
        json.loads(result.image.to_json())
        decode_image(result.image.to_json().encode("utf-8", "surrogateescape"))
        result.explanation().to_dict()
        for finding in result.warnings:
            assert finding.message, finding
            assert finding.rule, finding
    for function in (targets, locate_words, outline, stage_graph, check):
        try:
            function(data, limits=LIMITS)
        except preimage.PreimageError as error:
            require_text(error)


def require_text(error: preimage.PreimageError) -> None:
    """An error says something, and its lines are lines; 0 stands for a directive."""
    assert str(error), repr(error)
    if isinstance(error, preimage.DockerfileError):
        assert all(line >= 0 for line in error.lines), error.lines


def run_words(data: bytes) -> None:
    """Expand one word in all ways; the short way must give what the full one gives."""
    first, second = (read_text(part) for part in split_parts(data, 2))
    variables = {"a": second, "b": "x y", "e": "", "é": "z"}
    for escape in ("\\", "`"):
        syntax = syntax_of(escape)
        quick = attempt_word(expand_word, first, variables, syntax, Budget(LIMITS))
        if first.isascii():
            full = attempt_word(WordReader(first, variables, syntax, Budget(LIMITS), None).read)
            assert quick == full, (quick, full)
        attempt_word(expand_words, first, variables, syntax, Budget(LIMITS))
    attempt_word(expand_heredoc, first, variables, Budget(LIMITS))
    attempt_word(split_raw_words, first)
    attempt_word(split_unset_words, first)


def attempt_word(read: Callable[..., object], *arguments: object) -> object:
    """Give what a reader of words gives, or its error."""
    try:
        return read(*arguments)
    except preimage.LimitError:
        return preimage.LimitError
    except ValueError as error:
        assert str(error)
        return str(error)


def list_words() -> Iterator[bytes]:
    """Give the arguments of the instructions of all cases on words."""
    for data in read_dockerfiles():
        for line in data.splitlines():
            yield join_parts(line.partition(b" ")[2], b"*.x")


def run_durations(data: bytes) -> None:
    """A duration that can be read is written so that it can be read again."""
    try:
        duration = parse_duration(read_text(data))
    except ValueError as error:
        assert str(error).startswith("time: ")
        return
    assert parse_duration(str(duration)) == duration


def run_references(data: bytes) -> None:
    """A reference that can be read has a full form that reads the same."""
    try:
        reference = parse_reference(read_text(data))
    except ValueError as error:
        assert str(error)
        return
    assert str(parse_reference(str(reference))) == str(reference)
    assert reference.familiar()


def run_platforms(data: bytes) -> None:
    """A platform that can be read can be normalised twice, which does what once does, and written."""
    try:
        platform = normalize_platform(parse_platform(read_text(data)))
    except ValueError as error:
        assert str(error)
        return
    assert format_platform_full(normalize_platform(platform)) == format_platform_full(platform)


def run_base_config(data: bytes) -> None:
    """A config that can be read is written so that it reads the same, and can be built on."""
    try:
        image = decode_image(data)
    except ValueError as error:
        assert str(error)
        return
    text = image.to_json()
    assert decode_image(text.encode("utf-8", "surrogateescape")).to_json() == text
    try:
        preimage.compile(b"FROM x\nENV a=$PATH\n", build_platform=MACHINE, bases={"*": json.loads(text)}, limits=LIMITS)
    except preimage.PreimageError as error:
        require_text(error)


def run_ignore_files(data: bytes) -> None:
    """Ask an ignore file of a few paths."""
    patterns, path = split_parts(data, 2)
    try:
        ignore = parse_ignore_file(patterns)
    except ValueError as error:
        assert str(error)
        return
    for source in (read_text(path), ".", "a/b/c.txt", "aaaaaaaaaaaaaaaaaaaaaaaaaaab"):
        with suppress(preimage.LimitError):
            ignore.excludes(source, Budget(LIMITS))


def list_ignore_files() -> Iterator[bytes]:
    """Give ignore files of the cases, and patterns of all kinds."""
    for text in ("*\n!a\n", "**/x\n# c\n/y/\n", "[a-z]*\\?\n", "a**b/**/c\n", "\ufeff  x  \n..\n", "[^]]\n[!a]\n"):
        yield join_parts(text.encode(), b"a/b")
    for case in read_cases("checks"):
        if case.get("dockerignore"):
            yield join_parts(str(case["dockerignore"]).encode(), b"src")


def run_edits(data: bytes) -> None:
    """Fix and pin; what was fixed without ``unsafe`` has the same config."""
    compiler = RequestCompiler(BuildRequest(build_platform=MACHINE, all_stages=True, has_notes=True), BASES)
    fixed = fix_text(data, compiler)
    if fixed.is_changed:
        # That findings stop the build (error=true) stops no fix.
        before, after = (
            compile(text, build_platform=MACHINE, bases=BASES, check="skip=all").image.config.to_dict()
            for text in (data, fixed.data)
        )
        assert before == after
    fix_text(data, compiler, with_unsafe=True)
    try:
        pin_bases(data, targets(data).targets, lambda *_: ("sha256:" + "a" * 64, ""), upgrades=True)
    except preimage.PreimageError as error:
        require_text(error)


def list_small(limit: int) -> Iterator[bytes]:
    """Give the Dockerfiles of the cases that are not longer than so many bytes."""
    return (data for data in read_dockerfiles() if len(data) <= limit)


def list_base_configs() -> Iterator[bytes]:
    """Give all base configs of the cases, and what they compile to."""
    for case in read_cases("config", "stages", "explain"):
        for config in (case.get("bases") or {}).values():
            yield config.encode() if isinstance(config, str) else json.dumps(config).encode()
        image = case.get("expect", {}).get("image")
        if isinstance(image, str):
            yield image.encode()


def list_matches(pattern: str, *more: str) -> Iterator[bytes]:
    """Give what a pattern finds in the Dockerfiles of the cases, and other texts."""
    yield from (text.encode() for text in more)
    for data in read_dockerfiles():
        yield from re.findall(pattern.encode(), data)


TARGETS = (
    Target("compile", run_compile, read_dockerfiles, KEYWORDS),
    Target("words", run_words, list_words, ("${a:-", "${a#", "${a//", "\\", "`", "<<EOF", "${e:?", "é", "'")),
    Target(
        "durations",
        run_durations,
        lambda: list_matches(r"=([0-9.]+[a-zµ]+)", "1h2m3.5s", "-1.5µs", "9223372036854775807ns", "0", ".5h"),
        ("ns", "us", "µs", "μs", "ms", "s", "m", "h", "-", "9223372036854775808"),
    ),
    Target(
        "references",
        run_references,
        lambda: list_matches(r"FROM +(\S+)", "localhost:5000/a/b_c:1@sha256:" + "0" * 64, "[::1]:5000/x"),
        ("docker.io/", "library/", "@sha256:", "@sha512:", ":latest", "localhost", "[::1]", "index.docker.io"),
    ),
    Target(
        "platforms",
        run_platforms,
        lambda: list_matches(
            r"--platform=(\S+)", "linux/arm64/v8", "windows(10.0.17763+a+b)/amd64", "arm/v7", "x86_64"
        ),
        ("linux", "windows(", "+", "%28", "arm64", "amd64", "/v8", "macos", "aarch64", "local"),
    ),
    Target("base-config", run_base_config, list_base_configs, ('"config":', '"OnBuild":', '"Healthcheck":', "null")),
    Target("ignore-files", run_ignore_files, list_ignore_files, ("**", "!", "[^", "\\", "/", "]", "-")),
    Target("edits", run_edits, lambda: list_small(400), KEYWORDS),
)
