"""Compose and Bake files made to cost much: products of two sizes that a project can choose, and what goes deep.

Each is written into a folder in about a size in bytes, all files together. Used by benchmarks/hostile.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from hostile_dockerfiles import fill, repeat, undefined_over_lines

DOCKERFILE = "FROM scratch\nCMD a\n"
COMPOSE, BAKE = "compose.yaml", "docker-bake.hcl"

Write = Callable[[Path, int], None]


def compose(make: Callable[[int], str]) -> Write:
    """Make a writer of a Compose file from what gives its text in a size."""
    return _project(COMPOSE, make)


def bake(make: Callable[[int], str]) -> Write:
    """Make a writer of a Bake file from what gives its text in a size."""
    return _project(BAKE, make)


def bake_json(make: Callable[[int], str]) -> Write:
    return _project("docker-bake.json", make)


def _project(name: str, make: Callable[[int], str]) -> Write:
    def write(folder: Path, size: int) -> None:
        folder.joinpath("Dockerfile").write_text(DOCKERFILE, encoding="utf-8")
        folder.joinpath(name).write_text(make(size), encoding="utf-8")

    return write


def with_files(write: Write, **make: Callable[[int], str]) -> Write:
    """Make a writer of a project of half the size, and of files that share the rest; ``_`` in names is a dot."""

    def write_all(folder: Path, size: int) -> None:
        write(folder, size // 2)
        for name, text in make.items():
            name = name.replace("_", ".")
            folder.joinpath(name).write_text(text(size // 2 // len(make)), encoding="utf-8")

    return write_all


SERVICE = "build: .\n"
WEB = f"services:\n  web:\n    {SERVICE}"


# Compose.


def aliases(size: int) -> str:
    rows = [f"x-{number}: &a{number} [{','.join([f'*a{number - 1}'] * 9)}]\n" for number in range(1, 30)]
    return "x-0: &a0 [x]\n" + "".join(rows) + WEB + fill("# x\n", size)


def aliased_service(size: int) -> str:
    half = size // 2
    args = repeat(half, lambda number: f"      a{number}: b\n", f"x-a: &a\n  build:\n{' ' * 4}context: .\n    args:\n")
    return args + repeat(half, lambda number: f"  s{number}: *a\n", "services:\n")


def merged_services(size: int) -> str:
    half = size // 2
    keys = repeat(half, lambda number: f"    k{number}: b\n", "x-a: &a\n  build: .\n  environment: &e\n")
    return keys + repeat(half, lambda number: f"  s{number}: {{<<: *a, environment: {{<<: *e}}}}\n", "services:\n")


def nested_lists(size: int) -> str:
    return WEB + "x-a: " + "[" * (size // 2) + "]" * (size // 2) + "\n"


def nested_mappings(size: int) -> str:
    count = int((size * 2) ** 0.5)
    return WEB + "x-a:\n" + "".join(" " * (depth + 1) + "a:\n" for depth in range(count))


def many_documents(size: int) -> str:
    return fill(f"---\n{WEB}", size)


def documents_by_services(size: int) -> str:
    return many_services(size // 2) + fill("---\nx-a: 1\n", size // 2)


def many_services(size: int) -> str:
    return repeat(size, lambda number: f"  s{number}: {{build: .}}\n", "services:\n")


def chained_extends(size: int) -> str:
    unit = lambda number: f"  s{number}: {{extends: s{number - 1}}}\n"  # noqa: E731
    return repeat(size, unit, "services:\n  s-1: {build: .}\n")


def circle_of_extends(size: int) -> str:
    return repeat(
        size, lambda number: f"  s{number}: {{extends: s{number + 1}}}\n", "services:\n", "  z: {extends: s0}\n"
    )


def wide_extends(size: int) -> str:
    half = size // 2
    base = repeat(half, lambda number: f"      - a{number}=b\n", "services:\n  base:\n    build: .\n    environment:\n")
    return base + repeat(half, lambda number: f"  s{number}: {{extends: base}}\n")


def dense_dependencies(size: int) -> str:
    count = max(2, int((size / 3) ** 0.5))
    rows = (f"  s{n}: {{build: ., depends_on: [{','.join(f's{m}' for m in range(n))}]}}\n" for n in range(count))
    return "services:\n" + "".join(rows)


def dependencies(size: int) -> str:
    unit = lambda number: f"  s{number}: {{build: ., depends_on: [s{number + 1}]}}\n"  # noqa: E731
    return repeat(size, unit, "services:\n", "  z: {build: .}\n")


def nested_defaults(size: int) -> str:
    count = min(size, 60_000) // 6
    return WEB + "    image: " + "${a:-" * count + "b" + "}" * count + "\n"


def long_templates(size: int) -> str:
    head = "services:\n  web:\n    build:\n      context: .\n      args:\n"
    return repeat(size, lambda number: f"        a{number}: $B$B\n", head)


def port_ranges(size: int) -> str:
    return WEB + "    ports:\n" + fill('      - "1-65535"\n', size)


def env_file_uses(size: int) -> str:
    return repeat(min(size, 18_000), lambda number: f"  s{number}: {{build: ., env_file: big.env}}\n", "services:\n")


def unknown_keys(size: int) -> str:
    return WEB + repeat(size, lambda number: f"    k{number}: x\n")


def doubled_in_env(size: int) -> str:
    return "A=aaaa\n" + fill("A=$A$A\n", size)


def built_contexts(size: int) -> str:
    unit = lambda n: f"  s{n}: {{build: {{context: ., additional_contexts: {{a: 'service:s{n - 1}'}}}}}}\n"  # noqa: E731
    return repeat(size, unit, "services:\n  s-1: {build: .}\n")


def long_command(size: int) -> str:
    return WEB + "    command: >-\n      " + fill("'a' ", size) + "\n"


def profiles(size: int) -> str:
    return repeat(size, lambda number: f"  s{number}: {{build: ., profiles: [p{number}, q]}}\n", "services:\n")


def write_include_circle(folder: Path, size: int) -> None:
    folder.joinpath("Dockerfile").write_text(DOCKERFILE, encoding="utf-8")
    folder.joinpath(COMPOSE).write_text(f"include: [a.yaml]\n{WEB}", encoding="utf-8")
    folder.joinpath("a.yaml").write_text("include: [b.yaml]\n", encoding="utf-8")
    folder.joinpath("b.yaml").write_text("include: [a.yaml]\n" + fill("# x\n", size), encoding="utf-8")


def write_includes(folder: Path, size: int) -> None:
    """Write a file that includes a costly one many times."""
    folder.joinpath("Dockerfile").write_text(DOCKERFILE, encoding="utf-8")
    folder.joinpath(COMPOSE).write_text("include:\n" + fill("  - a.yaml\n", size // 2) + WEB, encoding="utf-8")
    folder.joinpath("a.yaml").write_text(many_services(size // 2), encoding="utf-8")


def write_doubling_includes(folder: Path, size: int) -> None:
    """Write files of which each includes the next one twice, by two names."""
    folder.joinpath("Dockerfile").write_text(DOCKERFILE, encoding="utf-8")
    folder.joinpath(COMPOSE).write_text(f"include: [i0.yaml]\n{WEB}", encoding="utf-8")
    for number in range(28):
        text = f"include: [i{number + 1}.yaml, ./i{number + 1}.yaml]\n"
        folder.joinpath(f"i{number}.yaml").write_text(text, encoding="utf-8")
    folder.joinpath("i28.yaml").write_text(fill("# x\n", size), encoding="utf-8")


def write_builds(name: str, text: Callable[[int], str], dockerfile: Callable[[int], str]) -> Write:
    """Make a writer of a project with many builds of one costly Dockerfile."""

    def write(folder: Path, size: int) -> None:
        folder.joinpath(name).write_text(text(min(size // 2, 9_000)), encoding="utf-8")
        folder.joinpath("Dockerfile").write_text(dockerfile(size // 2), encoding="utf-8")

    return write


def plain_dockerfile(size: int) -> str:
    return repeat(size, lambda number: f"RUN a{number}\nENV b{number}=c\n", "FROM scratch\n")


# Bake.

TARGET = 'target "default" {}\n'


def huge_matrix(size: int) -> str:
    items = ",".join(f'"{number}"' for number in range(max(1, size // 16)))
    matrix = f"  matrix = {{\n    a = [{items}]\n    b = [{items}]\n  }}\n"
    return f'target "default" {{\n  name = "t-${{a}}-${{b}}"\n{matrix}}}\n'


def matrix_by_args(size: int) -> str:
    items = ",".join(f'"{number}"' for number in range(min(max(1, size // 24), 9_000)))
    args = repeat(size // 2, lambda number: f'    a{number} = "${{a}}"\n')
    return f'target "default" {{\n  name = "t-${{a}}"\n  matrix = {{ a = [{items}] }}\n  args = {{\n{args}  }}\n}}\n'


def recursive_function(size: int) -> str:
    function = 'function "f" {\n  params = [x]\n  result = f(x)\n}\n'
    return function + 'target "default" {\n  target = f("a")\n}\n' + fill("# x\n", size)


def doubling_functions(size: int) -> str:
    first = 'function "f0" {\n  params = [x]\n  result = "${x}"\n}\n'
    unit = lambda n: f'function "f{n + 1}" {{\n  params = [x]\n  result = "${{f{n}(x)}}${{f{n}(x)}}"\n}}\n'  # noqa: E731
    return repeat(size, unit, first) + 'target "default" {\n  target = f40("a")\n}\n'


def deep_functions(size: int) -> str:
    first = 'function "f0" {\n  params = [x]\n  result = x\n}\n'
    count = size // 60
    unit = lambda n: f'function "f{n + 1}" {{\n  params = [x]\n  result = f{n}(x)\n}}\n'  # noqa: E731
    return first + "".join(map(unit, range(count))) + f'target "default" {{\n  target = f{count}("a")\n}}\n'


def doubling_variables(size: int) -> str:
    unit = lambda n: f'variable "v{n + 1}" {{\n  default = "${{v{n}}}${{v{n}}}"\n}}\n'  # noqa: E731
    text = repeat(size, unit, 'variable "v0" {\n  default = "aaaa"\n}\n')
    return text + 'target "default" {\n  args = { a = v40 }\n}\n'


def chained_variables(size: int) -> str:
    count = size // 40
    unit = lambda n: f'variable "v{n + 1}" {{\n  default = v{n}\n}}\n'  # noqa: E731
    text = 'variable "v0" {\n  default = "a"\n}\n' + "".join(map(unit, range(count)))
    return text + f'target "default" {{\n  args = {{ a = v{count} }}\n}}\n'


def circle_of_variables(size: int) -> str:
    count = size // 40
    unit = lambda n: f'variable "v{n}" {{\n  default = v{(n + 1) % count}\n}}\n'  # noqa: E731
    return "".join(map(unit, range(count))) + 'target "default" {\n  args = { a = v0 }\n}\n'


def nested_templates(size: int) -> str:
    count = size // 6
    return 'target "default" {\n  target = ' + '"${' * count + '"a"' + '}"' * count + "\n}\n"


def nested_parentheses(size: int) -> str:
    return 'target "default" {\n  target = ' + "(" * (size // 2) + '"a"' + ")" * (size // 2) + "\n}\n"


def nested_conditions(size: int) -> str:
    return 'target "default" {\n  target = ' + fill("true ? ", size // 2) + '"a"' + fill(' : "b"', size // 2) + "\n}\n"


def nested_negations(size: int) -> str:
    return 'target "default" {\n  no-cache = ' + "!" * size + "true\n}\n"


def long_sum(size: int) -> str:
    return 'target "default" {\n  target = ' + fill("1 + ", size) + "1\n}\n"


def long_template(size: int) -> str:
    head = 'variable "v" {\n  default = "' + "a" * (size // 2) + '"\n}\n'
    return head + 'target "default" {\n  target = "' + fill("${v}", size // 2) + '"\n}\n'


def nested_loops(size: int) -> str:
    items = ",".join("1" for _ in range(min(size, 60_000) // 2))
    head = f'variable "l" {{\n  default = [{items}]\n}}\n'
    return head + 'target "default" {\n  tags = flatten([for a in l : [for b in l : [for c in l : "x"]]])\n}\n'


def widths(size: int) -> str:
    return 'target "default" {\n  tags = [for x in range(1024) : format("%99999s", x)]\n}\n' + fill("# x\n", size)


def replacements(size: int) -> str:
    value = "a" * (size // 2)
    body = 'a = replace(replace(replace(v, "a", "aaaaaaaaaa"), "a", "aaaaaaaaaa"), "a", "aaaaaaaaaa")'
    return f'variable "v" {{\n  default = "{value}"\n}}\ntarget "default" {{\n  args = {{ {body} }}\n}}\n' + fill(
        "# x\n", size // 2
    )


def products_of_sets(size: int) -> str:
    items = ",".join(f'"{number}"' for number in range(min(size, 60_000) // 12))
    head = f'variable "l" {{\n  default = [{items}]\n}}\n'
    return head + 'target "default" {\n  tags = [for s in setproduct(l, l, l) : join("", s)]\n}\n'


def chain(size: int, share: int, unit: Callable[[int], str], first: str, name: str = "t") -> str:
    """Give units of about ``share`` characters, each named and used by the next; the default group has the last."""
    count = size // share
    head = f'group "default" {{\n  targets = ["{name}{count - 1}"]\n}}\n{first}\n'
    return head + "".join(map(unit, range(count)))


def chained_inherits(size: int) -> str:
    unit = lambda n: f'target "t{n}" {{\n  inherits = ["t{n - 1}"]\n  args = {{ a{n} = "x" }}\n}}\n'  # noqa: E731
    return chain(size, 55, unit, 'target "t-1" {}')


def doubling_inherits(size: int) -> str:
    unit = lambda n: f'target "t{n}" {{\n  inherits = ["t{n - 1}", "t{n - 2}"]\n}}\n'  # noqa: E731
    return chain(size, 55, unit, 'target "t-1" {}\ntarget "t-2" {}')


def doubling_groups(size: int) -> str:
    unit = lambda n: f'group "g{n}" {{\n  targets = ["g{n - 1}", "g{n - 2}"]\n}}\n'  # noqa: E731
    return chain(size, 50, unit, 'target "g-1" {}\ntarget "g-2" {}', name="g")


def linked_targets(size: int) -> str:
    unit = lambda n: f'target "t{n}" {{\n  contexts = {{ a = "target:t{n - 1}" }}\n}}\n'  # noqa: E731
    return chain(size, 50, unit, 'target "t-1" {}')


def many_targets(size: int) -> str:
    count = size // 20
    names = ",".join(f'"t{number}"' for number in range(count))
    return f'group "default" {{\n  targets = [{names}]\n}}\n' + "".join(f'target "t{n}" {{}}\n' for n in range(count))


def many_mistakes(size: int) -> str:
    return TARGET + repeat(size, lambda number: f"= {number}\n")


def repeated_attributes(size: int) -> str:
    return 'target "default" {\n' + fill('  target = "a"\n', size) + "}\n"


def matched_patterns(size: int) -> str:
    value = "a" * (size // 2)
    pattern = "(a*)*" * min(size // 20, 1_000) + "b"
    return f'variable "v" {{\n  default = "{value}"\n}}\ntarget "default" {{\n  tags = regexall("{pattern}", v)\n}}\n'


def huge_numbers(size: int) -> str:
    return 'target "default" {\n  args = {\n' + repeat(size, lambda n: f"    a{n} = 9e3900 * 9e3900\n") + "  }\n}\n"


def nested_json(size: int) -> str:
    return '{"target":{"default":{"args":' + '{"a":' * (size // 6) + "1" + "}" * (size // 6) + "}}}"


def json_of_targets(size: int) -> str:
    return json.dumps({"target": {f"t{number}": {} for number in range(size // 12)}})


def inline_dockerfiles(size: int) -> str:
    text = (
        undefined_over_lines(size // 2)
        .replace("\\", "\\\\")
        .replace("$", "$${}")
        .replace("$${}", "$$")
        .replace("\n", "\\n")
    )
    head = f'variable "d" {{\n  default = "{text}"\n}}\n'
    count = min(size // 140, 400)
    names = ",".join(f'"t{number}"' for number in range(count))
    targets = "".join(f'target "t{n}" {{\n  dockerfile-inline = d\n}}\n' for n in range(count))
    return f'{head}group "default" {{\n  targets = [{names}]\n}}\n{targets}'


EMPTY = ("--offline", "--unresolved", "empty")
COSTLY = write_builds(COMPOSE, many_services, plain_dockerfile)
WARNED = write_builds(BAKE, many_targets, undefined_over_lines)

PROJECTS: tuple[tuple[str, Write, tuple[str, ...]], ...] = (
    ("Compose: aliases of aliases", compose(aliases), ("builds", ".")),
    ("Compose: alias by services", compose(aliased_service), ("builds", ".")),
    ("Compose: merges by services", compose(merged_services), ("builds", ".")),
    ("Compose: lists in lists", compose(nested_lists), ("builds", ".")),
    ("Compose: mappings in mappings", compose(nested_mappings), ("builds", ".")),
    ("Compose: documents", compose(many_documents), ("builds", ".")),
    ("Compose: documents by services", compose(documents_by_services), ("builds", ".")),
    ("Compose: services of a Dockerfile", compose(many_services), ("check", "--offline", COMPOSE)),
    (
        "Compose: services, table",
        compose(lambda size: many_services(min(size, 9_000))),
        ("builds", ".", "--format", "table"),
    ),
    ("Compose: chain of extends", compose(chained_extends), ("builds", ".")),
    ("Compose: circle of extends", compose(circle_of_extends), ("builds", ".")),
    ("Compose: services by what they extend", compose(wide_extends), ("builds", ".")),
    ("Compose: dependencies of all on all", compose(dense_dependencies), ("builds", ".", "--with-dependencies")),
    ("Compose: chain of dependencies", compose(dependencies), ("builds", "compose.yaml#s0", "--with-dependencies")),
    ("Compose: defaults in defaults", compose(nested_defaults), ("builds", ".")),
    (
        "Compose: values by a long variable",
        with_files(compose(long_templates), _env=lambda size: f"B={'b' * size}\n"),
        ("builds", "."),
    ),
    ("Compose: ranges of ports", compose(port_ranges), ("config", *EMPTY, "--container", COMPOSE)),
    (
        "Compose: env file by services",
        with_files(compose(env_file_uses), big_env=lambda size: repeat(size, lambda n: f"A{n}=b\n")),
        ("config", *EMPTY, "--container", COMPOSE),
    ),
    (
        "Compose: env file that doubles",
        with_files(compose(lambda size: WEB + "    env_file: big.env\n"), big_env=doubled_in_env),
        ("config", *EMPTY, "--container", COMPOSE),
    ),
    ("Compose: .env that doubles", with_files(compose(lambda size: WEB), _env=doubled_in_env), ("builds", ".")),
    ("Compose: unknown keys", compose(unknown_keys), ("builds", ".")),
    ("Compose: services built from services", compose(built_contexts), ("config", *EMPTY, COMPOSE)),
    ("Compose: words of a command", compose(long_command), ("config", *EMPTY, "--container", COMPOSE)),
    ("Compose: profiles", compose(profiles), ("builds", ".", "--compose-profile", "q")),
    ("Compose: include in a circle", write_include_circle, ("builds", ".")),
    ("Compose: includes by services", write_includes, ("builds", ".")),
    ("Compose: includes that double", write_doubling_includes, ("builds", ".")),
    ("Compose: builds by instructions, check", COSTLY, ("check", "--offline", COMPOSE)),
    ("Compose: builds by instructions, config", COSTLY, ("config", *EMPTY, COMPOSE)),
    ("Compose: builds by instructions, explain", COSTLY, ("explain", *EMPTY, COMPOSE)),
    ("Bake: matrix", bake(huge_matrix), ("builds", ".")),
    ("Bake: matrix by args", bake(matrix_by_args), ("builds", ".")),
    ("Bake: recursive function", bake(recursive_function), ("builds", ".")),
    ("Bake: functions that double", bake(doubling_functions), ("builds", ".")),
    ("Bake: chain of functions", bake(deep_functions), ("builds", ".")),
    ("Bake: variables that double", bake(doubling_variables), ("builds", ".")),
    ("Bake: chain of variables", bake(chained_variables), ("builds", ".")),
    ("Bake: circle of variables", bake(circle_of_variables), ("builds", ".")),
    ("Bake: templates in templates", bake(nested_templates), ("builds", ".")),
    ("Bake: parentheses", bake(nested_parentheses), ("builds", ".")),
    ("Bake: conditions in conditions", bake(nested_conditions), ("builds", ".")),
    ("Bake: negations", bake(nested_negations), ("builds", ".")),
    ("Bake: long sum", bake(long_sum), ("builds", ".")),
    ("Bake: long template", bake(long_template), ("builds", ".")),
    ("Bake: loops in loops", bake(nested_loops), ("builds", ".")),
    ("Bake: widths of format", bake(widths), ("builds", ".")),
    ("Bake: replacements", bake(replacements), ("builds", ".")),
    ("Bake: product of sets", bake(products_of_sets), ("builds", ".")),
    ("Bake: chain of inherits", bake(chained_inherits), ("builds", ".")),
    ("Bake: inherits that double", bake(doubling_inherits), ("builds", ".")),
    ("Bake: groups that double", bake(doubling_groups), ("builds", ".")),
    ("Bake: chain of contexts", bake(linked_targets), ("config", *EMPTY, BAKE)),
    ("Bake: targets of a Dockerfile", bake(many_targets), ("check", "--offline", BAKE)),
    ("Bake: many --set", bake(many_targets), ("builds", ".", *(f"--set=*.args.a{n}=b" for n in range(1000)))),
    ("Bake: mistakes", bake(many_mistakes), ("builds", ".")),
    ("Bake: repeated attributes", bake(repeated_attributes), ("builds", ".")),
    ("Bake: patterns by value", bake(matched_patterns), ("builds", ".")),
    ("Bake: huge numbers", bake(huge_numbers), ("builds", ".")),
    ("Bake: objects in objects", bake_json(nested_json), ("builds", ".")),
    ("Bake: targets as JSON", bake_json(json_of_targets), ("builds", ".", "*")),
    ("Bake: builds by warnings, text", WARNED, ("check", "--offline", BAKE)),
    ("Bake: builds by warnings, JSON", WARNED, ("check", "--offline", "--format", "json", BAKE)),
    ("Bake: inline Dockerfiles", bake(inline_dockerfiles), ("check", "--offline", "--format", "sarif", BAKE)),
)
"""Kinds of projects: name, writer, command."""
