"""The one table of settings: what reads them, their schema, what shows them and their page are made from it.

Source: docs/reference/settings.md.
"""

from __future__ import annotations

from preimage.inputs.base_sources import ON_UNRESOLVED

TEXT, PATH, FLAG, TEXTS, PATTERNS, LOCATIONS = "text", "path", "flag", "texts", "patterns", "locations"
PATHS = "paths"
TEXT_MAP, LOCATION_MAP, RULE_MAP = "map of texts", "map of locations", "map of rules"
MAPS = (TEXT_MAP, LOCATION_MAP, RULE_MAP)
LISTS = (TEXTS, PATHS, PATTERNS, LOCATIONS)

SEARCH = ("check", "lock", "snapshot")
BUILDS = (
    "config",
    "explain",
    "diff",
    "report",
    "verify",
    "test",
    "snapshot",
    "lock",
    "check",
    "outline",
    "builds",
    "pytest",
)
"""Commands that compile; ``pytest`` stands for the plugin."""
READERS = tuple(name for name in BUILDS if name != "lock")
"""Those of them that take bases as they are known; lock is there to ask."""

RULE_LEVELS = ("on", "off", "error")
"""What a rule can be set to."""


class Setting:
    """A setting.

    - ``name`` in the file; ``option``: of the command line, empty if there is none.
    - ``kind``: one of the constants above; ``choices``: the values of a text, if it has a fixed set.
    - ``commands``: that look at it.
    - ``is_of_files``: it can be set for single files; ``is_general``: for all.
    - ``purpose``: a sentence for the docs.
    """

    __slots__ = ("choices", "commands", "is_general", "is_of_files", "kind", "name", "option", "purpose")

    def __init__(
        self,
        name: str,
        kind: str,
        commands: tuple[str, ...],
        purpose: str,
        *,
        option: str = "",
        choices: tuple[str, ...] = (),
        is_of_files: bool = True,
        is_general: bool = True,
    ) -> None:
        self.name = name
        self.kind = kind
        self.commands = commands
        self.purpose = purpose
        self.option = option or f"--{name}"
        self.choices = choices
        self.is_of_files = is_of_files
        self.is_general = is_general

    @property
    def attribute(self) -> str:
        """The name of the option among parsed arguments."""
        return self.option.removeprefix("--").replace("-", "_")


SETTINGS = {
    setting.name: setting
    for setting in (
        Setting("target", TEXT, BUILDS, "the stage to build", is_general=False),
        Setting("build-args", TEXT_MAP, BUILDS, "build args by name", option="--build-arg"),
        Setting("platforms", TEXTS, BUILDS, "the target platforms", option="--platform"),
        Setting("labels", TEXT_MAP, BUILDS, "labels set on the result, by name", option="--label"),
        Setting("context", PATH, BUILDS, "the folder of the build context, whose `.dockerignore` counts"),
        Setting(
            "contexts",
            LOCATION_MAP,
            BUILDS,
            "what takes the place of a stage or base, by its name",
            option="--build-context",
        ),
        Setting(
            "bases",
            LOCATION_MAP,
            BUILDS,
            "where base images are, by reference, or reference, `|` and platform, or `*`",
            option="--base",
        ),
        Setting("bases-from", LOCATIONS, BUILDS, "places that answer for the names that their images have there"),
        Setting("lock", PATH, (*BUILDS, "pin"), "the lock file, such as one for the whole repository"),
        Setting("locked", FLAG, (*READERS, "pin"), "only the lock file answers"),
        Setting("offline", FLAG, (*READERS, "pin"), "no registry is asked"),
        Setting(
            "insecure-registries",
            TEXTS,
            (*BUILDS, "pin"),
            "registries, `HOST[:PORT]`, that may be asked over plain HTTP",
            option="--insecure-registry",
        ),
        Setting(
            "unresolved",
            TEXT,
            READERS,
            "what becomes of a base that nobody knows",
            choices=ON_UNRESOLVED,
        ),
        Setting("portable", FLAG, ("check",), "portability notes are made, too"),
        Setting("rules", RULE_MAP, ("check",), "rules that are on, off, or fail even with `--warn-only`", option="-"),
        Setting(
            "builds",
            PATHS,
            ("lsp",),
            "builds of Compose and Bake files, `FILE#NAME` or all of `FILE`, as which an editor shows a Dockerfile",
            option="-",
        ),
        Setting("exclude", PATTERNS, SEARCH, "what is left out of a search, in place of the usual", is_of_files=False),
        Setting("extend-exclude", PATTERNS, SEARCH, "what is left out of a search on top", is_of_files=False),
        Setting("no-ignore", FLAG, SEARCH, "ignore files do not count", is_of_files=False),
        Setting("projects", FLAG, SEARCH, "Compose and Bake files are found, too", is_of_files=False),
    )
}
"""Settings by name, in the order in which they are shown."""

FILES = "files"
"""The table of the tables for single files, by path or pattern."""

_TYPES = {
    TEXT: "text",
    PATH: "path",
    FLAG: "true or false",
    TEXTS: "list of texts",
    PATHS: "list of paths",
    PATTERNS: "list of patterns",
    LOCATIONS: "list of [locations](bases.md#locations)",
    TEXT_MAP: "table of texts",
    LOCATION_MAP: "table of [locations](bases.md#locations)",
    RULE_MAP: "table of " + ", ".join(f'`"{level}"`' for level in RULE_LEVELS),
}


def render_rows() -> list[str]:
    """Give the rows of the table in docs/reference/settings.md."""
    return [_render_row(setting) for setting in SETTINGS.values()]


def _render_row(setting: Setting) -> str:
    kind = " or ".join(f'`"{choice}"`' for choice in setting.choices) or _TYPES[setting.kind]
    option = f"`{setting.option}`" if setting.option != "-" else ""
    readers = {
        BUILDS: "all that compile",
        READERS: "all that compile, but `lock`",
        (*BUILDS, "pin"): "all that compile, and `pin`",
        (*READERS, "pin"): "all that compile, but `lock`, and `pin`",
    }
    commands = readers.get(setting.commands) or ", ".join(f"`{name}`" for name in setting.commands)
    purpose = setting.purpose.replace("|", "\\|")
    return f"| `{setting.name}` | {kind} | {option} | {commands} | {purpose} |"
