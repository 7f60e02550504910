"""The targets and groups of all files together: groups to targets, parents, links, patterns.

Source: docs/reference/bake.md, "Groups", "Inheritance", "Links".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from preimage.golang.pathmatch import BadPatternError, match_path
from preimage.golang.quoting import quote
from preimage.model.errors import ProjectError
from preimage.projects.bake.overrides import Override, apply_overrides
from preimage.projects.bake.target import Group, Target
from preimage.projects.hcl.budget import Budget
from preimage.projects.project import Origin


class Config:
    """All targets and groups by name."""

    __slots__ = ("budget", "groups", "overrides", "targets")

    def __init__(
        self,
        targets: Mapping[str, Target],
        groups: Mapping[str, Group],
        budget: Budget,
    ) -> None:
        self.targets = targets
        self.groups = groups
        self.budget = budget
        self.overrides: Mapping[str, Sequence[Override]] = {}

    def find_asked(self, asked: Iterable[str]) -> list[str]:
        """Give the names asked for: patterns become what they match, groups first."""
        names: list[str] = []
        for each in asked:
            name = each.replace(".", "_")
            if not set(name) & set("*?["):
                names.append(name)
                continue
            matched = [
                known
                for known in (*self.groups, *(other for other in self.targets if other not in self.groups))
                if self._matches(name, known)
            ]
            if not matched:
                raise ProjectError(f"ERROR: could not find any target matching {quote(name)}")
            names += matched
        return list(dict.fromkeys(names))

    @staticmethod
    def _matches(pattern: str, name: str) -> bool:
        try:
            return match_path(pattern, name)
        except BadPatternError:
            return False

    def expand(self, name: str) -> tuple[list[str], list[str]]:
        """Give the targets of a target or group, and the groups met on the way, each once."""
        groups: dict[str, None] = {}
        targets: dict[str, None] = {}
        self._expand(name, (), targets, groups)
        return list(targets), list(groups)

    def _expand(self, name: str, above: tuple[str, ...], targets: dict[str, None], groups: dict[str, None]) -> None:
        group = self.groups.get(name)
        if group is None or name in above:
            targets[name] = None
            return
        if name in groups:
            return
        groups[name] = None
        self.budget.enter()
        self.budget.spend(len(group.targets or ()) + len(above))
        for each in group.targets or ():
            self._expand(each, (*above, name), targets, groups)
        self.budget.leave()

    def resolve(self, name: str) -> Target:
        """Give a target with all that it inherits and what is set for it."""
        target = self._resolve(name, {})
        assert target is not None
        held = target.held
        held.pop("inherits", None)
        if not held.get("context"):
            held["context"] = "."
        if not held.get("dockerfile"):
            held["dockerfile"] = "Dockerfile"
        return target

    def _resolve(self, name: str, known: dict[str, Target | None]) -> Target | None:
        """Give a target; while it is being worked out it counts as nothing to those that inherit from it."""
        if name in known:
            return known[name]
        known[name] = None
        own = self.targets.get(name)
        if own is None:
            raise ProjectError(f"ERROR: failed to find target {name}")
        self.budget.enter()
        resolved = Target(name)
        for parent in own.held.get("inherits", ()):
            inherited = self._resolve(parent, known)
            if inherited is not None:
                self.budget.step()
                resolved.merge(inherited)
        resolved.merge(own)
        apply_overrides(resolved, self.overrides.get(name, ()))
        resolved.normalize()
        self.budget.leave()
        known[name] = resolved
        return resolved

    def load_links(self, targets: dict[str, Target]) -> None:
        """Add the targets that contexts of others name, and check that they can be used."""
        done: set[str] = set()
        for name in list(targets):
            self._load_links(name, targets[name], targets, (), done)

    def _load_links(
        self, name: str, target: Target, targets: dict[str, Target], above: tuple[str, ...], done: set[str]
    ) -> None:
        if name in done:
            return
        above = (*above, name)
        for context in target.held.get("contexts", {}).values():
            if not context.startswith("target:"):
                continue
            linked = context.removeprefix("target:")
            if linked == name:
                raise ProjectError(f"ERROR: target {linked} cannot link to itself")
            if linked in above:
                raise ProjectError(f"ERROR: infinite loop from {name} to {linked}")
            other = targets.get(linked)
            if other is None:
                other = self.resolve(linked)
                other.held["output"] = [{"type": "cacheonly"}]
                other.origins["output",] = Origin("", None, "linked")
                other.is_linked = True
                targets[linked] = other
            self.budget.enter()
            self._load_links(linked, other, targets, above, done)
            self.budget.leave()
            _share_entitlements(target, other)
            _check_platforms(target, other)
        done.add(name)


def _share_entitlements(user: Target, used: Target) -> None:
    more = used.held.get("entitlements", ())
    if more:
        user.held["entitlements"] = list(dict.fromkeys((*user.held.get("entitlements", ()), *more)))


def _check_platforms(user: Target, used: Target) -> None:
    ours, theirs = user.held.get("platforms", []), used.held.get("platforms", [])
    if len(ours) > 1 and len(theirs) > 1 and not set(ours) <= set(theirs):
        raise ProjectError(
            f"ERROR: target {used.name} can't be used by {user.name} because its platforms [{' '.join(ours)}] are "
            f"not a subset of [{' '.join(theirs)}]"
        )
