"""The arguments of a command as they are declared, and the reading of plain command lines.

Arguments are declared in the words of argparse's ``add_argument``. To load argparse and to make its parser takes longer
than to compile most Dockerfiles, so a command line that is plain is read here. All others are left to the parser that
``full_parser`` makes of the same declarations: it prints the help, takes every way of writing that argparse takes, and
says what is wrong. A test holds the two against each other.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

SWITCH, NOTE = "switch", "note"
"""Actions besides those of argparse: on or, with ``--no-`` in front, off; and a note that the option was given."""


class Options:
    """What a command line comes to: attributes by the names of the arguments."""

    def __init__(self, **values: object) -> None:
        vars(self).update(values)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

        def __setattr__(self, name: str, value: Any) -> None: ...


class Argument:
    """An option, or an argument without a name of its own; ``words`` are those of ``add_argument``.

    The help lists what has a text for it.
    """

    __slots__ = ("action", "dest", "group", "names", "words")

    def __init__(self, group: ArgumentGroup, names: tuple[str, ...], words: dict[str, Any]) -> None:
        self.group = group
        self.names = names
        self.words = words
        self.action: str = words.get("action", "store")
        self.dest: str = words.get("dest") or _name_attribute(names)

    @property
    def is_option(self) -> bool:
        """Whether it is given by name."""
        return self.names[0].startswith("-")

    @property
    def default(self) -> object:
        """What it comes to when it is not given."""
        return self.words.get("default", False if self.action == "store_true" else None)

    @property
    def takes_value(self) -> bool:
        """Whether a value follows its name."""
        return self.action in ("store", "append") or (self.action == NOTE and self.words.get("nargs") != 0)

    def read(self, text: str) -> Any:
        """Give the value that a text stands for.

        Raises:
            ValueError: it stands for none.
        """
        convert: Callable[[str], Any] = self.words.get("type", str)
        value = convert(text)
        choices: Sequence[object] | None = self.words.get("choices")
        if choices is not None and value not in choices:
            raise ValueError(text)
        return value


class ArgumentGroup:
    """Arguments that stand together in the help."""

    def __init__(self, title: str, arguments: list[Argument]) -> None:
        """``arguments`` are those of all groups, in the order in which they are added."""
        self.title = title
        self.arguments = arguments

    def add_argument(self, *names: str, **words: Any) -> None:
        """Declare an argument."""
        self.arguments.append(Argument(self, names, words))


class DeclaredArguments(ArgumentGroup):
    """All arguments of a command; ``program`` is how it is called, ``description`` what the help says first."""

    def __init__(self, program: str, description: str) -> None:
        super().__init__("", [])
        self.program = program
        self.description = description
        self.groups: list[ArgumentGroup] = []
        self.defaults: dict[str, object] = {}

    def add_argument_group(self, title: str) -> ArgumentGroup:
        """Begin a group that the help lists below what was added so far."""
        group = ArgumentGroup(title, self.arguments)
        self.groups.append(group)
        return group

    def set_defaults(self, **values: object) -> None:
        """Say what options are when they are not given, also such as nobody can give."""
        self.defaults.update(values)

    def read_plain(self, given: Sequence[str]) -> Options | None:
        """Read a command line if it is plain; None: if it is not, right or wrong.

        Plain are options by their whole names, each with a value of its own that cannot be taken for an option, and
        arguments in one row.
        """
        options = Options(**self._make_defaults())
        try:
            row = self._apply_options(given, options)
            _fill([each for each in self.arguments if not each.is_option], row, options)
        except ValueError:
            return None
        is_whole = all(vars(options)[each.dest] is not None for each in self.arguments if each.words.get("required"))
        return options if is_whole else None

    def _apply_options(self, given: Sequence[str], options: Options) -> list[str]:
        """Do what the options of a command line do; gives the row of the other words.

        Raises:
            ValueError: it is not plain.
        """
        by_name = {name: each for each in self.arguments if each.is_option for name in _list_spellings(each)}
        row: list[str] = []
        words = iter(given)
        is_row_over = False
        for word in words:
            if not word.startswith("-"):
                if is_row_over:
                    raise ValueError(word)
                row.append(word)
                continue
            is_row_over = bool(row)
            name, separator, value = word.partition("=")
            option = by_name.get(name)
            if option is None or (separator and not (option.takes_value and name.startswith("--"))):
                raise ValueError(word)
            if option.takes_value:
                value = value if separator else next(words, "")
                if not value or value.startswith("-"):
                    raise ValueError(word)
            _apply(options, option, name, value)
        return row

    def _make_defaults(self) -> dict[str, object]:
        # Of two arguments for the same attribute the first says what is usual.
        return {**{each.dest: each.default for each in reversed(self.arguments)}, **self.defaults}


def _name_attribute(names: tuple[str, ...]) -> str:
    long = next((name for name in names if name.startswith("--")), names[0])
    return long.lstrip("-").replace("-", "_")


def _list_spellings(option: Argument) -> Iterable[str]:
    if option.action == SWITCH:
        return (*option.names, *(f"--no-{name.removeprefix('--')}" for name in option.names))
    return option.names


def _apply(options: Options, option: Argument, name: str, text: str) -> None:
    """Do what an option does that was given by this name, with this value if it takes one.

    Raises:
        ValueError: the value is wrong, or the option is not plain.
    """
    values = vars(options)
    if option.action == NOTE:
        values[option.dest] = [*values[option.dest], name]
    elif "nargs" in option.words:
        raise ValueError(name)
    elif option.action == "append":
        values[option.dest] = [*(values[option.dest] or ()), option.read(text)]
    elif option.action == "store":
        values[option.dest] = option.read(text)
    elif option.action == SWITCH:
        values[option.dest] = not name.startswith("--no-")
    elif option.action == "store_true":
        values[option.dest] = True
    else:
        raise ValueError(name)


def _fill(arguments: Iterable[Argument], row: list[str], options: Options) -> None:
    """Give the words of a row to the arguments that have no names: the first takes what it can.

    Raises:
        ValueError: there are too few or too many, or one is wrong.
    """
    for argument in arguments:
        count = argument.words.get("nargs")
        if count == "*":
            value = [argument.read(word) for word in row]
            row = []
            vars(options)[argument.dest] = value or argument.default or []
        elif row:
            vars(options)[argument.dest] = argument.read(row[0])
            row = row[1:]
        elif count != "?":
            raise ValueError(argument.dest)
    if row:
        raise ValueError(row[0])
