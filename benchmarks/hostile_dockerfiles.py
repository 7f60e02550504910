"""Dockerfiles made to cost much: for each product of two sizes that a file can choose, one that chooses both.

Each is made in any size in bytes. Names of functions say what is multiplied. Used by benchmarks/hostile.py.
"""

from __future__ import annotations

from collections.abc import Callable

LINE = 60_000
"""Characters of a long line; BuildKit refuses lines of more than 65,535."""


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


def copies(size: int) -> str:
    return repeat(size, lambda number: f"COPY a/b/c{number} /\n", "FROM scratch\n")


def long_copy(size: int) -> str:
    path = fill("a/", min(size, 60_000))
    return f"FROM scratch\nCOPY {path}x /\n"


def labels_by_triggers(size: int) -> str:
    h = size // 2
    return "FROM scratch AS a\n" + repeat(h, lambda n: f"ONBUILD LABEL l{n}=v\n") + fill("FROM a\n", h)


def triggers_of_triggers_expand(size: int) -> str:
    h = min(size // 2, LINE)
    return f"FROM scratch AS a\nENV e={'x' * h}\nONBUILD ENV y=$e$e$e$e$e$e$e\n" + fill("FROM a\n", size - h)


def heredocs_by_variables(size: int) -> str:
    h = size // 2
    env = repeat(h, lambda n: f"ENV v{n}=x\n", "FROM scratch\n")
    body = repeat(h, lambda n: f"$v{n}\n")
    return env + "COPY <<E /a\n" + body + "E\n"


def heredocs_many(size: int) -> str:
    return repeat(size, lambda n: f"COPY <<E{n} /a\n$x{n}\nE{n}\n", "FROM scratch\n")


def run_heredoc_lines(size: int) -> str:
    return "FROM scratch\nRUN <<E\n" + fill("a\n", size) + "E\n"


def healthcheck_args(size: int) -> str:
    return repeat(size, lambda n: f"HEALTHCHECK --interval={n + 1}s CMD a{n}\n", "FROM scratch\n")


def healthcheck_long_args(size: int) -> str:
    h = min(size, LINE)
    return ("FROM scratch\nHEALTHCHECK CMD [" + fill('"",', h - 10) + '""]\n') * max(1, size // h)


def flags_wrong(size: int) -> str:
    return "FROM scratch\nHEALTHCHECK " + repeat(min(size, LINE), lambda n: f"--f{n}=1 ") + "CMD a\n"


def platforms_many(size: int) -> str:
    return repeat(size, lambda n: f"FROM --platform=linux/a{n} scratch AS s{n}\n")


def platform_args_by_stages(size: int) -> str:
    return "ARG P=linux/amd64\n" + repeat(size, lambda n: f"FROM --platform=$P scratch AS s{n}\nARG TARGETPLATFORM\n")


def copy_from_chain(size: int) -> str:
    return repeat(
        size,
        lambda n: f"FROM scratch AS s{n}\nCOPY --from=s{n - 1} a b\nCOPY --from=s{n // 2} a b\n",
        "FROM scratch AS s-1\n",
    )


def copies_sources(size: int) -> str:
    return "FROM scratch\n" + ("COPY " + repeat(min(size, LINE), lambda n: f"a{n} ") + "/\n") * max(1, size // LINE)


def copies_dirs(size: int) -> str:
    return repeat(size, lambda n: f"WORKDIR d{n}\nCOPY a b{n}/\n", "FROM scratch\nWORKDIR /\n")


def workdir_dots(size: int) -> str:
    return "FROM scratch\n" + ("WORKDIR " + fill("a/../", min(size, LINE)) + "\n") * max(1, size // LINE)


def workdir_variable(size: int) -> str:
    h = min(size // 2, LINE)
    return f"FROM scratch\nENV d={'a/' * (h // 2)}\n" + fill("WORKDIR /$d\nCOPY a b\n", size - h)


def add_urls(size: int) -> str:
    return repeat(size, lambda n: f"ADD https://a/b{n}.git#c:d /x\n", "FROM scratch\n")


def add_git_long(size: int) -> str:
    return "FROM scratch\n" + ("ADD git://" + fill("a/", min(size, LINE)) + " /x\n") * max(1, size // LINE)


def long_reference(size: int) -> str:
    return ("FROM " + fill("a/", min(size, LINE)) + "b:c@sha256:" + "0" * 64 + "\n") * max(1, size // LINE)


def colons_reference(size: int) -> str:
    return ("FROM a" + fill(":", min(size, LINE)) + "\n") * max(1, size // LINE)


def casing_warnings(size: int) -> str:
    return repeat(size, lambda n: "run a\nRUN b\n", "FROM scratch\n")


def stage_casing(size: int) -> str:
    return repeat(size, lambda n: f"FROM scratch as S{n}\n")


def duplicate_stages(size: int) -> str:
    return fill("FROM scratch AS a\n", size)


def duplicate_stage_uses(size: int) -> str:
    return fill("FROM a AS a\n", size)


def secrets_in_args(size: int) -> str:
    return repeat(size, lambda n: f"ARG SECRET_TOKEN_{n}\n", "FROM scratch\n")


def secrets_in_env_long(size: int) -> str:
    h = min(size, LINE)
    return "FROM scratch\nENV" + repeat(h, lambda n: f" password{n}=x") + "\n"


def env_replace_same(size: int) -> str:
    return repeat(size, lambda n: f"ENV a{n % 300}=b{n}\n", "FROM scratch\n")


def env_many_lookups(size: int) -> str:
    h = size // 2
    return "FROM scratch\n" + repeat(h, lambda n: f"ENV a{n}=b\n") + fill("ENV q=$a1 r=$a2\n", h)


def labels_many_same(size: int) -> str:
    return repeat(size, lambda n: f"LABEL a{n % 7}=b{n}\n", "FROM scratch\n")


def long_label_lines(size: int) -> str:
    return "FROM scratch\nLABEL \\\n" + repeat(size - 30, lambda n: f" l{n}=$l \\\n") + " z=1\n"


def legacy_env(size: int) -> str:
    return repeat(size, lambda n: f"ENV a{n} b $c\n", "FROM scratch\n")


def expose_many(size: int) -> str:
    return repeat(size, lambda n: f"EXPOSE {n % 65000 + 1}/udp\n", "FROM scratch\n")


def expose_ranges_same(size: int) -> str:
    return "FROM scratch\n" + fill("EXPOSE 1-9999\n", size)


def volumes(size: int) -> str:
    return repeat(size, lambda n: f"VOLUME /v{n}\n", "FROM scratch\n")


def volume_long(size: int) -> str:
    return "FROM scratch\n" + ("VOLUME " + repeat(min(size, LINE), lambda n: f"/v{n} ") + "\n") * max(1, size // LINE)


def shells(size: int) -> str:
    return repeat(size, lambda n: f'SHELL ["a{n}"]\nRUN x\nCMD y\n', "FROM scratch\n")


def mounts_by_stages(size: int) -> str:
    h = size // 2
    return (
        repeat(h, lambda n: f"FROM scratch AS s{n}\n")
        + "FROM scratch\nRUN "
        + repeat(min(h, LINE), lambda n: f"--mount=from=s{n},target=/a ")
        + "x\n"
    )


def mount_variables(size: int) -> str:
    h = min(size // 2, LINE)
    return f"FROM scratch\nARG a={'x' * h}\n" + fill("RUN --mount=type=cache,target=/$a y\n", size - h)


def mount_csv_quotes(size: int) -> str:
    return "FROM scratch\n" + ("RUN --mount=" + fill('"a""b",', min(size, LINE)) + " x\n") * max(1, size // LINE)


def build_checks_skip(size: int) -> str:
    return "# check=skip=" + repeat(min(size, LINE), lambda n: f"a{n},") + "x\nFROM scratch as A\n"


def directives_many(size: int) -> str:
    return repeat(size, lambda n: f"# d{n}=x\n") + "FROM scratch\n"


def description_comments(size: int) -> str:
    return repeat(size, lambda n: f"# s{n} is long\nFROM scratch AS s{n}\n")


def args_descriptions(size: int) -> str:
    return "FROM scratch\n" + repeat(size, lambda n: f"# a{n} is so\nARG a{n}=$b{n}\n")


def outline_uses(size: int) -> str:
    h = size // 2
    return repeat(h, lambda n: f"ARG g{n}=$g{n + 1}\n") + repeat(h, lambda n: f"FROM scratch AS t{n}\nARG g0\n")


def global_arg_chain_values(size: int) -> str:
    return "ARG g0=x\n" + repeat(size - 60, lambda n: f"ARG g{n + 1}=$g{n}\n") + "FROM scratch\nARG g5\nENV a=$g5\n"


def from_args_chain(size: int) -> str:
    return "ARG a=scratch\n" + repeat(size, lambda n: f"FROM ${{a:-x{n}}} AS s{n}\n")


def maintainer(size: int) -> str:
    return repeat(size, lambda n: f"MAINTAINER m{n} $x\n", "FROM scratch\n")


def stopsignals(size: int) -> str:
    return repeat(size, lambda n: f"STOPSIGNAL {n % 60 + 1}\nUSER u{n}\n", "FROM scratch\n")


def onbuild_warn(size: int) -> str:
    return repeat(size, lambda n: f"onbuild run a\nONBUILD ENV x{n} y\n", "FROM scratch\n")


def onbuild_chain_children(size: int) -> str:
    return repeat(size, lambda n: f"FROM s{n - 1} AS s{n}\nONBUILD ENV a{n}=b\n", "FROM scratch AS s-1\n")


def onbuild_copy_from(size: int) -> str:
    h = size // 2
    return "FROM scratch AS a\n" + repeat(h, lambda n: f"ONBUILD COPY --from=i{n} a b\n") + fill("FROM a\n", h)


def escaped_backslashes(size: int) -> str:
    return "FROM scratch\nENV a=" + "\\" * min(size, LINE) + "x\n" + fill('LABEL a="\\$\\$"\n', max(0, size - LINE))


def long_unicode(size: int) -> str:
    return "FROM scratch\n" + repeat(size, lambda n: f"LABEL é{n}=\u202e\u2028\n")


def controls(size: int) -> str:
    return "FROM scratch\n" + repeat(size, lambda n: f"USER \x1b\x01{n}$q\n")


def workdir_relative_stages(size: int) -> str:
    return repeat(size, lambda n: f"FROM scratch AS s{n}\nWORKDIR a\n")


def entrypoints(size: int) -> str:
    return repeat(size, lambda n: f"ENTRYPOINT a{n}\nCMD b\n", "FROM scratch\n")


def json_unicode(size: int) -> str:
    return "FROM scratch\nCMD [" + ('"' + fill("\\u003c", min(size, LINE) - 20) + '"') + "]\n"


def defaults_of_missing(size: int) -> str:
    return "FROM scratch\n" + ("USER " + fill("${a:-b}", min(size, LINE)) + "\n") * max(1, size // LINE)


def trim_patterns(size: int) -> str:
    h = min(size // 2, 30000)
    return f"FROM scratch\nENV v={'a' * h}\n" + fill("ENV q=${v##*b} r=${v%%b*} s=${v%?*c}\n", size - h)


def replace_same_pattern(size: int) -> str:
    h = min(size // 2, 30000)
    return f"FROM scratch\nENV v={'a' * h}\n" + fill("ENV q=${v/?*?*b/c}\n", size - h)


def history_long(size: int) -> str:
    h = min(size // 2, LINE)
    return f"FROM scratch\nARG a={'x' * h}\n" + fill("RUN $a\n", size - h)


def unused_stages_by_args(size: int) -> str:
    return repeat(size, lambda n: f"FROM scratch AS u{n}\nARG a\nRUN $a\n") + "FROM scratch\n"


def crlf(size: int) -> str:
    return "FROM scratch\r\n" + fill("RUN a \\\r\n b\r\n", size)


def inline_comments(size: int) -> str:
    return "FROM scratch\nRUN a \\\n" + repeat(size, lambda n: f"# c{n}\n") + " b\n"


def empty_continuations(size: int) -> str:
    return "FROM scratch\n" + fill("RUN a \\\n\n b\n", size)


def continuation_blocks(size: int) -> str:
    return repeat(size, lambda n: f"ENV a{n}=$u \\\n b{n}=$w \\\n c{n}=$x\n", "FROM scratch\n")


def many_undefined_long_names(size: int) -> str:
    h = 3000
    return (
        "FROM scratch\n"
        + repeat(size // 2, lambda n: f"ARG {'n' * h}{n}\n")
        + repeat(size // 2, lambda n: f"USER ${'n' * h}x{n}\n")
    )


# As many instructions as the largest file may have: each is about as long as its share of the size.
PAD = "x" * 90


def long_runs(size: int) -> str:
    return repeat(size, lambda n: f"RUN echo {PAD}{n}\n", "FROM scratch\n")


def long_envs(size: int) -> str:
    return repeat(size, lambda n: f"ENV a{n}={PAD}\n", "FROM scratch\n")


def long_labels(size: int) -> str:
    return repeat(size, lambda n: f"LABEL a{n}={PAD}\n", "FROM scratch\n")


def long_copies(size: int) -> str:
    return repeat(size, lambda n: f"COPY {PAD}{n} /b{n}\n", "FROM scratch\n")


def long_args(size: int) -> str:
    return repeat(size, lambda n: f"ARG a{n}={PAD}\n", "FROM scratch\n")


def long_continued_runs(size: int) -> str:
    return repeat(size, lambda n: f"# c{n}\nRUN {PAD} \\\n  # d\n  && b{n}\n", "FROM scratch\n")


def long_entries_of_stages(size: int) -> str:
    unit = lambda n: f"FROM scratch AS s{n}\nWORKDIR /{PAD}\nCOPY --from=0 {PAD} {PAD}\nRUN {PAD * 12}\n"  # noqa: E731
    return repeat(size, unit)


DOCKERFILES = {
    make.__name__.replace("_", " "): make
    for make in (
        alike_variables,
        alike_args_of_from,
        alike_platforms,
        alike_stages,
        undefined_over_lines,
        undefined_on_a_line,
        undefined_on_lines_of_many,
        mounts_over_lines,
        args_over_lines,
        ports_over_lines,
        doubled,
        replaced,
        replaced_by_pattern,
        stages_that_copy,
        chain_of_stages,
        args_of_runs,
        long_shell,
        long_environment_of_runs,
        ports,
        ports_of_a_variable,
        triggers,
        long_triggers,
        chained_triggers,
        nested_references,
        nested_patterns,
        relative_directories,
        windows_directories,
        copies_of_stages,
        circle,
        caches,
        caches_with_target,
        mounted_images,
        heredocs_of_a_line,
        heredoc_of_references,
        heredoc_of_a_variable,
        comments,
        escaped,
        wide_characters,
        escaped_within_limits,
        chain_of_variables,
        one_variable,
        uses_of_a_variable,
        global_args,
        nested_json,
        repeated_commands,
        many_flags,
        shortest_instructions,
        newlines,
        continued,
        wide_table,
        table_of_tabs,
        named_stages,
        outlined_chain,
        copies,
        long_copy,
        labels_by_triggers,
        triggers_of_triggers_expand,
        heredocs_by_variables,
        heredocs_many,
        run_heredoc_lines,
        healthcheck_args,
        healthcheck_long_args,
        flags_wrong,
        platforms_many,
        platform_args_by_stages,
        copy_from_chain,
        copies_sources,
        copies_dirs,
        workdir_dots,
        workdir_variable,
        add_urls,
        add_git_long,
        long_reference,
        colons_reference,
        casing_warnings,
        stage_casing,
        duplicate_stages,
        duplicate_stage_uses,
        secrets_in_args,
        secrets_in_env_long,
        env_replace_same,
        env_many_lookups,
        labels_many_same,
        long_label_lines,
        legacy_env,
        expose_many,
        expose_ranges_same,
        volumes,
        volume_long,
        shells,
        mounts_by_stages,
        mount_variables,
        mount_csv_quotes,
        build_checks_skip,
        directives_many,
        description_comments,
        args_descriptions,
        outline_uses,
        global_arg_chain_values,
        from_args_chain,
        maintainer,
        stopsignals,
        onbuild_warn,
        onbuild_chain_children,
        onbuild_copy_from,
        escaped_backslashes,
        long_unicode,
        controls,
        workdir_relative_stages,
        entrypoints,
        json_unicode,
        defaults_of_missing,
        trim_patterns,
        replace_same_pattern,
        history_long,
        unused_stages_by_args,
        crlf,
        inline_comments,
        empty_continuations,
        continuation_blocks,
        many_undefined_long_names,
        long_runs,
        long_envs,
        long_labels,
        long_copies,
        long_args,
        long_continued_runs,
        long_entries_of_stages,
    )
}
"""All kinds by name."""
