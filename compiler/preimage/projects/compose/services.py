"""Services of a project: which are active, and whether they fit together.

Source: docs/reference/compose.md, "Profiles and what is built".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Sequence as ReadSequence

from preimage.golang.quoting import quote
from preimage.projects.compose.decoding import parse_size
from preimage.projects.compose.nodes import Fault, Node, print_value

SERVICE = "service:"


class Services:
    """The services of a project by name, in the order of the files: active ones, and those of other profiles."""

    __slots__ = ("active", "inactive", "root")

    def __init__(self, root: Node, active: dict[str, Node], inactive: dict[str, Node]) -> None:
        self.root = root
        self.active = active
        self.inactive = inactive

    def enable(self, names: Iterable[str]) -> Services:
        """Give the same services with those active, too, that share a profile with an inactive one of these names."""
        profiles = {
            profile for name in names if name in self.inactive for profile in _texts(self.inactive[name], "profiles")
        }
        if not profiles:
            return self
        more = {name for name, node in self.inactive.items() if profiles.intersection(_texts(node, "profiles"))}
        active = {**self.active, **{name: node for name, node in self.inactive.items() if name in more}}
        return Services(self.root, active, {name: node for name, node in self.inactive.items() if name not in more})

    def names(self, key: str) -> dict[str, Node]:
        """Give the resources of a kind by name, such as ``networks``."""
        resources = self.root.get(key)
        return dict(resources.items()) if resources is not None else {}


def select_services(root: Node, profiles: ReadSequence[str]) -> Services:
    """Divide services by profiles; ``*`` is every profile, and ``""`` that of those who name none."""
    active: dict[str, Node] = {}
    inactive: dict[str, Node] = {}
    services = root.get("services") or Node({})
    for name, node in services.items():
        wanted = _texts(node, "profiles")
        fits = not wanted or "*" in profiles or any(profile in profiles for profile in wanted)
        (active if fits else inactive)[name] = node
    return Services(root, active, inactive)


def _texts(node: Node, key: str) -> list[str]:
    value = node.get(key)
    return [print_value(entry.value) for entry in value.entries()] if value is not None else []


def dependencies_of(service: Node, *, optional: bool = True) -> Iterator[tuple[str, bool]]:
    """Give the names that a service depends on, and whether they must be there."""
    known = service.get("depends_on")
    for name, node in known.items() if known is not None else ():
        required = node.get("required")
        is_required = required is None or required.value is not False
        if optional or is_required:
            yield name, is_required


def contexts_of(service: Node) -> dict[str, str]:
    """Give the additional contexts of a service's build by name."""
    build = service.get("build")
    contexts = build.get("additional_contexts") if build is not None else None
    return {name: print_value(node.value) for name, node in contexts.items()} if contexts is not None else {}


def check_consistency(services: Services) -> None:
    """Hold the active services against each other, and against the resources that they name.

    Raises:
        Fault: the tool's text, mostly ending in ``: invalid compose project``.
    """
    for name, node in services.active.items():
        for check in _CHECKS:
            check(services, name, node)
    for name, node in services.names("secrets").items():
        is_external = node.get("external")
        if is_external is not None and is_external.value is True:
            continue
        if not node.text("file") and not node.text("environment"):
            raise _invalid(f"secret {quote(name)} must declare either `file` or `environment`", node)


def check_circles(services: Services) -> None:
    """Refuse services that depend on themselves; services are looked at by name.

    Raises:
        Fault: ``dependency cycle detected: a -> b -> a``.
    """
    done: set[str] = set()
    for start in sorted(services.active):
        path: dict[str, Iterator[tuple[str, bool]]] = {}
        current: str | None = start
        while current is not None:
            if current not in path:
                path[current] = iter(sorted(dependencies_of(services.active[current])))
            following = next((name for name, _ in path[current] if name in services.active and name not in done), None)
            if following in path:
                names = list(path)
                circle = " -> ".join([*names[names.index(following) :], following])
                raise Fault(f"dependency cycle detected: {circle}", services.active[following])
            if following is None:
                done.add(current)
                del path[current]
                following = next(reversed(path), None)
            current = following


def _invalid(message: str, node: Node) -> Fault:
    return Fault(f"{message}: invalid compose project", node)


def _check_image(_services: Services, name: str, node: Node) -> None:
    if node.get("build") is None and not node.text("image") and node.get("provider") is None:
        raise _invalid(f"service {quote(name)} has neither an image nor a build context specified", node)


def _check_build(services: Services, name: str, node: Node) -> None:
    build = node.get("build")
    if build is None:
        return
    if build.text("dockerfile_inline") and build.text("dockerfile"):
        message = f"service {quote(name)} declares mutualy exclusive dockerfile and dockerfile_inline"
        raise _invalid(message, build.get("dockerfile") or build)
    for context, value in contexts_of(node).items():
        if not value.startswith(SERVICE):
            continue
        other = value.removeprefix(SERVICE)
        if other not in services.active:
            where = f"declares unknown service {quote(other)} as additional contexts {context}"
            raise Fault(f"service {quote(name)} {where}", build.get("additional_contexts"))
        if services.active[other].get("build") is None:
            where = f"declares non-buildable service {quote(other)} as additional contexts {context}"
            raise Fault(f"service {quote(name)} {where}", build.get("additional_contexts"))
    platform, platforms = node.text("platform"), _texts(build, "platforms")
    if platforms and platform and platform not in platforms:
        raise _invalid(f"service.build.platforms MUST include service.platform {quote(platform)}", node)


def _check_networks(services: Services, name: str, node: Node) -> None:
    networks = node.get("networks")
    names = dict(networks.items()) if networks is not None else {}
    if node.text("network_mode") and names:
        raise _invalid(f"service {name} declares mutually exclusive `network_mode` and `networks`", node)
    known = services.names("networks")
    for network, place in names.items():
        if network not in known:
            raise _invalid(f"service {quote(name)} refers to undefined network {network}", place)


def _check_healthcheck(_services: Services, _name: str, node: Node) -> None:
    healthcheck = node.get("healthcheck")
    test = healthcheck.get("test") if healthcheck is not None else None
    if test is not None and test.entries() and test.entries()[0].value not in ("CMD", "CMD-SHELL", "NONE"):
        raise Fault('healthcheck.test must start either by "CMD", "CMD-SHELL" or "NONE"', test)


def _check_dependencies(services: Services, name: str, node: Node) -> None:
    for other, is_required in dependencies_of(node):
        if other in services.active or (other in services.inactive and not is_required):
            continue
        raise _invalid(f"service {quote(name)} depends on undefined service {quote(other)}", node)


def _check_volumes(services: Services, name: str, node: Node) -> None:
    volumes = node.get("volumes")
    known = services.names("volumes")
    for volume in volumes.entries() if volumes is not None else ():
        source = volume.text("source")
        if volume.text("type") == "volume" and source and source not in known:
            raise _invalid(f"service {quote(name)} refers to undefined volume {source}", volume)


def _check_sources(services: Services, name: str, node: Node) -> None:
    build = node.get("build")
    for owner, key, kind, what in (
        (build, "secrets", "secrets", "build secret"),
        (node, "configs", "configs", "config"),
        (node, "models", "models", "model"),
        (node, "secrets", "secrets", "secret"),
    ):
        named = owner.get(key) if owner is not None else None
        if named is None:
            continue
        known = services.names(kind)
        sources = [entry.text("source") for entry in named.entries()] or [key for key, _ in named.items()]
        for source in sources:
            if source not in known:
                raise _invalid(f"service {quote(name)} refers to undefined {what} {source}", named)


def _find(node: Node, path: str) -> Node | None:
    current: Node | None = node
    for part in path.split("."):
        current = current.get(part) if current is not None else None
    return current if current is not None and current.value is not None else None


def _read_number(node: Node) -> float:
    return float(print_value(node.value) or 0)


_TWICE: tuple[tuple[str, str, Callable[[Node], float]], ...] = (
    ("scale", "deploy.replicas", _read_number),
    ("cpus", "deploy.resources.limits.cpus", _read_number),
    ("mem_limit", "deploy.resources.limits.memory", parse_size),
    ("mem_reservation", "deploy.resources.reservations.memory", parse_size),
    ("pids_limit", "deploy.resources.limits.pids", _read_number),
)
"""Keys that say the same thing, and how their values are read."""


def _check_twice(_services: Services, name: str, node: Node) -> None:
    for short, long, read in _TWICE:
        first, second = _find(node, short), _find(node, long)
        if first is None or second is None:
            continue
        # A limit of nothing is no limit, but a scale of nothing is one.
        if (read(first) or short == "scale") and read(first) != read(second):
            raise _invalid(f"services.{name}: can't set distinct values on '{short}' and '{long}'", first)


def _check_container_name(_services: Services, name: str, node: Node) -> None:
    if not node.text("container_name"):
        return
    for key in ("scale", "deploy.replicas"):
        count = _find(node, key)
        if count is not None:
            if _read_number(count) > 1:
                message = f"services.{key}: can't set container_name and {name} as container name must be unique"
                raise _invalid(message, count)
            return


def _check_watched(_services: Services, name: str, node: Node) -> None:
    watched = _find(node, "develop.watch")
    for entry in watched.entries() if watched is not None else ():
        if not entry.text("target") and entry.text("action") not in ("rebuild", "restart"):
            raise _invalid(f"services.{name}.develop.watch: target is required for non-rebuild actions", entry)


def _check_mounts(_services: Services, name: str, node: Node) -> None:
    mounts: dict[str, str] = {}
    tmpfs = node.get("tmpfs")
    entries = [] if tmpfs is None else tmpfs.entries() or [tmpfs]
    places = [(f"tmpfs[{at}]", print_value(entry.value).partition(":")[0], entry) for at, entry in enumerate(entries)]
    volumes = node.get("volumes")
    for at, volume in enumerate(volumes.entries() if volumes is not None else ()):
        places.append((f"volumes[{at}]", volume.text("target"), volume))
    for place, target, entry in places:
        where = f"services.{name}.{place}"
        known = mounts.setdefault(target, where)
        if known != where:
            raise Fault(f"{where}: target {target} already mounted as {known}", entry)


_CHECKS = (
    _check_image,
    _check_build,
    _check_networks,
    _check_healthcheck,
    _check_dependencies,
    _check_volumes,
    _check_sources,
    _check_twice,
    _check_container_name,
    _check_watched,
    _check_mounts,
)
