"""What a row says of a build: facts about its image, and where they come from.

Source: docs/reference/scan.md, "Columns".
"""

from __future__ import annotations

import hashlib
import json

from preimage.model.errors import BaseError, DockerfileError
from preimage.model.image import DockerOCIImage
from preimage.model.platforms import default_shell
from preimage.model.secret_names import is_secret_name
from preimage.model.trace import BASE_IMAGE, Source, TriggerRun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from preimage.model.findings import Finding
    from preimage.model.trace import Origin, StageTrace
    from preimage.results.compilation import Compilation
    from preimage.scan.columns import Row

HEALTHCHECK = "config.Healthcheck"
_WINDOWS_ROOT = ("containeradministrator", "nt authority\\system")


class BuiltImage:
    """An image that a scanned build makes, as those know it that are built from it.

    ``config`` is its JSON, ``bases`` what it goes back to itself, nearest first, ``is_known`` whether all of that was.
    ``name`` is what it is called in the place of its reference.
    """

    __slots__ = ("bases", "config", "digest", "is_known", "name")

    def __init__(self, config: str, digest: str, bases: Sequence[str], is_known: bool, name: str = "") -> None:
        self.name = name
        self.config = config
        self.digest = digest
        self.bases = bases
        self.is_known = is_known


def describe_result(result: Compilation, built: Mapping[str, BuiltImage]) -> Row:
    """Give the facts of a compilation; ``built`` are images that other scanned builds make, by reference."""
    image = result.image
    first = result.trace.chain()[0]
    from_scanned = built.get(first.reference)
    is_known = not first.is_assumed
    if from_scanned is not None:
        bases = [from_scanned.name or first.reference, *from_scanned.bases]
        is_known = from_scanned.is_known
    else:
        bases = [first.reference] if first.reference else []
    text = image.to_json()
    return {
        "ok": True,
        "bases": bases,
        "base_known": is_known,
        "images": list(dict.fromkeys(_name(used.reference, used.digest, built) for used in result.bases)),
        "unpinned": list(dict.fromkeys(used.reference for used in result.bases if _is_unpinned(used.reference, built))),
        **_describe_process(image, is_known),
        **_describe_healthcheck(result, is_known),
        "triggers": list(image.config.on_build),
        "ports": list(image.config.exposed_ports),
        "volumes": list(image.config.volumes),
        "labels": dict(image.config.labels),
        "working_dir": image.config.working_dir,
        "stop_signal": image.config.stop_signal or None,
        "secrets": _list_secrets(image),
        "findings": describe_findings(result.warnings),
        "config_digest": digest_of(text),
        "config": text,
    }


def describe_error(error: Exception) -> Row:
    """Give the row of a build that fails."""
    lines = error.lines if isinstance(error, DockerfileError | BaseError) else ()
    warnings = error.warnings if isinstance(error, DockerfileError) else ()
    strerror = error.strerror if isinstance(error, OSError) else ""
    return {
        "ok": False,
        "error": strerror or str(error) or type(error).__name__,
        "error_line": lines[0] if lines else None,
        "findings": describe_findings(warnings),
    }


def describe_findings(findings: Iterable[Finding]) -> list[dict[str, object]]:
    """Give findings as the JSON of a row has them; ``line`` is 1-based, None without one."""
    return [
        {"rule": each.rule, "line": each.lines[0] if each.lines else None, "message": each.message} for each in findings
    ]


def digest_of(text: str) -> str:
    """Give the digest of a config."""
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _name(reference: str, digest: str, built: Mapping[str, BuiltImage]) -> str:
    if reference in built and built[reference].name:
        return built[reference].name
    return reference if "@" in reference or not digest else f"{reference}@{digest}"


def _is_unpinned(reference: str, built: Mapping[str, BuiltImage]) -> bool:
    return "@" not in reference and reference not in built


def _describe_process(image: DockerOCIImage, is_known: bool) -> Row:
    config = image.config
    entrypoint, cmd = config.entrypoint, config.cmd
    process = entrypoint or cmd
    shell = config.shell
    prefixes = [shell] if shell else []
    prefixes.append(default_shell(image.os))
    starts_shell = any(process[: len(each)] == each for each in prefixes) if process else None
    return {
        "user": config.user or (None if not is_known else ""),
        "is_root": _is_root(config.user, image.os, is_known),
        "shell": list(shell) if shell else None,
        "starts_shell": starts_shell if process or not is_known else False,
        "entrypoint": list(entrypoint) if entrypoint else None,
        "cmd": list(cmd) if cmd else None,
    }


def _is_root(user: str, os: str, is_known: bool) -> bool | None:
    """Tell whether the process runs as root; None: that depends on a base which is not known."""
    if os == "windows":
        return user.lower() in _WINDOWS_ROOT if user else None
    if not user:
        return True if is_known else None
    name = user.partition(":")[0]
    if name.isascii() and name.isdecimal():
        return int(name[:20]) == 0
    return name in ("root", "")


def _describe_healthcheck(result: Compilation, is_known: bool) -> Row:
    check = result.image.config.healthcheck
    if check is None:
        return {"has_healthcheck": False if is_known else None}
    test = check.test
    origin, stage = _find_last(result.trace.chain(), HEALTHCHECK)
    kind = "instruction"
    line: int | None = None
    if isinstance(origin, TriggerRun):
        kind = "trigger"
    elif isinstance(origin, Source):
        kind = "base"
    elif origin is not None:
        line = origin.lines[0]
    if line is None and stage is not None:
        # Of what is not of the file the line is that of the FROM which brought it.
        line = stage.lines[0] if stage.lines else None
    return {
        "has_healthcheck": bool(test) and test[0] != "NONE",
        "healthcheck": json.loads(check.to_json()),
        "healthcheck_from": kind,
        "healthcheck_line": line,
    }


def _find_last(chain: Iterable[StageTrace], path: str) -> tuple[Origin | None, StageTrace | None]:
    """Give what set a field last, and in which stage."""
    found: tuple[Origin | None, StageTrace | None] = (None, None)
    for stage in chain:
        for record in stage.records:
            if record[1] == path or record[1] == BASE_IMAGE:
                found = record[0], stage
    return found


def _list_secrets(image: DockerOCIImage) -> list[str]:
    """Give the names of variables and labels of the image that look as if a secret were behind them."""
    names = [entry.partition("=")[0] for entry in image.config.env]
    return [name for name in (*names, *image.config.labels) if is_secret_name(name)]
