"""Reports on containers of services: explained, compared and tested.

Source: docs/reference/projects.md, "Containers".
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from preimage.cli.arguments import Options
from preimage.cli.containers import ServiceContainer, open_containers
from preimage.cli.terminal import write_report
from preimage.model.visible import show_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from preimage.backends.explain_table import Layout
    from preimage.model.causes import Leaf
    from preimage.model.image import DockerOCIImage
    from preimage.results.origins import Origins

    Answer = dict[str, Any]


def explain_containers(path: str, asked: Sequence[Leaf], options: Options) -> list[Answer]:
    """Print the explanations of containers, of the fields that are asked for, else of all; gives them."""
    containers = open_containers(path, "explain", options)
    answers = [_explain(container, asked, options) for container in containers]
    size = sum(len(json.dumps(container.config)) for container in containers)
    if options.format == "json":
        from preimage.backends.explain_json import render_document
        from preimage.version import VERSION

        write_report(render_document(answers, VERSION), is_json=True, size=size, files=len(answers))
        return answers
    from preimage.cli.explain_report import make_layout

    layout = make_layout(is_whole=options.all)
    pairs = zip(containers, answers, strict=True)
    texts = [_render(container, answer, bool(asked), layout, options) for container, answer in pairs]
    write_report("\n".join(texts), is_json=False, is_visible=True, size=size, files=len(answers))
    return answers


def _explain(container: ServiceContainer, asked: Sequence[Leaf], options: Options) -> Answer:
    source = container.build.entry.source.name if container.build is not None else container.opened.title
    answer = container.explain(source)
    if asked:
        answer["fields"] = [field for leaf in asked for field in _choose(answer["fields"], leaf)]
    if options.show_values:
        return answer
    from preimage.backends.hidden_values import hide_in_explanation

    return hide_in_explanation(answer)


def _choose(fields: Sequence[Answer], leaf: Leaf) -> list[Answer]:
    """Give the fields of a leaf; without a key, of all of its keys; where there is none, one that is absent."""
    path, key = leaf
    found = [field for field in fields if field["path"] == path and key in (None, field["key"])]
    absent: Answer = {"path": path, "key": key, "state": "absent", "value": None, "cause": None, "reason": "never-set"}
    return found or [{**absent, "earlier": [], "uses": [], "elsewhere": []}]


def _render(container: ServiceContainer, answer: Answer, is_story: bool, layout: Layout, options: Options) -> str:
    from preimage.backends.explain_table import render_table
    from preimage.backends.shown_text import show_note

    stage = container.result.trace.target if container.result is not None else 0
    image = answer["input"]["file"] if container.build is not None else container.image_name
    title = f"{show_line(container.title)}, container of {show_line(image)}, {answer['input']['platform']}"
    notes = "".join(f"note: {show_note(note)}\n" for note in answer["notes"])
    if not is_story:
        hint = f"preimage explain --container {show_line(container.title)} FIELD"
        table = render_table(answer, title, stage, layout, shows_all=options.all, fields_hint=hint)
        return f"{table}{notes}"
    from preimage.backends.explain_story import Excerpts, render_field
    from preimage.model.report import FileReport

    data = container.build.entry.source.data if container.build is not None else b""
    excerpts = Excerpts(FileReport(filename="", data=data).text.split("\n"), shows_values=options.show_values)
    stories = [render_field(field, stage, excerpts, layout, {}) for field in answer["fields"]]
    return f"{title}\n" + "\n".join(filter(None, [*stories, notes]))


def as_image(container: ServiceContainer) -> tuple[DockerOCIImage, Origins]:
    """Give the config of a container as that of an image, for tests, and what of it the service does not say itself."""
    from preimage.model.decoding import decode_image
    from preimage.results.container_fields import COMPOSE, IMAGE
    from preimage.results.origins import Origins, find_origins

    image = decode_image(json.dumps(container.document).encode())
    causes = container.container.causes
    labels = container.config.get("Labels") or {}
    inherited = Origins(frozenset(labels), healthcheck=True)
    if container.result is not None:
        inherited = find_origins(container.result.trace, container.image.get("config", {}).get("Labels") or {})
    foreign = [
        name
        for name in labels
        if causes["Labels", name].what == COMPOSE or (causes["Labels", name].what == IMAGE and name in inherited.labels)
    ]
    check = causes.get(("Healthcheck",))
    return image, Origins(frozenset(foreign), inherited.healthcheck and check is not None and check.what == IMAGE)
