"""Options of a command line that nothing used: said at its end, so that a slip in a name does not go unnoticed.

What settings say is for many Dockerfiles, so it need not be used by each of them.

Source: docs/reference/cli.md, "Options that nothing used".
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from preimage.api import locate_words
from preimage.cli.arguments import Options
from preimage.inputs.base_sources import is_context
from preimage.inputs.base_usage import AskedBases
from preimage.inputs.image_locations import find_missing, read_key
from preimage.model.contexts import read_context_names
from preimage.model.errors import PreimageError
from preimage.model.references import parse_reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from preimage.model.positions import PlacedInstruction

_MOST_SHOWN = 5
_LONG_NAME = 80
_UNDECLARED = r"BUILDKIT_.*|SOURCE_DATE_EPOCH|(?i:(?:http|https|ftp|no|all)_proxy)"
"""Build args that have an effect without an ARG."""
_AUTOMATIC = r"(?:BUILD|TARGET)(?:PLATFORM|OS|OSVERSION|ARCH|VARIANT)|TARGETSTAGE"
"""Build args that FROM also sees without an ARG."""


class OptionUsage:
    """Watches which options of a command line are used; ``asked`` is for the base sources of the command."""

    __slots__ = ("_given", "_texts", "asked")

    def __init__(self, options: Options) -> None:
        """``options`` are as parsed, without settings."""
        self._given = vars(options)
        self._texts: list[bytes] = []
        self.asked = AskedBases()

    def add_text(self, data: bytes) -> None:
        """Take in a Dockerfile that the command compiles."""
        self._texts.append(data)

    def list_unused(self, is_whole: bool) -> Iterator[str]:
        """Give a line for each option that nothing used; ``is_whole``: nothing failed, so that all uses are known."""
        if not self._texts:
            return
        yield from self._list_build_args()
        if is_whole:
            yield from self._list_bases()
            yield from self._list_contexts()

    def _list(self, option: str) -> list[str]:
        """Give the values of an option, and of its forms for one side of a comparison."""
        names = (option, f"before_{option}", f"after_{option}")
        return [value for name in names for value in self._given.get(name) or ()]

    def _list_build_args(self) -> Iterator[str]:
        texts = [text for text in self._list("build_arg") if not re.fullmatch(_UNDECLARED, text.partition("=")[0])]
        declared = _find_declared(self._texts) if texts else None
        if declared is None:
            return
        for text in texts:
            name, separator, _ = text.partition("=")
            if name not in declared and not self._is_used_elsewhere(name):
                yield f"--build-arg {name} is not used: no ARG declares it{_suggest(name, declared)}"
            elif not separator and name not in os.environ:
                yield f"--build-arg {name} has no value: no environment variable has that name"

    def _is_used_elsewhere(self, name: str) -> bool:
        word = re.compile(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])")
        if re.fullmatch(_AUTOMATIC, name) and any(word.search(data.decode("utf-8", "replace")) for data in self._texts):
            return True
        return any(word.search(trigger) for trigger in self.asked.triggers())

    def _list_bases(self) -> Iterator[str]:
        texts = self._list("base")
        if texts and self.asked.is_locked:
            yield "--base has no effect with --locked: only the lock file answers"
            return
        keys = [read_key(text.partition("=")[0], "--base") for text in texts]
        for number, (text, key) in enumerate(zip(texts, keys, strict=True)):
            written, _, location = text.partition("=")
            if not self.asked.has_use_for(key, keys):
                missing = find_missing(location)
                more = f"; and there is no {missing}" if missing else ""
                yield f"--base {written} is not used: {self._describe_asked()}{more}"
            elif key in keys[number + 1 :] and self._given.get("base") == texts:
                yield f"--base {text} is not used: there is a later one for {written}"

    def _describe_asked(self) -> str:
        references = map(parse_reference, dict.fromkeys(reference for reference, _ in self.asked.keys))
        names = [reference.familiar() for reference in references if not is_context(reference)]
        if not names:
            return "no base image was asked for"
        more = f" and {len(names) - _MOST_SHOWN} more" if len(names) > _MOST_SHOWN else ""
        return f"asked for: {', '.join(names[:_MOST_SHOWN])}{more}"

    def _list_contexts(self) -> Iterator[str]:
        for text in self._list("build_context"):
            name = text.partition("=")[0]
            if not read_context_names({name: ""}).keys() & self.asked.contexts:
                yield f"--build-context {name} is not used: nothing that was built has a stage or an image of that name"


def _find_declared(texts: Iterable[bytes]) -> dict[str, None] | None:
    """Give the names that ARGs declare in some Dockerfiles; None if one of them cannot be read, which is told."""
    names: dict[str, None] = {}
    try:
        for data in texts:
            for instruction in locate_words(data):
                for each in (instruction, instruction.trigger):
                    if each is not None and each.keyword.text.lower() == "arg":
                        names.update(dict.fromkeys(_list_names(each)))
    except PreimageError:
        return None
    return names


def _list_names(instruction: PlacedInstruction) -> Iterator[str]:
    for word in instruction.arguments:
        if word.kind == "name":
            yield word.text.strip("\"'")


def _suggest(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    # difflib takes time by the square of the length.
    short = [each for each in known if len(each) <= _LONG_NAME] if len(name) <= _LONG_NAME else []
    near = get_close_matches(name, short, 1)
    return f" (did you mean {near[0]}?)" if near else ""
