"""Run in an environment with nothing but the wheel: import all modules and compile the small cases.

A module may fail to load for one reason only: it needs a distribution that is declared as an extra.
"""

from __future__ import annotations

import base64
import importlib
import importlib.metadata
import json
import pkgutil
import re
import sys
from pathlib import Path

import preimage

EXTRAS = {"re2": "google-re2"}
"""What a module is called that has another name than its distribution."""
FILES = ("source", "words", "config", "stages")


def import_everything() -> tuple[int, list[str]]:
    """Import all modules; gives how many there are, and those that need an extra."""
    declared = importlib.metadata.requires("preimage") or []
    extras = {re.split(r"[^\w.-]", entry)[0].lower() for entry in declared if "extra ==" in entry}
    count, lacking = 0, []
    for module in pkgutil.walk_packages(preimage.__path__, "preimage."):
        if module.name == "preimage.__main__":
            continue
        count += 1
        try:
            importlib.import_module(module.name)
        except ModuleNotFoundError as error:
            missing = (error.name or "").partition(".")[0]
            assert EXTRAS.get(missing, missing) in extras, f"{module.name} needs {missing}, which nothing declares"
            lacking.append(module.name)
    return count, lacking


def compile_cases(folder: Path) -> int:
    """Compile the cases; gives how many agreed."""
    count = 0
    options = ("target", "platform", "build_args", "labels", "contexts")
    for name in FILES:
        # Not splitlines(): texts hold separators that are no ends of lines of the file.
        for line in filter(None, (folder / f"{name}.jsonl").read_text(encoding="utf-8").split("\n")):
            case = json.loads(line)
            packed = case.get("dockerfile_b64")
            dockerfile = base64.b64decode(packed) if packed else case["dockerfile"].encode()
            given = {name: case[name] for name in options if case.get(name)}
            machine = case.get("build_platform") or "linux/amd64"
            expect = case["expect"]
            given["all_stages"] = bool(case.get("check")) and "target" not in given
            bases = case.get("bases") or {}
            try:
                result = preimage.compile(dockerfile, build_platform=machine, bases=bases, **given)
            except preimage.DockerfileError as error:
                assert str(error) == expect.get("error"), case["id"]
            else:
                assert result.image.to_json() == expect.get("image"), case["id"]
            count += 1
    return count


def main() -> None:
    """Print one line of what was done."""
    where = Path(str(preimage.__file__))
    assert Path(sys.prefix) in where.parents, f"this is not the installed package: {where}"
    count, lacking = import_everything()
    cases = compile_cases(Path(sys.argv[1]))
    needing = f", {len(lacking)} of them need an extra: {' '.join(lacking)}" if lacking else ""
    print(f"Python {sys.version.split()[0]}: {count} modules load{needing}; {cases} cases agree")


if __name__ == "__main__":
    main()
