"""A real editor: Emacs in batch mode, with eglot, shows what is found, and gives a stage another name."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[2] / "compiler"

SCRIPT = r"""
(unless (require 'eglot nil t) (kill-emacs 77))
(setq eglot-sync-connect 60 eglot-autoshutdown nil eglot-send-changes-idle-time 0.05 flymake-no-changes-timeout 0.05)
(define-derived-mode dockerfile-mode prog-mode "Dockerfile")
(add-to-list 'eglot-server-programs (cons 'dockerfile-mode (split-string (getenv "SERVER_COMMAND") "\n")))

(defun shown ()
  (sort (mapcar (lambda (each) (format "%d %s" (line-number-at-pos (flymake-diagnostic-beg each))
                                       (flymake-diagnostic-text each)))
                (flymake-diagnostics))
        #'string<))
(defun wait-for (count)
  (let ((end (+ (float-time) 60)))
    (while (and (/= (length (flymake-diagnostics)) count) (< (float-time) end))
      (accept-process-output nil 0.1)
      (flymake-start))))

(find-file "Dockerfile")
(dockerfile-mode)
(call-interactively #'eglot)
(wait-for 2)
(let* ((before (shown))
       (actions (mapcar (lambda (each) (plist-get each :title)) (eglot-code-actions (point-min) (line-end-position))))
       (renamed (progn (search-forward "base") (backward-char) (eglot-rename "builder") (buffer-string)))
       (broken (progn (goto-char (point-max)) (insert "USER müller\nFOO\n")
                      (save-buffer) (wait-for 3) (shown))))
  (princ (concat "RESULT" (json-encode (list (vconcat before) (vconcat actions) renamed (vconcat broken))))))
"""


def test_diagnostics_actions_and_another_name_in_a_buffer(tmp_path: Path) -> None:
    program = shutil.which("emacs")
    if program is None:
        pytest.skip("needs Emacs with eglot (Debian: emacs-nox, before Emacs 29 also elpa-eglot)")
    (tmp_path / "Dockerfile").write_text("FROM scratch as base\nMAINTAINER me\nFROM base\n")
    (tmp_path / "script.el").write_text(SCRIPT)
    done = subprocess.run(
        [program, "--batch", "--no-init-file", "--load", "script.el"],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(SOURCES),
            "HOME": str(tmp_path),
            "LC_ALL": "C.UTF-8",
            "SERVER_COMMAND": "\n".join((sys.executable, "-m", "preimage", "lsp")),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    if done.returncode == 77:
        pytest.skip("needs eglot (Debian: elpa-eglot)")
    assert done.returncode == 0, done.stderr
    before, actions, renamed, broken = json.loads(done.stdout.partition("RESULT")[2])
    casing = "1 preimage [FromAsCasing]: 'as' and 'FROM' keywords' casing do not match"
    maintainer = "2 preimage [MaintainerDeprecated]: Maintainer instruction is deprecated in favor of using label"
    assert before == [casing, maintainer]
    assert actions[0] == "FromAsCasing: write AS"
    assert renamed == "FROM scratch as builder\nMAINTAINER me\nFROM builder\n"
    assert broken[:2] == [casing, maintainer]
    assert broken[2].startswith(
        "5 preimage [DockerfileError]: dockerfile parse error on line 5: unknown instruction: FOO"
    )
