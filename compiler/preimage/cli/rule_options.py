"""The options that say which rules are reported, above those of the settings: levels by rule are what both come to.

Source: docs/how-to/switch-rules.md.
"""

from __future__ import annotations

from preimage.cli.arguments import DeclaredArguments, Options
from preimage.model.errors import OptionError

ON, OFF = "on", "off"


def add_rule_options(parser: DeclaredArguments) -> None:
    """Add ``--select`` and ``--ignore``."""
    group = parser.add_argument_group("rules")
    group.add_argument(
        "--select", action="append", metavar="RULE[,RULE]", help="report these rules only, also those that are off"
    )
    group.add_argument("--ignore", action="append", metavar="RULE[,RULE]", help="do not report these rules")


def settle_levels(options: Options) -> dict[str, str]:
    """Give the levels of rules by name: those of the settings, and above them what the command line says.

    Errors of Dockerfiles are no rule, and always reported.

    Raises:
        OptionError: a rule that does not exist.
    """
    levels: dict[str, str] = dict(options.rules or {})
    if not (options.select or options.ignore):
        return levels
    known = _list_rules()
    if options.select:
        selected = _read_names("--select", options.select, known)
        for rule in known:
            level = levels.get(rule, ON)
            levels[rule] = OFF if rule not in selected else ON if level == OFF else level
    for rule in _read_names("--ignore", options.ignore or [], known):
        levels[rule] = OFF
    return levels


def has_portability_rule(levels: dict[str, str]) -> bool:
    """Tell whether a portability note is on."""
    from preimage.model.portability import PORTABILITY_RULES

    return any(levels.get(rule, OFF) != OFF for rule in PORTABILITY_RULES)


def _list_rules() -> list[str]:
    from preimage.model.notes import OWN_RULES
    from preimage.model.rules import RULES

    return [*RULES, *OWN_RULES]


def _read_names(option: str, texts: list[str], known: list[str]) -> list[str]:
    names = [name.strip() for text in texts for name in text.split(",") if name.strip()]
    for name in names:
        if name not in known:
            from preimage.cli.suggestions import suggest

            hint = suggest(name, known) or " ('preimage rule' lists them)"
            raise OptionError(f"{option}: no rule is called {name}{hint}")
    return names
