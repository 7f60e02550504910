"""From a change to diagnostics inside the language server, in process CPU time, on a Dockerfile of 1,000 lines.

python benchmarks/server.py [--edits N] [--lines N]

Characters are typed at random places, also in the middle of words, so that the file is broken half of the time; what is
measured is making the change, checking the text, and turning what is found into the words of the protocol.
"""

from __future__ import annotations

import argparse
import gc
import random
import time

from preimage.bases.empty import EmptyBases
from preimage.model.options import BuildRequest
from preimage.server.conversion import to_diagnostic
from preimage.server.document import Document
from preimage.server.situation import Situation

TYPED = ("RUN echo a", "ENV x=$y", "# note", "  && make b", "USER x\n")
STAGE = """
# stage {n}
FROM golang:${{GO}}-alpine AS build{n}
ARG VERSION{n}=1
WORKDIR /src/app{n}
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/root/.cache \\
    apk add --no-cache git make gcc && \\
    make VERSION=$VERSION{n} && \\
    rm -rf /tmp/*
ENV APP{n}_HOME=/src/app{n} \\
    APP{n}_MODE=release
COPY config $APP{n}_HOME/config
EXPOSE 8080
USER app
ENTRYPOINT ["/app"]
CMD ["serve"]
HEALTHCHECK --interval=10s CMD wget -q localhost:8080 || exit 1
"""


class _Project:
    """Gives every file the same situation."""

    def open(self, path: str, data: bytes) -> Situation:
        """Give it."""
        request = BuildRequest(all_stages=True, has_notes=True, build_platform="linux/amd64")
        return Situation(request=request, bases=EmptyBases(), list_views=list)

    def lock_command(self, path: str) -> list[str]:
        """Give none: nothing is locked here."""
        return []


def make_text(lines: int) -> str:
    """Make a Dockerfile with that many lines."""
    text = "ARG GO=1.22\n" + "".join(STAGE.format(n=number) for number in range(lines // STAGE.count("\n") + 1))
    return "\n".join(text.split("\n")[:lines]) + "\n"


def measure(text: str, edits: int) -> list[float]:
    """Give the seconds of each change, sorted."""
    document = Document(_Project(), "/Dockerfile", text)
    source = random.Random(1)
    seconds: list[float] = []
    while len(seconds) < edits:
        line = source.randrange(len(document.lines) - 1)
        column = source.randrange(len(document.lines[line]) + 1)
        typed = source.choice(TYPED)
        for offset, character in enumerate(typed):
            place = (line, column + offset)
            seconds.append(_change(document, (place, place), character, len(seconds)))
        end = (line + 1, 0) if typed.endswith("\n") else (line, column + len(typed))
        seconds.append(_change(document, ((line, column), end), "", len(seconds)))
    return sorted(seconds)


def _change(document: Document, span: tuple[tuple[int, int], tuple[int, int]], new: str, version: int) -> float:
    start = time.process_time()
    document.change([(span, new)], version)
    for each in document.diagnostics:
        to_diagnostic(document, each)
    return time.process_time() - start


def main() -> None:
    """Print the minimum, the median, and the 99th and 100th percentile."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edits", type=int, default=2000)
    parser.add_argument("--lines", type=int, default=1000)
    options = parser.parse_args()
    # As the command line does.
    gc.set_threshold(100_000)
    seconds = measure(make_text(options.lines), options.edits)
    places = (0, len(seconds) // 2, len(seconds) * 99 // 100, len(seconds) - 1)
    shown = ", ".join(
        f"{name} {seconds[place] * 1000:.2f} ms"
        for name, place in zip(("least", "median", "99 %", "most"), places, strict=True)
    )
    print(f"{options.lines} lines, {len(seconds)} changes: {shown}")


if __name__ == "__main__":
    main()
