"""The text of a Bake file to its body."""

from __future__ import annotations

from preimage.golang.text import decode_utf8
from preimage.projects.bake.files import BakeFile
from preimage.projects.hcl.body import Body
from preimage.projects.hcl.diagnostics import HclError
from preimage.projects.hcl.json_body import JsonBody
from preimage.projects.hcl.json_parser import parse_json
from preimage.projects.hcl.parser import parse_file
from preimage.projects.hcl.source import Source


def parse_body(file: BakeFile) -> Body:
    """Read a file as HCL or JSON, by its ending; without one as HCL, and if that fails as JSON.

    Raises:
        HclError: its first fault.
    """
    text = decode_utf8(file.content)
    if file.name.endswith(".json"):
        return JsonBody(parse_json(Source(file.name, text)))
    text = text.removeprefix("\ufeff")
    if file.name.endswith(".hcl"):
        return parse_file(Source(file.name, text))
    try:
        return parse_file(Source(f"{file.name}.hcl", text))
    except HclError as error:
        try:
            return JsonBody(parse_json(Source(f"{file.name}.json", text)))
        except HclError:
            raise error from None
