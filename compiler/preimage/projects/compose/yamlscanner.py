"""PyYAML's own scanner with go-yaml's rules where the two differ; libyaml has most of them by itself.

Loading this module loads PyYAML.

Source: docs/reference/compose.md, "YAML".
"""

from __future__ import annotations

import yaml
from yaml.scanner import ScannerError
from yaml.tokens import ScalarToken, TagToken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_BREAKS = "\r\n\x85\u2028\u2029"
_BLANK_OR_END = f"\0 \t{_BREAKS}"
_ENDS_IN_FLOW = ",?[]{}"


class GoLoader(yaml.SafeLoader):
    """Gives the events of a text that go-yaml would see."""

    def scan_to_next_token(self) -> None:
        """Skip what is between tokens; tabs count as blanks where they cannot be indentation."""
        if self.index == 0 and self.peek() == "\ufeff":
            self.forward()
        while True:
            while self.peek() == " " or (self.peek() == "\t" and (self.flow_level or not self.allow_simple_key)):
                self.forward()
            if self.peek() == "#":
                while self.peek() not in f"\0{_BREAKS}":
                    self.forward()
            if not self._take_break():
                return
            if not self.flow_level:
                self.allow_simple_key = True

    def scan_plain(self) -> ScalarToken:
        """Read a scalar without quotes; in a flow collection a colon needs a blank behind it to end one."""
        start = end = self.get_mark()
        indent = self.indent + 1
        pieces: list[str] = []
        between = ""
        while self.peek() != "#" and not self._is_at_document():
            length = self._measure_plain()
            if not length:
                break
            self.allow_simple_key = False
            pieces += (between, self.prefix(length))
            self.forward(length)
            end = self.get_mark()
            between = self._scan_between(indent, start)
            if not between or (not self.flow_level and self.column < indent):
                break
        return ScalarToken("".join(pieces), True, start, end)

    def _is_at_document(self) -> bool:
        return self.column == 0 and self.prefix(3) in ("---", "...") and self.peek(3) in _BLANK_OR_END

    def _measure_plain(self) -> int:
        length = 0
        while True:
            character = self.peek(length)
            if character in _BLANK_OR_END or (self.flow_level and character in _ENDS_IN_FLOW):
                return length
            if character == ":" and self.peek(length + 1) in _BLANK_OR_END:
                return length
            length += 1

    def _scan_between(self, indent: int, start: Any) -> str:
        """Read blanks and line ends behind a part of a plain scalar, and give what they come to within it."""
        blanks: list[str] = []
        breaks: list[str] = []
        while self.peek() in f" \t{_BREAKS}":
            if self.peek() in _BREAKS:
                if not breaks:
                    self.allow_simple_key = True
                breaks.append(self._take_break())
            elif not breaks:
                blanks.append(self.peek())
                self.forward()
            else:
                if self.peek() == "\t" and self.column < indent:
                    raise self._fault(
                        "while scanning a plain scalar", start, "found a tab character that violates indentation"
                    )
                self.forward()
        if not breaks:
            return "".join(blanks)
        first, *others = breaks
        if first != "\n":
            return first + "".join(others)
        return "".join(others) or " "

    def scan_block_scalar_indentation(self) -> tuple[list[str], int, Any]:
        """Read the empty lines at the beginning of a block scalar, and find its indentation."""
        breaks: list[str] = []
        widest = 0
        end = self.get_mark()
        while True:
            while self.peek() == " ":
                self.forward()
            widest = max(widest, self.column)
            self._refuse_tab()
            if self.peek() not in _BREAKS:
                return breaks, widest, end
            breaks.append(self._take_break())
            end = self.get_mark()

    def scan_block_scalar_breaks(self, indent: int) -> tuple[list[str], Any]:
        """Read the empty lines between lines of a block scalar."""
        breaks: list[str] = []
        end = self.get_mark()
        while True:
            while self.column < indent and self.peek() == " ":
                self.forward()
            if self.column < indent:
                self._refuse_tab()
            if self.peek() not in _BREAKS:
                return breaks, end
            breaks.append(self._take_break())
            end = self.get_mark()

    def _refuse_tab(self) -> None:
        if self.peek() == "\t":
            message = "found a tab character where an indentation space is expected"
            raise self._fault("while scanning a block scalar", self.get_mark(), message)

    def scan_flow_scalar(self, style: str) -> ScalarToken:
        """Read a scalar in quotes; escapes must mean a character."""
        start = self.get_mark()
        try:
            token: ScalarToken = super().scan_flow_scalar(style)
            # Go has no halves of surrogate pairs.
            str(token.value).encode("utf-8")
        except (ValueError, OverflowError):
            message = "found invalid Unicode character escape code"
            raise self._fault("while parsing a quoted scalar", start, message) from None
        return token

    def scan_tag(self) -> TagToken:
        """Read a tag; commas and brackets stand in one only between angle brackets."""
        start = self.get_mark()
        token: TagToken = super().scan_tag()
        handle, suffix = token.value
        if handle is not None and set(suffix) & set(",[]"):
            raise self._fault("while scanning a tag", start, "did not find expected whitespace or line break")
        return token

    def scan_directive_name(self, start_mark: Any) -> str:
        """Read the name of a directive, of which there are two."""
        scanner: Any = super()
        name = str(scanner.scan_directive_name(start_mark))
        if name not in ("YAML", "TAG"):
            raise self._fault("while scanning a directive", start_mark, "found unknown directive name")
        return name

    def _take_break(self) -> str:
        """Take a line end, if there is one; PyYAML's stubs have no type for that."""
        scanner: Any = self
        return str(scanner.scan_line_break())

    def _fault(self, context: str, start: Any, problem: str) -> ScannerError:
        return ScannerError(context, start, problem, self.get_mark())
