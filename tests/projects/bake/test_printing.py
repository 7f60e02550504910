from __future__ import annotations

from preimage.projects.bake.printing import print_project
from preimage.projects.bake.target import Group, Target
from preimage.projects.project import Origin

HERE = Origin("x", 1)


def test_attributes_have_the_order_of_the_tool() -> None:
    target = Target("a")
    for name, held in {
        "pull": False,
        "args": {"b": "<${x}>", "a": "%{y}"},
        "context": "${z}",
        "tags": [],
        "description": "",
        "target": "",
        "secret": [{"src": "s", "id": "i"}],
        "output": [{"type": "t", "dest": "d"}],
        "annotations": ["k=${v}"],
        "inherits": ["x"],
    }.items():
        target.set(name, held, HERE)
    assert (
        print_project({"g": Group("g", None, "text")}, {"a": target})
        == """\
{
  "group": {
    "g": {
      "description": "text",
      "targets": null
    }
  },
  "target": {
    "a": {
      "annotations": [
        "k=$${v}"
      ],
      "context": "${z}",
      "args": {
        "a": "%%{y}",
        "b": "\\u003c$${x}\\u003e"
      },
      "target": "",
      "secret": [
        {
          "id": "i",
          "src": "s"
        }
      ],
      "output": [
        {
          "dest": "d",
          "type": "t"
        }
      ],
      "pull": false
    }
  }
}"""
    )


def test_nothing_is_printed_as_such() -> None:
    assert print_project({}, {}) == '{\n  "target": {}\n}'
    assert '"targets": []' in print_project({"g": Group("g", [])}, {})
