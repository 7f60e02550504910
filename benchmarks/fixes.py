"""What fixes do to many Dockerfiles: counts by rule, and whether any image changed that must not.

python benchmarks/fixes.py PATH... [--every N]

PATH is a Dockerfile, or JSON lines (also ``.gz``) of objects with a ``dockerfile``. Bases are taken as unknown. Each
file is fixed with safe fixes and then compiled before and after with the plain library: all targets, two platforms, an
empty base, and bases and build args made at random; its findings may only become fewer, and fixing it again must change
nothing. Unsafe fixes are counted, and must end. The last lines say what went wrong; if anything did, the status is 1.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator

import preimage
from preimage.bases.empty import EmptyBases
from preimage.edits.fixing import FixResult, fix_text
from preimage.fix_api import RequestCompiler
from preimage.model.options import BuildRequest

VALUES = ("x", "a b", "'q'", '"q"', "\\", "$PATH", "", "/abs", "80", "C:\\w", "é", "a=b", "`t`", "#h", "build")
PLATFORMS = ("linux/amd64", "linux/arm64")
_NAME = re.compile(rb"\$\{?([A-Za-z_][A-Za-z0-9_]*)")
_LINE = re.compile(r"\bline [0-9]+")

Image = dict[str, object] | str


class Tally:
    """What was counted, by rule and by what went wrong."""

    def __init__(self) -> None:
        self.files: Counter[str] = Counter()
        self.rules: dict[str, Counter[str]] = {}
        self.reasons: Counter[tuple[str, str]] = Counter()
        self.faults: list[str] = []

    def count(self, rule: str, what: str, number: int = 1) -> None:
        self.rules.setdefault(rule, Counter())[what] += number


def read(path: str) -> Iterator[tuple[str, bytes]]:
    """Give the names and texts of a file's Dockerfiles."""
    if not path.endswith((".jsonl", ".jsonl.gz")):
        with open(path, "rb") as file:
            yield path, file.read()
        return
    with gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            case = json.loads(line)
            yield case.get("id", f"{path}:{number}"), case["dockerfile"].encode("utf-8", "surrogateescape")


def fix(data: bytes, *, unsafe: bool) -> FixResult:
    """Fix a text as ``preimage check --fix`` does where no base is known."""
    request = BuildRequest(all_stages=True, has_notes=True, build_platform=PLATFORMS[0])
    return fix_text(data, RequestCompiler(request, EmptyBases()), with_unsafe=unsafe)


def make_base(names: list[str]) -> dict[str, object]:
    """Make the config of a base image at random, with values for some names."""
    config: dict[str, object] = {
        "Env": [f"{name}={random.choice(VALUES)}" for name in names if random.random() < 0.8],
        "WorkingDir": random.choice(["", "/", "/a b"]),
        "Cmd": random.choice([None, ["c"]]),
    }
    if random.random() < 0.4:
        config["Shell"] = random.choice([["bash", "-c"], ["powershell", "-Command"]])
    if random.random() < 0.3:
        config["OnBuild"] = ["ENV T=$T", "WORKDIR t", "RUN x"]
    return {"os": random.choice(["linux", "linux", "linux", "windows"]), "config": config}


def build(
    data: bytes, target: str, platform: str, config: dict[str, object], args: dict[str, str]
) -> tuple[Image, Counter[str]]:
    """Give the image, with the ports of its history in any order, or the error; and the findings by rule."""
    try:
        result = preimage.compile(
            data, target=target or None, platform=platform, build_platform=PLATFORMS[0], build_args=args,
            bases=preimage.StaticBases({"*": config}),
        )  # fmt: skip
    except preimage.PreimageError as error:
        return _LINE.sub("line", str(error)), Counter()
    image = json.loads(result.image.to_json())
    for entry in image.get("history") or ():
        if entry["created_by"].startswith("EXPOSE ["):
            entry["created_by"] = sorted(entry["created_by"][8:-1].split())
    return image, Counter(finding.rule for finding in result.warnings)


def compare(before: bytes, after: bytes) -> str:
    """Give what differs between the builds of two texts; empty if nothing does."""
    names = sorted({match.decode() for match in _NAME.findall(before)})
    own = [name for name in names if not name.startswith(("TARGET", "BUILD"))]
    targets = ["", *sorted({each.name for each in preimage.targets(before).targets if each.name})]
    situations: list[tuple[str, dict[str, object], dict[str, str]]] = [(PLATFORMS[0], {"config": {}}, {})]
    situations += [(platform, make_base(names), {}) for platform in PLATFORMS]
    situations += [
        (platform, make_base(names), {name: random.choice(VALUES) for name in own}) for platform in PLATFORMS
    ]
    for situation in situations:
        for target in targets:
            (old, was), (new, now) = build(before, target, *situation), build(after, target, *situation)
            # Of values that are no ports the error names the word as it is written.
            if old != new and not (isinstance(old, str) and isinstance(new, str) and old.lower() == new.lower()):
                return f"target {target or 'last'}, {situation}: {old} became {new}"
            if now - was:
                return f"target {target or 'last'}, {situation}: new findings {dict(now - was)}"
    return ""


def judge(name: str, data: bytes, tally: Tally) -> None:
    """Fix one file in both ways, and compare."""
    safe, unsafe = fix(data, unsafe=False), fix(data, unsafe=True)
    tally.files["files"] += 1
    if safe.error is not None:
        tally.files["with an error"] += 1
        return
    for fixed, kind in ((safe, "safe"), (unsafe, "unsafe")):
        for each in fixed.applied:
            if each.is_safe == (kind == "safe"):
                tally.count(each.finding.rule, kind)
        if fixed.is_changed and fix(fixed.data, unsafe=kind == "unsafe").is_changed:
            tally.faults.append(f"{name}: {kind} fixes change it again")
    for left in unsafe.left:
        tally.count(left.finding.rule, "left")
        tally.reasons[left.finding.rule, left.reason[:100]] += 1
    for dropped in unsafe.dropped:
        tally.count(dropped.finding.rule, "dropped")
    if safe.is_changed:
        tally.files["changed by safe fixes"] += 1
        fault = "" if b"error=true" in data else compare(data, safe.data)
        tally.faults += [f"{name}: {fault}"] if fault else []


def main() -> int:
    """Judge all files; gives the exit status."""
    parser = argparse.ArgumentParser(description="What fixes do to many Dockerfiles.")
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--every", type=int, default=1, help="take one file in so many")
    options = parser.parse_args()
    random.seed(1)
    tally = Tally()
    for number, (name, data) in enumerate(each for path in options.paths for each in read(path)):
        if number % options.every == 0:
            judge(name, data, tally)
    print(", ".join(f"{count} {what}" for what, count in tally.files.items()))
    print(f"{'':34}{'safe':>8}{'unsafe':>8}{'left':>8}{'dropped':>8}")
    for rule, counts in sorted(tally.rules.items(), key=lambda item: -item[1].total()):
        print(f"{rule:34}" + "".join(f"{counts[what]:>8}" for what in ("safe", "unsafe", "left", "dropped")))
    for (rule, reason), count in tally.reasons.most_common():
        print(f"{count:>6} {rule}: {reason}")
    print("\n".join(tally.faults) or "nothing went wrong")
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
