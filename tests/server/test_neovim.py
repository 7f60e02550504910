"""A real editor: headless Neovim opens a file, shows what is found, and applies a quick fix."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[2] / "compiler"

SCRIPT = """
local result = {}
local ok, failure = pcall(function()
  local id = vim.lsp.start_client({ name = "preimage", cmd = COMMAND, root_dir = vim.fn.getcwd() })
  vim.lsp.buf_attach_client(0, id)
  local function shown()
    return vim.tbl_map(function(each)
      return { each.code, each.lnum, each.col, each.end_col, each.severity, each.source }
    end, vim.diagnostic.get(0))
  end
  vim.wait(60000, function() return #vim.diagnostic.get(0) == 2 end, 20)
  result.before = shown()
  local params = vim.lsp.util.make_given_range_params({ 1, 0 }, { 1, 20 })
  params.context = { diagnostics = {} }
  local answers = vim.lsp.buf_request_sync(0, "textDocument/codeAction", params, 60000)
  local action = answers[id].result[1]
  result.title = action.title
  local client = vim.lsp.get_client_by_id(id)
  vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
  vim.wait(60000, function() return #vim.diagnostic.get(0) == 1 end, 20)
  result.after = shown()
  result.lines = vim.api.nvim_buf_get_lines(0, 0, -1, false)
  vim.api.nvim_buf_set_lines(0, 1, 1, false, { "USER m\\u{00fc}ller", "FOO" })
  vim.wait(60000, function() return #vim.diagnostic.get(0) == 2 end, 20)
  result.broken = shown()
  local hover = vim.lsp.buf_request_sync(0, "textDocument/hover", {
    textDocument = vim.lsp.util.make_text_document_params(), position = { line = 1, character = 1 },
  }, 60000)
  result.hover = hover[id].result.contents.value
  vim.lsp.stop_client(id)
  vim.wait(20000, function() return vim.lsp.get_client_by_id(id) == nil end, 20)
  result.is_stopped = vim.lsp.get_client_by_id(id) == nil
end)
result.failure = not ok and tostring(failure) or nil
vim.fn.writefile({ vim.fn.json_encode(result) }, "result.json")
vim.cmd("qa!")
"""


def test_diagnostics_and_a_quick_fix_in_a_buffer(tmp_path: Path) -> None:
    program = shutil.which("nvim")
    if program is None:
        pytest.skip("needs Neovim (Debian: neovim)")
    (tmp_path / "Dockerfile").write_text("FROM scratch as base\nMAINTAINER me\n")
    command = ", ".join(json.dumps(part) for part in (sys.executable, "-m", "preimage", "lsp"))
    (tmp_path / "script.lua").write_text(SCRIPT.replace("COMMAND", f"{{ {command} }}"))
    home = tmp_path / "home"
    home.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(SOURCES), "HOME": str(home)}
    environment |= {f"XDG_{name}_HOME": str(home / name) for name in ("CONFIG", "DATA", "CACHE", "STATE")}
    subprocess.run(
        [program, "--headless", "-u", "NONE", "-i", "NONE", "-n", "Dockerfile", "-c", "luafile script.lua"],
        cwd=tmp_path,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=240,
        check=True,
    )
    result = json.loads((tmp_path / "result.json").read_text())
    assert result.get("failure") is None
    warning, error = 2, 1
    assert sorted(result["before"]) == [
        ["FromAsCasing", 0, 13, 15, warning, "preimage"],
        ["MaintainerDeprecated", 1, 0, 10, warning, "preimage"],
    ]
    assert result["title"] == "FromAsCasing: write AS"
    assert result["lines"] == ["FROM scratch AS base", "MAINTAINER me"]
    assert result["after"] == [["MaintainerDeprecated", 1, 0, 10, warning, "preimage"]]
    assert sorted(result["broken"]) == [
        ["DockerfileError", 2, 0, 3, error, "preimage"],
        ["MaintainerDeprecated", 3, 0, 10, warning, "preimage"],
    ]
    assert result["hover"] == "**USER**\n\n- User: `müller` (not set before)"
    assert result["is_stopped"]
