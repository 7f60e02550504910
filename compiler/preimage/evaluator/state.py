"""The state of a stage while its instructions are applied.

Source: docs/reference/config.md, "Stages: start and finish"; docs/reference/words.md, "Variables of a stage".
"""

from __future__ import annotations

from preimage.model.image import DockerOCIImage, DockerOCIImageConfig, Platform
from preimage.model.limits import Budget
from preimage.model.trace import StageTrace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, TypeVar

    _Value = TypeVar("_Value", DockerOCIImage, DockerOCIImageConfig)


class StageState:
    """What a stage has come to: its image, its variables, and what the rules about repetition look at.

    ``variables`` are what words see, oldest setting first; ``args`` are the declared build args with the value of
    their last declaration. Only the evaluator ever holds one of these.
    """

    __slots__ = (
        "_env_index",
        "args",
        "args_prefix",
        "config",
        "directory",
        "has_cmd",
        "has_workdir",
        "image",
        "is_assumed",
        "is_windows",
        "last_lines",
        "platform",
        "trace",
        "variables",
    )

    def __init__(self, image: DockerOCIImage, platform: Platform, trace: StageTrace) -> None:
        self.image: Final = image
        self.config: Final = image.config
        self.platform: Final = platform
        self.is_windows: Final = platform.os == "windows"
        """Paths are those of Windows: the platform of the stage decides, not the os of its config."""
        self.trace = trace
        self.variables: dict[str, str] = {}
        self.args: dict[str, str | None] = {}
        self.args_prefix: str | None = ""
        """What the history of RUN shows of the args; None when it has to be written anew."""
        self.directory = "/"
        """Where COPY and ADD go from on Windows; see ``enter_directory``."""
        self.has_cmd = False
        self.has_workdir = False
        self.is_assumed = trace.is_assumed
        """The base that the stage goes back to is not known, and an empty one stands for it."""
        self.last_lines: dict[str, range] = {}
        self._env_index: dict[str, int] | None = None

    def fork(self, budget: Budget, trace: StageTrace) -> StageState:
        """Give the state with which a stage based on this one starts; triggers are not taken over."""
        image = copy_image(self.image, budget)
        image.config.on_build = []
        child = StageState(image, self.platform, trace)
        budget.spend_copied(len(self.variables) + len(self.args))
        child.variables = dict(self.variables)
        child.args = dict(self.args)
        child.args_prefix = None
        child.has_workdir = self.has_workdir
        child.is_assumed = self.is_assumed
        child.directory = self.directory
        return child

    def set_variable(self, name: str, value: str) -> None:
        """Set a variable; it becomes the newest."""
        self.variables.pop(name, None)
        self.variables[name] = value
        self.args_prefix = None

    def set_env(self, name: str, value: str) -> None:
        """Set an entry of Env: the first of that name in place, else a new one at the end."""
        env = self.config.env
        places = self.env_index
        index = places.get(name)
        if index is None:
            # A name that holds an equals sign, from a variable, is never found again under its whole name.
            places.setdefault(name.partition("=")[0], len(env))
            env.append(f"{name}={value}")
        else:
            env[index] = f"{name}={value}"

    @property
    def env_index(self) -> dict[str, int]:
        """The place of the first entry of each name in Env."""
        if self._env_index is None:
            self._env_index = {}
            for index, entry in enumerate(self.config.env):
                self._env_index.setdefault(entry.partition("=")[0], index)
        return self._env_index


def copy_image(image: DockerOCIImage, budget: Budget) -> DockerOCIImage:
    """Copy an image so that the copy can be changed; single history entries and healthchecks never are."""
    config = image.config
    budget.spend_copied(
        len(image.history)
        + len(config.env)
        + len(config.labels)
        + len(config.exposed_ports)
        + len(config.volumes)
        + len(config.on_build)
    )
    # To take over all fields at once costs half of what naming them does.
    copied = _copy_fields(image)
    copied.created = None
    copied.history = image.history.copy()
    copied.config = copied_config = _copy_fields(config)
    copied_config.env = config.env.copy()
    copied_config.labels = config.labels.copy()
    copied_config.exposed_ports = config.exposed_ports.copy()
    copied_config.volumes = config.volumes.copy()
    copied_config.on_build = config.on_build.copy()
    return copied


def _copy_fields(value: _Value) -> _Value:
    copied = object.__new__(type(value))
    copied.__dict__ = value.__dict__.copy()
    return copied
