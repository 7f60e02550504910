"""The settings of a project beneath the options of a command: what is not on the command line comes from them.

Source: docs/reference/settings.md.
"""

from __future__ import annotations

import os

from preimage.cli.arguments import DeclaredArguments, Options
from preimage.cli.closing import CLOSING
from preimage.cli.docker_options import describe_unused
from preimage.cli.terminal import print_note
from preimage.inputs.dockerfiles import FILE_NAMES, STANDARD_INPUT, find_in_folder
from preimage.inputs.settings import Located, Settings, Values
from preimage.inputs.settings_finder import SettingsFinder
from preimage.model.errors import OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from preimage.cli.option_usage import OptionUsage
    from preimage.inputs.entries import Entry
    from preimage.inputs.search_options import Excludes


_OF_ONE_PLATFORM = ("snapshot", "test", "verify")
"""Commands that take one platform: the first of those that the settings name."""

OF_THE_BUILD = frozenset(("target", "build-args", "platforms", "labels", "context", "contexts"))
"""Settings that stand for options of ``docker build``; what a project builds, its own files say."""


def add_settings_options(parser: DeclaredArguments) -> None:
    """Add the options that say where settings come from."""
    group = parser.add_argument_group("settings")
    group.add_argument(
        "--config-file",
        metavar="FILE",
        default="",
        help="the file of settings (default: preimage.toml, or pyproject.toml with a table tool.preimage, found "
        "upwards from the Dockerfile)",
    )
    group.add_argument("--no-config", action="store_true", help="look for no settings")


class CommandSettings:
    """Gives the options of a command as they hold for each Dockerfile: the command line, above the settings."""

    def __init__(self, command: str, options: Options, finder: SettingsFinder | None = None) -> None:
        """``options`` are as parsed: what is None or empty was not given; ``finder`` finds what they do not name."""
        note = describe_unused(options) if "docker_options" in vars(options) else ""
        if note:
            print_note(note)
        self._command = command
        self._options = options
        self._usage = _watch_usage(options)
        self._finder = finder or SettingsFinder(options.config_file, is_off=options.no_config)
        self._plain = _complete(Options(**vars(options)))
        # Many Dockerfiles have the same options, which are then also one object.
        self._made: dict[object, Options] = {}

    def values_for(self, name: str) -> Values:
        """Give the settings that hold for a Dockerfile; an empty name: for one that has no place.

        Errors are those of ``SettingsFinder.find``.
        """
        settings = self._finder.find(os.path.dirname(name))
        return settings.for_file(name) if settings is not None else {}

    def options_for(self, name: str, *, is_of_project: bool = False) -> Options:
        """Give the options that hold for a Dockerfile; see `values_for`.

        ``is_of_project``: a project builds it, so that settings do not say how.
        """
        settings = self._finder.find(os.path.dirname(name))
        if settings is None:
            return self._plain
        values = settings.for_file(name)
        key = (settings.path, is_of_project, *(_identify(value) for value in values.values()))
        made = self._made.get(key)
        if made is None:
            from preimage.inputs.setting_table import SETTINGS

            own = Options(**vars(self._options))
            for setting, value in values.items():
                is_usable = not (is_of_project and setting in OF_THE_BUILD)
                if is_usable and self._command in SETTINGS[setting].commands:
                    _apply(own, setting, value)
            if self._command in _OF_ONE_PLATFORM and not self._options.platform:
                own.platform = own.platform[:1]
            made = self._made[key] = _complete(own)
        return made

    def settle(self, entry: Entry) -> Options:
        """Give the options that hold for what was read, and give a Dockerfile its build context.

        Raises:
            OptionError: the context is no folder; others are those of `values_for`.
        """
        source = entry.source
        options = self.options_for(source.place, is_of_project=bool(entry.name))
        # With --file, PATH is the context.
        given = vars(self._options)
        if options.context is not None and (given.get("context") is not None or given.get("file") is None):
            source.context = options.context
        # A context that is not there is one without an ignore file, which would go unnoticed.
        is_named = options.context is not None or given.get("file") is not None
        if is_named and source.context and not entry.name and not _is_context(source.context):
            raise OptionError(f"build context {source.context}: there is no such folder")
        if self._usage is not None:
            self._usage.add_text(source.data)
        return options

    def options_for_path(self, path: str) -> Options:
        """Give the options that hold for a path that may be a Dockerfile, a folder that holds one, or none of these."""
        if os.path.isdir(path):
            return self.options_for(os.path.join(path, find_in_folder(path) or FILE_NAMES[0]))
        return self.options_for(path if os.path.exists(path) else "")

    def find_excludes(self, say: Callable[[str], None]) -> Callable[[str], Excludes]:
        """Give what says what settings leave out of a search in a folder; ``say`` is told of unusable patterns."""
        from preimage.inputs.search_options import NO_EXCLUDES

        made: dict[str, Excludes] = {}

        def find(folder: str) -> Excludes:
            settings = self._finder.find(folder)
            if settings is None:
                return NO_EXCLUDES
            if settings.path not in made:
                made[settings.path] = self._make_excludes(settings, say)
            return made[settings.path]

        return find

    def _make_excludes(self, settings: Settings, say: Callable[[str], None]) -> Excludes:
        from preimage.inputs.path_patterns import PathPatterns
        from preimage.inputs.search_options import Excludes

        values = settings.for_file("")
        # The command line takes the place of what is usual, and so of what a project has put there.
        own = [] if self._options.exclude else _list(values.get("exclude"))
        patterns = [*own, *_list(values.get("extend-exclude"))]
        no_ignore, projects = values.get("no-ignore"), values.get("projects")
        return Excludes(
            PathPatterns(settings.folder, patterns, f"{settings.path}: exclude", say) if patterns else None,
            replaces_usual="exclude" in values,
            has_ignore_files=not (isinstance(no_ignore, Located) and no_ignore.value),
            finds_projects=isinstance(projects, Located) and bool(projects.value),
        )


def _watch_usage(options: Options) -> OptionUsage | None:
    """Have it said at the end of the command which of its options nothing used; None: there are none to watch."""
    given = vars(options)
    names = [f"{side}{name}" for side in ("", "before_", "after_") for name in ("base", "build_arg", "build_context")]
    if not any(given.get(name) for name in names):
        return None
    from preimage.cli.option_usage import OptionUsage

    usage = options.usage = OptionUsage(options)
    CLOSING.add(usage.list_unused)
    return usage


def _is_context(context: str) -> bool:
    """Tell whether there is a folder, or what docker would fetch or read from standard input."""
    is_remote = context == STANDARD_INPUT or "://" in context or context.startswith(("git@", "github.com/"))
    return is_remote or os.path.isdir(context)


def _identify(value: Located | dict[str, Located]) -> object:
    return id(value) if isinstance(value, Located) else tuple(map(id, value.values()))


def _list(value: Located | dict[str, Located] | None) -> list[str]:
    return value.value if isinstance(value, Located) and isinstance(value.value, list) else []


def _apply(options: Options, name: str, value: Located | dict[str, Located]) -> None:
    """Put a setting beneath what was given on the command line."""
    from preimage.inputs.setting_table import LISTS, MAPS, PATTERNS, RULE_MAP, SETTINGS

    setting = SETTINGS[name]
    if setting.kind == PATTERNS:
        return
    given = vars(options).get(setting.attribute)
    if setting.kind == RULE_MAP:
        assert isinstance(value, dict)
        options.rules = {key: each.value for key, each in value.items()}
    elif setting.kind in MAPS:
        assert isinstance(value, dict)
        # Of two for the same name the last counts.
        own = [f"{key}={each.value}" for key, each in value.items()]
        setattr(options, setting.attribute, [*own, *(given or ())])
    elif setting.kind in LISTS:
        if name == "platforms":
            options.platform = given or _list(value)
        else:
            setattr(options, setting.attribute, [*(given or ()), *_list(value)])
    elif given is None:
        assert isinstance(value, Located)
        setattr(options, setting.attribute, value.value)


def _complete(options: Options) -> Options:
    """Put in what is usual where neither the command line nor settings say anything."""
    given = vars(options)
    options.unresolved = given.get("unresolved") or given.get("usual_unresolved")
    for name in ("context", "rules"):
        given.setdefault(name, None)
    return options
