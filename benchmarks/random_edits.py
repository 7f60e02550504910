"""Somebody who edits Dockerfiles at random, in ways that mostly leave them readable, as an editor would tell of it.

Places are worked out here anew, so that they are no echo of how the server does that.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Place = tuple[int, int]
Edit = tuple[tuple[Place, Place] | None, str]
"""The places in the client's units, or None for the whole text, and what stands there then."""

_BREAK = re.compile("\r\n|\r|\n")
_WORD = re.compile(r"[\w.:/=-]+")
_VARIABLE = re.compile(r"\$\{?\w+")
_KEYWORD = re.compile(r"(?m)^[ \t]*([A-Za-z]+)[ \t]")
_UNIT_BYTES = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}

_LINES = (
    "FROM alpine", "FROM alpine:3.20 AS build", "FROM build AS Final", "FROM scratch", "ARG VERSION=1",
    "ARG TARGETARCH", "ENV A=1 B=$A", "ENV OLD value", "ENV PATH=$PATH:/x", "RUN echo $A ${VERSION:-none}", "",
    "RUN make && \\\n    make install", "RUN a \\\n\n  b", "COPY . /x", "COPY --from=build /x /y", "# note", "#",
    "COPY --chown=a:b x y", "ADD x.tar /", "WORKDIR /src", "WORKDIR rel", "CMD run it", 'CMD ["a", "b"]', "CMD ['a']",
    "ENTRYPOINT run", 'ENTRYPOINT ["/a"]', "EXPOSE 80/TCP 90", "USER a", "VOLUME /data", 'SHELL ["/bin/bash", "-c"]',
    "STOPSIGNAL TERM", "LABEL a=b c='d e'", "LABEL a b", "MAINTAINER me", "HEALTHCHECK --interval=5s CMD x", "run x",
    "HEALTHCHECK NONE", "ONBUILD RUN echo $A", "RUN --mount=type=cache,target=/c make", "RUN <<EOF\necho $A\nEOF",
    "COPY <<-a <<b /x/\n\tone\n\ta\ntwo $A\nb",
)  # fmt: skip
_DIRECTIVES = (
    "# escape=`", "# escape=\\", "# check=skip=all", "# check=skip=FromAsCasing", "# syntax=docker/dockerfile:1",
)  # fmt: skip
_WORDS = (
    "alpine", "build", "AS", "as", "$A", "${A}", "${VERSION:-x}", "A=1", "80", "/x", "--from=build", "ENV", "env",
)  # fmt: skip
_FLAGS = (
    "--from=build", "--platform=$BUILDPLATFORM", "--interval=5s", "--mount=type=cache,target=/c", "--chmod=755",
    "--link",
)  # fmt: skip
_SIGNS = (
    '"', "'", "\\", "$", "{", "}", "[", "]", "#", "<<", "`", " ", "\t", "=", ",", "é", "\U0001f600", "\ufeff", "\x1f",
    "\r",
)  # fmt: skip
_LINE_ENDS = ("\n", "\r\n", "\n\n", " \\\n", "\r")


class Typist:
    """Edits one text; ``units`` are those in which its editor counts columns."""

    def __init__(self, seed: int, units: str = "utf-16") -> None:
        self.text = ""
        self._random = random.Random(seed)
        self._units = units
        self._marked = ""
        self._edits: list[Edit] = []
        self._actions: list[tuple[int, Callable[[], None]]] = [
            (6, self._type_word),
            (6, self._add_line),
            (4, self._remove_line),
            (3, self._repeat_line),
            (6, self._change_word),
            (3, self._add_flag),
            (4, self._change_variable),
            (3, self._put_sign),
            (3, self._remove_signs),
            (2, self._change_case),
            (2, self._change_line_end),
            (1, self._change_all_line_ends),
            (2, self._break_line),
            (1, self._put_directive),
            (1, self._change_two_places),
            (1, self._write_all_anew),
        ]

    def act(self) -> list[Edit]:
        """Make one change that a person would; gives its edits, such as each character that is typed."""
        self._edits = []
        weights, actions = zip(*self._actions, strict=True)
        self._random.choices(actions, weights)[0]()
        return self._edits

    def undo(self) -> list[Edit]:
        """Go back to the text that was marked last, or to the first one."""
        self._edits = []
        old, new = self._marked, self.text
        start = 0
        while start < min(len(old), len(new)) and old[start] == new[start]:
            start += 1
        end = 0
        while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
            end += 1
        # A client sees no place between the halves of a line end.
        while start and self.text[start - 1 : start + 1] == "\r\n":
            start -= 1
        if end and self.text[len(new) - end - 1 : len(new) - end + 1] == "\r\n":
            end -= 1
        self._replace(start, len(new) - end, old[start : len(old) - end])
        return self._edits

    def open(self, text: str) -> None:
        """Begin with a text."""
        self.text = self._marked = text

    def mark(self) -> None:
        """Take the text for one to go back to."""
        self._marked = self.text

    def _replace(self, start: int, end: int, new: str) -> None:
        span = self._locate(start), self._locate(end)
        self._edits.append((span, new))
        self.text = self.text[:start] + new + self.text[end:]

    def _locate(self, offset: int) -> Place:
        encoding, size = _UNIT_BYTES[self._units]
        line = start = 0
        for match in _BREAK.finditer(self.text):
            if match.end() > offset:
                break
            line, start = line + 1, match.end()
        return line, len(self.text[start:offset].encode(encoding, "surrogatepass")) // size

    def _anywhere(self) -> int:
        offset = self._random.randint(0, len(self.text))
        return offset - 1 if self.text[offset - 1 : offset + 1] == "\r\n" else offset

    def _lines(self) -> list[tuple[int, int]]:
        """Give where each line begins, and where it ends with its end."""
        starts = [0, *(match.end() for match in _BREAK.finditer(self.text))]
        return list(zip(starts, [*starts[1:], len(self.text)], strict=True))

    def _type(self, offset: int, text: str) -> None:
        """Type a text, mostly character by character; a line end of two characters is typed at once."""
        if "\r" in text or self._random.random() < 0.4:
            self._replace(offset, offset, text)
            return
        for number, character in enumerate(text):
            self._replace(offset + number, offset + number, character)

    def _type_word(self) -> None:
        self._type(self._anywhere(), self._random.choice(("", " ")) + self._random.choice(_WORDS))

    def _add_line(self) -> None:
        start, _ = self._random.choice(self._lines())
        end = self._random.choice(("\n", "\n", "\n", "\r\n"))
        self._type(start, self._random.choice(_LINES).replace("\n", end) + end)

    def _remove_line(self) -> None:
        self._replace(*self._random.choice(self._lines()), "")

    def _repeat_line(self) -> None:
        start, end = self._random.choice(self._lines())
        other, _ = self._random.choice(self._lines())
        self._replace(other, other, self.text[start:end])

    def _change_word(self) -> None:
        found = list(_WORD.finditer(self.text))
        if found:
            word, other = self._random.choice(found), self._random.choice(found)
            self._replace(*word.span(), self._random.choice((other[0], self._random.choice(_WORDS), "")))

    def _add_flag(self) -> None:
        found = list(_KEYWORD.finditer(self.text))
        if found:
            self._type(self._random.choice(found).end(), f"{self._random.choice(_FLAGS)} ")

    def _change_variable(self) -> None:
        found = list(_VARIABLE.finditer(self.text))
        if found:
            self._replace(*self._random.choice(found).span(), self._random.choice(("$A", "$B", "${A", "$VERSION", "$")))

    def _put_sign(self) -> None:
        offset = self._anywhere()
        self._replace(offset, offset, self._random.choice(_SIGNS))

    def _remove_signs(self) -> None:
        start, end = self._anywhere(), self._anywhere()
        start, end = min(start, end), max(start, end)
        end = min(end, start + self._random.choice((1, 1, 2, 5, 40)))
        if self.text[end - 1 : end + 1] == "\r\n":
            end += 1
        self._replace(start, end, "")

    def _change_case(self) -> None:
        found = list(_KEYWORD.finditer(self.text))
        if found:
            word = self._random.choice(found)
            self._replace(*word.span(1), word[1].swapcase())

    def _change_line_end(self) -> None:
        found = list(_BREAK.finditer(self.text))
        if found:
            self._replace(*self._random.choice(found).span(), self._random.choice(_LINE_ENDS))

    def _change_all_line_ends(self) -> None:
        self.text = _BREAK.sub(self._random.choice(("\n", "\r\n")), self.text)
        self._edits.append((None, self.text))

    def _break_line(self) -> None:
        found = [match for match in _WORD.finditer(self.text) if self.text[match.start() - 1 : match.start()] == " "]
        if found:
            offset = self._random.choice(found).start()
            self._type(offset, self._random.choice(("\\\n  ", "\\\n# in it\n", "\\\n\n", "`\n", "\n")))

    def _put_directive(self) -> None:
        self._type(0, f"{self._random.choice(_DIRECTIVES)}\n")

    def _change_two_places(self) -> None:
        self._change_word()
        self._change_word()

    def _write_all_anew(self) -> None:
        self.text += "\n" + self._random.choice(_LINES)
        self._edits.append((None, self.text))
