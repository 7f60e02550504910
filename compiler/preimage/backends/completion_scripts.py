"""Scripts that complete the command line in bash, zsh and fish, from a description of commands and options.

Source: docs/reference/cli.md, "preimage completion".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

FILES, FOLDERS, NOTHING = "files", "folders", "nothing"
"""What completes a value that is none of a fixed set."""


class Value:
    """What can stand for an option's value or an argument: ``words``, or else one of the kinds above.

    ``is_list``: several words may be joined by commas.
    """

    __slots__ = ("is_list", "kind", "words")

    def __init__(self, kind: str = NOTHING, words: Sequence[str] = (), *, is_list: bool = False) -> None:
        self.kind: Final = kind
        self.words: Final = tuple(words)
        self.is_list: Final = is_list


class Option:
    """An option: its names, what it is for, and its value; None: it takes none."""

    __slots__ = ("names", "purpose", "value")

    def __init__(self, names: Sequence[str], purpose: str, value: Value | None) -> None:
        self.names: Final = tuple(names)
        self.purpose: Final = purpose
        self.value: Final = value


class CommandLine:
    """A command: what it is for, its options, and what its arguments are."""

    __slots__ = ("argument", "options", "purpose")

    def __init__(self, purpose: str, options: Sequence[Option], argument: Value) -> None:
        self.purpose: Final = purpose
        self.options: Final = tuple(options)
        self.argument: Final = argument


Commands = Mapping[str, CommandLine]
"""Commands by name."""

_BASH_HEAD = """\
_preimage() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} words= kind= joined=
    COMPREPLY=()
    # bash takes "--option=value" apart.
    if [ "$current" = = ]; then
        current=
    elif [ "$previous" = = ]; then
        previous=${COMP_WORDS[COMP_CWORD-2]}
    fi
"""

_BASH_TAIL = """\
    case $kind in
    files) compopt -o filenames 2> /dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
    folders) compopt -o filenames 2> /dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
    list)
        [ "${current%,*}" = "$current" ] || joined=${current%,*},
        mapfile -t COMPREPLY < <(compgen -P "$joined" -W "$words" -- "${current##*,}") ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current") ;;
    esac
}
complete -F _preimage preimage
"""


_FISH_HEAD = """\
function __preimage_runs
    set -l words (commandline -opc)
    test (count $words) -ge 2; and test $words[2] = $argv[1]
end
# fish replaces a word as a whole: what stands before the last comma of a list is said again.
function __preimage_before
    commandline -ct | string replace -r -- '^--[^=]*=' '' | string replace -r -- '[^,]*$' ''
end
complete -c preimage -f
"""


def render_bash(commands: Commands) -> str:
    """Give the script for bash 4.4 or newer."""
    lines = [_BASH_HEAD.rstrip("\n"), '    if [ "$COMP_CWORD" = 1 ]; then', f'        words="{" ".join(commands)}"']
    lines += ["    else", '        case "${COMP_WORDS[1]} $previous" in']
    for name, command in commands.items():
        for option in command.options:
            if option.value is not None:
                patterns = "|".join(f'"{name} {each}"' for each in option.names)
                lines.append(f"        {patterns}) {_set_in_bash(option.value)} ;;")
    lines += ["        *)", '            case "${COMP_WORDS[1]} $current" in']
    for name, command in commands.items():
        names = " ".join(each for option in command.options for each in option.names)
        lines.append(f'            "{name} -"*) words="{names}" ;;')
    for name, command in commands.items():
        lines.append(f'            "{name} "*) {_set_in_bash(command.argument)} ;;')
    lines += ["            esac ;;", "        esac", "    fi"]
    return "\n".join(lines) + "\n" + _BASH_TAIL


def _set_in_bash(value: Value) -> str:
    if value.words:
        return f'words="{" ".join(value.words)}"' + (" kind=list" if value.is_list else "")
    return f"kind={value.kind}"


def render_zsh(commands: Commands) -> str:
    """Give the script for zsh, to be evaluated, or to be a file ``_preimage`` in a folder of ``fpath``."""
    lines = ["#compdef preimage", "_preimage() {", "    local -a commands=("]
    lines += [f"        {_quote(f'{name}:{command.purpose}')}" for name, command in commands.items()]
    lines += [
        "    )",
        "    if (( CURRENT == 2 )); then",
        "        _describe -t commands command commands",
        "        return",
    ]
    lines += ["    fi", "    local command=$words[2]", "    shift words", "    (( CURRENT-- ))", "    case $command in"]
    for name, command in commands.items():
        lines.append(f"    {name})")
        lines.append("        _arguments -s \\")
        lines += [f"            {_describe_in_zsh(option)} \\" for option in command.options]
        lines.append(f"            {_quote(f'*:argument:{_act_in_zsh(command.argument)}')} ;;")
    lines += ["    esac", "}", 'if [[ "$funcstack[1]" = _preimage ]]; then', '    _preimage "$@"', "else"]
    lines += ["    compdef _preimage preimage", "fi"]
    return "\n".join(lines) + "\n"


def _describe_in_zsh(option: Option) -> str:
    purpose = option.purpose.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    end = f"[{purpose}]"
    if option.value is not None:
        end += f":value:{_act_in_zsh(option.value)}"
    # An option may be given several times: which of them may is known to the command.
    equals = [f"{name}=" if option.value is not None and name.startswith("--") else name for name in option.names]
    names = equals[0] if len(equals) == 1 else f"{{{','.join(equals)}}}"
    return f"'*'{names}{_quote(end)}"


def _act_in_zsh(value: Value) -> str:
    if value.is_list:
        return f"_sequence compadd - {' '.join(value.words)}"
    if value.words:
        return f"({' '.join(value.words)})"
    return {FILES: "_files", FOLDERS: "_files -/"}.get(value.kind, " ")


def _quote(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def render_fish(commands: Commands) -> str:
    """Give the script for fish 3.0 or newer."""
    lines = [_FISH_HEAD.rstrip("\n")]
    for name, command in commands.items():
        lines.append(f"complete -c preimage -n __fish_use_subcommand -a {name} -d {_quote_in_fish(command.purpose)}")
    for name, command in commands.items():
        start = f"complete -c preimage -n '__preimage_runs {name}'"
        lines += [f"{start} {_describe_in_fish(option)}" for option in command.options]
        argument = _act_in_fish(command.argument)
        if argument:
            lines.append(f"{start} {argument}")
    return "\n".join(lines) + "\n"


def _describe_in_fish(option: Option) -> str:
    parts = [f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names]
    if option.value is not None:
        parts.append("-r")
        parts.append(_act_in_fish(option.value) or "-f")
    parts.append(f"-d {_quote_in_fish(option.purpose)}")
    return " ".join(parts)


def _act_in_fish(value: Value) -> str:
    words = " ".join(value.words)
    if value.is_list:
        return f"-f -a \"(__preimage_before)(string split -- ' ' '{words}')\""
    if words:
        return f"-f -a {_quote_in_fish(words)}"
    if value.kind == FOLDERS:
        return "-f -a '(__fish_complete_directories)'"
    return "-F" if value.kind == FILES else ""


def _quote_in_fish(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
