"""From the path of a Dockerfile to a compiled image: what the pytest fixture ``preimage`` is."""

from __future__ import annotations

Config = Mapping[str, object] | CompiledImage | bytes | str | os.PathLike[str]
"""The config of a base: JSON as a mapping or text, the path of a file of it, or an image compiled from a Dockerfile."""


class ImageFactory:
    """Compiles Dockerfiles for tests, offline, each content with the same options once.

    ``find_folders`` gives the folders that paths are relative to: the first in which there is such a file counts.
    """

    def __init__(
        self,
        find_folders: Callable[[], Iterable[str]] = lambda: (".",),
        *,
        sources: Iterable[BaseSource] = (),
        unresolved: str = "error",
        platform: str | None = None,
    ) -> None:
        self._find_folders = find_folders
        self._sources = tuple(sources)
        self._unresolved = unresolved
        self._platform = platform
        self._chains: dict[object, BaseSource] = {}
        self._compiled: dict[object, Compilation] = {}
        self._given: list[CompiledImage] = []

    def __call__(
        self,
        dockerfile: str | os.PathLike[str] = "Dockerfile",
        *,
        target: str | None = None,
        build_args: Mapping[str, str] = NOTHING,
        platform: str | None = None,
        labels: Mapping[str, str] = NOTHING,
        contexts: Mapping[str, str] = NOTHING,
        bases: Mapping[str, Config] | BaseSource | None = None,
        unresolved: str | None = None,
        context: str | os.PathLike[str] | None = None,
        allow_warnings: bool = True,
    ) -> CompiledImage:
        """Compile a Dockerfile.

        Args:
            dockerfile: its path, absolute or relative to the folder of the test or to rootdir.
            target: the stage; default: the last.
            build_args: values of build args by name; the environment is not looked at.
            platform: such as ``linux/arm64``; default: that of the settings, else this machine's.
            labels: labels set on top of the result.
            contexts: named contexts by name.
            bases: what answers before the settings and the lock file: configs by reference as in FROM, or a source.
            unresolved: ``error`` or ``empty``: what becomes of a base that nobody knows; default: as in the settings.
            context: the folder of the build context, for its ignore file; default: that of the Dockerfile.
            allow_warnings: False fails the test if there is any.

        Raises:
            DockerfileError: BuildKit's text, for a Dockerfile that is wrong.
            MissingBaseError: a base is not known and ``unresolved`` is ``error``.
            UnwantedWarnings: there are warnings, and they are not allowed.
        """
        path = self.find(dockerfile)
        with open(path, "rb") as file:
            data = file.read()
        folder = os.path.dirname(path)
        ignore_data = _read_ignore_data(path, os.fspath(context) if context is not None else folder)
        given_key, given = self._read_bases(bases)
        settings = (folder, given_key, unresolved or self._unresolved)
        options = (target, *map(_freeze, (build_args, labels, contexts)), platform or self._platform)
        key = (data, ignore_data, settings, options)
        compilation = self._compiled.get(key)
        if compilation is None:
            try:
                compilation = self._compiled[key] = compile(
                    data,
                    target=target,
                    build_args=build_args,
                    platform=platform or self._platform,
                    labels=labels,
                    contexts=contexts,
                    bases=self._make_chain(settings, given),
                    check=build_args.get("BUILDKIT_DOCKERFILE_CHECK"),
                    ignore_file=_parse_ignore_data(ignore_data),
                )
            except MissingBaseError as error:
                error.add_note(_describe_missing(error.reference))
                raise
        image = CompiledImage(compilation, path)
        if image.warnings and not allow_warnings:
            raise UnwantedWarnings(path, image.warnings)
        self._given.append(image)
        return image

    def find(self, path: str | os.PathLike[str]) -> str:
        """Find a file by a path that is absolute, or relative to the first folder that has it.

        Raises:
            FileNotFoundError: no folder has it; the text names all.
        """
        tried = [os.path.normpath(os.path.join(folder, path)) for folder in self._find_folders()]
        for full_path in tried:
            if os.path.isfile(full_path):
                return full_path
        raise FileNotFoundError(f"no Dockerfile {os.fspath(path)!r}: looked for {' and '.join(dict.fromkeys(tried))}")

    def find_owner(self, value: object) -> CompiledImage | None:
        """Find the image that was given out in this test and holds a value: an image, a config or a healthcheck."""
        for owner in self._given:
            image = owner.image
            if any(part is value for part in (owner, image, image.config, image.config.healthcheck)):
                return owner
        return None

    def forget_given(self) -> None:
        """Forget what earlier tests were given."""
        self._given.clear()

    def _read_bases(self, bases: Mapping[str, Config] | BaseSource | None) -> tuple[object, BaseSource | None]:
        """Give what tells the bases from others, and a source of them."""
        if bases is None:
            return None, None
        if not isinstance(bases, Mapping):
            # Two sources are the same only if they are one; as a part of the key it also lives as long as that.
            return _Same(bases), bases
        texts = {_full_reference(written): self._read_config(config) for written, config in bases.items()}
        return _freeze(texts), StaticBases(texts)

    def _read_config(self, config: Config) -> bytes:
        if isinstance(config, bytes):
            return config
        if isinstance(config, str):
            return config.encode("utf-8", "surrogateescape")
        if isinstance(config, CompiledImage):
            return config.to_json().encode()
        if isinstance(config, os.PathLike):
            with open(self.find(config), "rb") as file:
                return file.read()
        from json import dumps

        return dumps(config).encode()

    def _make_chain(self, settings: tuple[str, object, str], given: BaseSource | None) -> BaseSource:
        chain = self._chains.get(settings)
        if chain is None:
            folder, _, unresolved = settings
            sources = [] if given is None else [given]
            sources += self._sources
            lock_path = os.path.join(folder, LOCK_NAME)
            if os.path.exists(lock_path):
                from preimage.bases.lock import LockedBases, read_lock

                sources.append(LockedBases(read_lock(lock_path)))
            if unresolved not in ("error", "empty"):
                raise OptionError(f"unresolved must be error or empty, not {unresolved}")
            if unresolved == "empty":
                sources.append(EmptyBases())
            chain = self._chains[settings] = ChainOfBases(sources)
        return chain


class _Same:
    """Equal only to a stand-in for the same object."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.value is self.value

    def __hash__(self) -> int:
        return id(self.value)


def _freeze(values: Mapping[str, object]) -> object:
    return frozenset(values.items())


def _full_reference(written: str) -> str:
    """Give the full form of a reference as in FROM; ``*``, and what follows a ``|``, stay."""
    if written == "*":
        return written
    reference, separator, platform = written.partition("|")
    try:
        return f"{parse_reference(reference)}{separator}{platform}"
    except ValueError as error:
        raise OptionError(f"base {written}: {error}") from error


def _read_ignore_data(path: str, context: str) -> bytes | None:
    """Read the ignore file that goes with a Dockerfile: its own, else that of the build context."""
    for name in (f"{path}.dockerignore", os.path.join(context, ".dockerignore")):
        try:
            with open(name, "rb") as file:
                return file.read()
        except FileNotFoundError:
            continue
    return None


def _parse_ignore_data(data: bytes | None) -> IgnoreFile | None:
    if data is None:
        return None
    from preimage.model.ignore import parse_ignore_file

    return parse_ignore_file(data)


def _describe_missing(reference: str) -> str:
    return (
        f"Tests ask no registry. Give the config of {reference} with bases={{...}} or the setting preimage_bases, keep it "
        'in a lock file with "preimage lock", or take an empty image: unresolved="empty", or the setting '
        "preimage_unresolved = empty."
    )
