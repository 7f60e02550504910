"""Where stages and variables are defined and used.

Source: docs/reference/server.md, "Names".
"""

from __future__ import annotations

from preimage.server.stages import find_stage, list_stage_uses, split_stages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.model.positions import PlacedInstruction, Position
    from preimage.server.document import Document
    from preimage.server.references import Mention
    from preimage.server.stages import StageUse
    from preimage.server.words import Span

AUTOMATIC = (
    *(side + part for side in ("TARGET", "BUILD") for part in ("PLATFORM", "OS", "OSVERSION", "ARCH", "VARIANT")),
    "TARGETSTAGE",
)
"""Args that the builder gives values."""
PREDEFINED = (
    "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "FTP_PROXY", "ftp_proxy", "NO_PROXY", "no_proxy",
    "ALL_PROXY", "all_proxy", "SOURCE_DATE_EPOCH", "BUILDKIT_INLINE_CACHE", "BUILDKIT_MULTI_PLATFORM",
    "BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE", "BUILDKIT_SYNTAX", "BUILDKIT_CONTEXT_KEEP_GIT_DIR",
    "BUILDKIT_CACHE_MOUNT_NS", "BUILDKIT_SANDBOX_HOSTNAME", "BUILDKIT_DOCKERFILE_CHECK",
)  # fmt: skip
"""Args that have a meaning to the builder."""

ABOVE = -1
"""The region above the first FROM, and what FROM lines see of it; the others are stages by their place."""


class Variable:
    """What one variable is named by, across the regions of the file that share it."""

    __slots__ = ("has_env", "mentions", "name")

    def __init__(self, name: str, mentions: list[Mention], *, has_env: bool) -> None:
        self.name = name
        self.mentions = mentions
        self.has_env = has_env


def find_definitions(document: Document, position: Position) -> list[Span]:
    """Give where what is named at a place is defined; empty: nothing is, or it is not defined here."""
    use = find_stage_use(document, position)
    if use is not None:
        word = use.stage.source.arguments
        target = word[2] if use.stage.name else use.stage.source.keyword
        return [(target.start, target.end)]
    found = find_mention(document, position)
    if found is None:
        return []
    mention, region = found
    definition = _define(document, mention, region)
    return [(definition.name_start, definition.name_end)] if definition is not None else []


def find_references(document: Document, position: Position, *, with_definitions: bool) -> list[Span]:
    """Give all places where what is named at a place is named."""
    use = find_stage_use(document, position)
    if use is not None:
        uses = list_stage_uses(split_stages(document.instructions)[1])
        return [
            (each.start, each.end)
            for each in uses
            if each.stage.index == use.stage.index and (with_definitions or not each.is_definition)
        ]
    variable = _variable_at(document, position)
    if variable is None:
        return []
    mentions = [each for each in variable.mentions if with_definitions or not each.is_definition]
    return [(each.name_start, each.name_end) for each in mentions]


def find_stage_use(document: Document, position: Position) -> StageUse | None:
    """Give the word at a place that names a stage."""
    for use in list_stage_uses(split_stages(document.instructions)[1]):
        if use.holds(position):
            return use
    return None


def list_mentions(document: Document) -> list[tuple[int, Mention]]:
    """Give all places where a variable is named, with their regions."""
    above, stages = split_stages(document.instructions)
    found = _mentions_of(document, above, ABOVE)
    for stage in stages:
        found += _mentions_of(document, [stage.source], ABOVE)
        found += _mentions_of(document, stage.instructions, stage.index)
    return found


def _mentions_of(document: Document, instructions: list[PlacedInstruction], region: int) -> list[tuple[int, Mention]]:
    return [(region, mention) for each in instructions for mention in document.mentions_of(each)]


def find_mention(document: Document, position: Position) -> tuple[Mention, int] | None:
    """Give what names a variable at a place, and its region."""
    found = None
    for region, mention in list_mentions(document):
        if mention.holds(position):
            # Of those inside of each other the innermost comes last.
            found = mention, region
    return found


def _variable_at(document: Document, position: Position) -> Variable | None:
    found = find_mention(document, position)
    return collect_variable(document, *found) if found is not None else None


def _define(document: Document, mention: Mention, region: int) -> Mention | None:
    """Give the ARG or ENV that a mention goes back to."""
    named = [
        (place, each) for place, each in list_mentions(document) if each.name == mention.name and each.is_definition
    ]
    regions = _list_regions(document, region)
    if region != ABOVE and not (mention.is_definition and mention.keyword == "arg"):
        # In a stage, what stands above the first FROM is only seen through an ARG.
        regions.remove(ABOVE)
    for place in regions:
        inside = [each for own, each in named if own == place]
        above = [each for each in inside if each.start < mention.start] if place == region else inside
        if above:
            return above[-1]
        if inside and place != region:
            return inside[-1]
    return mention if mention.is_definition else None


def _list_regions(document: Document, region: int) -> list[int]:
    """Give where a region looks for a variable: itself, the stages it is based on, then above the first FROM."""
    stages = split_stages(document.instructions)[1]
    found = [region]
    while region != ABOVE:
        base = stages[region].base
        parent = find_stage(stages, base.text, region) if base is not None else None
        if parent is None or parent.index in found:
            break
        region = parent.index
        found.append(region)
    return found if ABOVE in found else [*found, ABOVE]


def collect_variable(document: Document, mention: Mention, region: int) -> Variable:
    """Give all mentions of a variable: in the regions that declare it, if that of the mention is one of them."""
    named = [(place, each) for place, each in list_mentions(document) if each.name == mention.name]
    with_arg = {place for place, each in named if each.is_definition and each.keyword == "arg"}
    regions = {place for place, _ in named}
    seen = {place: set(_list_regions(document, place)) - ({ABOVE} if place != ABOVE else set()) for place in regions}
    roots = with_arg
    if region != ABOVE and not seen[region] & with_arg:
        # No ARG reaches it: then it is an ENV, which reaches the stages that are based on its own.
        roots = {place for place, each in named if each.is_definition and place in seen[region]}
    shared = {place for place in regions if seen[place] & roots} | {region}
    mentions = [each for place, each in named if place in shared]
    has_env = any(each.is_definition and each.keyword == "env" for each in mentions)
    return Variable(mention.name, mentions, has_env=has_env)
