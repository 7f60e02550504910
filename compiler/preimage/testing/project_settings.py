"""The settings of a project as tests see them: beneath the arguments of a call and the settings of pytest.

Source: docs/reference/pytest.md, "Settings of the project".
"""

from __future__ import annotations

from collections.abc import Mapping

from preimage.bases.schemes import LAYOUT_SCHEME
from preimage.inputs.image_locations import is_engine
from preimage.inputs.offline_bases import open_settings
from preimage.inputs.settings import Located, Values
from preimage.inputs.settings_finder import SettingsFinder
from preimage.model.errors import OptionError
from preimage.model.options import BuildRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.model.bases import BaseSource


class ProjectSettings:
    """What holds for one Dockerfile."""

    __slots__ = ("_values",)

    def __init__(self, values: Values) -> None:
        self._values = values

    def complete(self, request: BuildRequest) -> BuildRequest:
        """Give a request with what it leaves open."""
        platforms = self._list("platforms")
        return BuildRequest(
            target=request.target or self.text("target"),
            build_args={**self._map("build-args"), **request.build_args},
            platform=request.platform or (platforms[0] if platforms else None),
            labels={**self._map("labels"), **request.labels},
            contexts={**self._read_contexts(), **request.contexts},
        )

    def text(self, name: str) -> str:
        """Give a setting that is a text; empty without one."""
        value = self._values.get(name)
        return value.value if isinstance(value, Located) and isinstance(value.value, str) else ""

    def base_lines(self) -> tuple[str, ...]:
        """Give the sources of bases as `open_settings` takes them; engines are not asked, as in all tests."""
        locked = self._values.get("locked")
        if isinstance(locked, Located) and locked.value:
            return ()
        bases = self._map("bases")
        named = (f"{reference}={place}" for reference, place in bases.items() if not is_engine(place))
        return (*named, *(place for place in self._list("bases-from") if not is_engine(place)))

    def _list(self, name: str) -> list[str]:
        value = self._values.get(name)
        return value.value if isinstance(value, Located) and isinstance(value.value, list) else []

    def _map(self, name: str) -> dict[str, str]:
        found = self._values.get(name, {})
        assert isinstance(found, dict)
        return {key: str(each.value) for key, each in found.items()}

    def _read_contexts(self) -> Mapping[str, str]:
        contexts = {}
        for name, source in self._map("contexts").items():
            if source.startswith(LAYOUT_SCHEME):
                raise OptionError(
                    f"contexts.{name}: tests take no layout as a build context; give it with contexts={{...}}"
                )
            contexts[name] = source if "://" in source else f"local:{name}"
        return contexts


class ProjectOfTests:
    """Finds the settings of Dockerfiles, and opens the sources that they name once."""

    def __init__(self, file: str = "", *, is_off: bool = False) -> None:
        # Tests change the current folder.
        self._finder = SettingsFinder(file, is_off=is_off, is_absolute=True)
        self._opened: dict[tuple[str, ...], list[BaseSource]] = {}

    def find(self, folder: str, path: str) -> ProjectSettings:
        """Give what holds for a Dockerfile in a folder; errors are those of ``SettingsFinder.find``."""
        settings = self._finder.find(folder)
        return ProjectSettings(settings.for_file(path) if settings is not None else {})

    def open(self, lines: tuple[str, ...]) -> list[BaseSource]:
        """Open sources; errors are those of `open_settings`."""
        opened = self._opened.get(lines)
        if opened is None:
            opened = self._opened[lines] = open_settings(lines, "")
        return opened
