"""What is built: a Dockerfile by itself, or as a project builds it. Commands know nothing else.

Source: docs/reference/projects.md.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from preimage.golang.text import encode_utf8
from preimage.inputs.dockerfiles import FILE_NAMES, DockerfileInput
from preimage.inputs.project_locations import BAKE
from preimage.inputs.reading import read_file
from preimage.model.errors import LimitError, OptionError, ProjectError
from preimage.model.limits import DEFAULT_LIMITS, Budget
from preimage.model.options import NOTHING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.inputs.projects import OpenedProject
    from preimage.model.limits import Limits
    from preimage.projects.project import Build, Origin

_REMOTE = r"[a-zA-Z][a-zA-Z0-9+.-]*:/|github\.com/|[a-zA-Z0-9_-]+@[a-zA-Z0-9_.-]+:"
_NAME = "the Dockerfile"


class Entry:
    """A Dockerfile and how it is built.

    - ``source``: the Dockerfile.
    - ``name``: of the build in its project; empty for a Dockerfile by itself, whose options are all the command's.
    - ``target``, ``build_args``, ``labels``, ``platforms``, ``contexts``: what the project says; those of the command
      go over them.
    - ``opened``: the project.
    """

    __slots__ = ("_build", "build_args", "contexts", "labels", "name", "opened", "platforms", "source", "target")

    def __init__(
        self, source: DockerfileInput, opened: OpenedProject | None = None, build: Build | None = None
    ) -> None:
        self.source = source
        self.opened = opened
        self._build = build
        self.name = build.name if build is not None else ""
        self.target = build.target if build is not None else None
        self.build_args: Mapping[str, str] = build.args if build is not None else NOTHING
        self.labels: Mapping[str, str] = build.labels if build is not None else NOTHING
        self.platforms = build.platforms if build is not None else ()
        self.contexts: Mapping[str, str] = build.contexts if build is not None else NOTHING

    def with_data(self, data: bytes) -> Entry:
        """Give the same with another text in the Dockerfile."""
        from copy import copy

        changed = copy(self)
        changed.source = self.source.with_data(data)
        return changed

    @property
    def kind(self) -> str:
        """The tool that the project is for; empty for a Dockerfile by itself."""
        return self.opened.kind if self.opened is not None else ""

    @property
    def title(self) -> str:
        """What the entry is called: ``PATH#NAME``, or the path of the Dockerfile."""
        return f"{self.opened.title}#{self.name}" if self.opened is not None else self.source.name

    @property
    def limits(self) -> Limits:
        """What one compilation may take; the builds of a project share what a Dockerfile may."""
        return self.opened.limits if self.opened is not None else DEFAULT_LIMITS

    def open_budget(self) -> Budget:
        """Give a budget for one compilation."""
        return Budget(self.limits, len(self.source.data))

    @property
    def is_inline(self) -> bool:
        """Tell whether the Dockerfile is a text in a file of the project."""
        return self._build is not None and self._build.dockerfile_inline is not None

    def find_origin(self, *key: str) -> Origin | None:
        """Give where a value of the project was written, its file as seen from here; None: nobody wrote it."""
        origin = self._build.origins.get(key) if self._build is not None else None
        return self.opened.locate(origin) if origin is not None and self.opened is not None else None

    def describe_origin(self, *key: str) -> dict[str, object] | None:
        """Give where a value of the project was written, as the JSON of reports has it; see `find_origin`.

        A label that nobody wrote was added by the tool.
        """
        origin = self._build.origins.get(key) if self._build is not None else None
        if self.opened is None or origin is None:
            is_added = key[0] == "labels" and key[-1] in self.labels
            return {"file": None, "line": None, "what": f"added by {self.kind}"} if is_added else None
        return self.opened.describe(origin)


def read_asked(opened: OpenedProject, *, root: str = "") -> list[Entry]:
    """Read the Dockerfiles of all builds that a project was asked for; see `read_entry`."""
    return [read_entry(opened, name, root=root) for name in opened.asked]


def read_entry(opened: OpenedProject, name: str, *, root: str = "") -> Entry:
    """Read the Dockerfile of a build of a project.

    ``root``: the folder that it must not leave; empty: it may be anywhere.

    Raises:
        ProjectError: it is on another machine.
        OptionError: it is no regular file, or leaves the folder.
        LimitError: it is too large, or the Dockerfiles of all builds together are.
        OSError: it cannot be read.
    """
    build = opened.project.builds[name]
    title = f"{opened.title}#{name}"
    if build.dockerfile_inline is not None:
        return Entry(_open_inline(opened, build, title), opened, build)
    path, context = _find_dockerfile(opened, build)
    if opened.revision is not None:
        # Loaded only here: most projects are on disk.
        from preimage.inputs.git_revisions import read_for_build

        source = read_for_build(opened.revision, path, context)
    else:
        path = _find_usual(_show_path(path))
        if root:
            _require_below(path, root, title)
        source = DockerfileInput(path, _read_dockerfile(path, opened), _show_path(context))
    opened.spend_dockerfile(len(source.data), max(1, len(build.platforms)))
    return Entry(source, opened, build)


def _open_inline(opened: OpenedProject, build: Build, title: str) -> DockerfileInput:
    """Give the Dockerfile that is a text in a file of the project."""
    data = encode_utf8(build.dockerfile_inline or "")
    if len(data) > DEFAULT_LIMITS.dockerfile_bytes:
        raise LimitError(f"{title}: {_NAME} is larger than {DEFAULT_LIMITS.dockerfile_bytes} bytes")
    opened.spend_dockerfile(len(data), max(1, len(build.platforms)))
    context = "" if is_remote(build.context) else _show_path(os.path.join(opened.folder, build.context))
    if opened.revision is None:
        return DockerfileInput(title, data, context)
    from preimage.inputs.git_revisions import RevisionPlace

    source = DockerfileInput(title, data, "", is_file=False)
    place = os.path.join(os.path.relpath(opened.folder), FILE_NAMES[0])
    source.revision = RevisionPlace(opened.revision, place, context and os.path.relpath(context), is_inline=True)
    return source


def _find_dockerfile(opened: OpenedProject, build: Build) -> tuple[str, str]:
    """Give the paths of the Dockerfile and of the build context.

    Raises:
        ProjectError: the Dockerfile is on another machine.
    """
    own, here = build.dockerfile, "cwd://"
    if is_remote(build.context) and not own.startswith(here):
        place = build.origins.get(("context",))
        message = f'service "{build.name}": the context "{build.context}" is remote, its Dockerfile cannot be read'
        raise ProjectError(message, place.file if place is not None else "", place.line if place is not None else None)
    context = os.path.join(opened.folder, build.context)
    folder = opened.folder if own.startswith(here) else context
    return os.path.join(folder, own.removeprefix(here)), context


def _require_below(path: str, root: str, title: str) -> None:
    # Loaded only here: most Dockerfiles are of no project.
    from preimage.inputs.project_files import is_below

    if not is_below(path, root):
        raise OptionError(
            f"{title}: {path} is not in the folder that is searched; to read it all the same, name {title}"
        )


def _read_dockerfile(path: str, opened: OpenedProject) -> bytes:
    try:
        return read_file(path, DEFAULT_LIMITS.dockerfile_bytes)
    except FileNotFoundError as error:
        # As in Bake itself, but whoever names a file elsewhere expects what Compose does.
        if opened.kind == BAKE and opened.folder == os.curdir and os.path.dirname(opened.title):
            place = os.path.dirname(opened.title)
            hint = f"paths of a Bake file count from the current folder, or from --project-directory {place}"
            raise FileNotFoundError(error.errno, f"{error.strerror}; {hint}", path) from error
        raise


def is_remote(context: str) -> bool:
    """Tell whether a context is on another machine."""
    return re.match(_REMOTE, context) is not None


def _show_path(path: str) -> str:
    """Give a path as seen from here, if it is below; else in full."""
    here = os.path.join(os.getcwd(), "")
    full = os.path.normpath(os.path.join(here, path))
    return full.removeprefix(here) if full != here.rstrip(os.sep) else os.curdir


def _find_usual(path: str) -> str:
    """Give the path, or where nothing is there by the usual name, that of its spelling in lower case."""
    folder, name = os.path.split(path)
    other = os.path.join(folder, FILE_NAMES[1])
    return other if name == FILE_NAMES[0] and not os.path.lexists(path) and os.path.isfile(other) else path
