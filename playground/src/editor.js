// The editor: a Dockerfile with its findings, and the lines that belong to a value of the config.
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { dockerFile } from "@codemirror/legacy-modes/mode/dockerfile";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const setLit = StateEffect.define();
const litLines = StateField.define({
  create: () => Decoration.none,
  update(lit, transaction) {
    for (const effect of transaction.effects) if (effect.is(setLit)) return effect.value;
    return lit.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--accent)", fontWeight: "600" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
  { tag: tags.string, color: "var(--add)" },
  { tag: tags.variableName, color: "var(--warn)" },
]);

export const makeEditor = (parent, onChange, onLine) =>
  new EditorView({
    parent,
    state: EditorState.create({
      extensions: [
        lineNumbers(),
        history(),
        highlightActiveLine(),
        litLines,
        lintGutter(),
        StreamLanguage.define(dockerFile),
        syntaxHighlighting(colours),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": "Dockerfile" }),
        // Tab leaves the editor, as everywhere on the page.
        keymap.of([...lintKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(performance.now());
          else if (update.selectionSet) onLine(update.state.doc.lineAt(update.state.selection.main.head).number);
        }),
      ],
    }),
  });

export const setText = (editor, text) =>
  editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text }, selection: { anchor: 0 } });

const clampLine = (editor, number) => editor.state.doc.line(Math.max(1, Math.min(number, editor.state.doc.lines)));

// Columns of preimage count characters, those of the editor UTF-16 units.
const place = (editor, [number, column]) => {
  if (number > editor.state.doc.lines) return editor.state.doc.length;
  const line = clampLine(editor, number);
  const before = [...line.text].slice(0, column - 1).join("");
  return line.from + Math.min(before.length, line.length);
};

export const applyFix = (editor, fix) =>
  editor.dispatch({
    changes: fix.edits.map(({ start, end, new: insert }) => ({
      from: place(editor, start),
      to: place(editor, end),
      insert,
    })),
  });

export const showFindings = (editor, findings, error, fixes) => {
  const ranges = (lines) => {
    const first = clampLine(editor, lines.length ? lines[0] : 1);
    const last = clampLine(editor, lines.length ? lines[lines.length - 1] : 1);
    return { from: first.from + first.text.search(/\S|$/), to: last.to };
  };
  const found = findings.map((finding, index) => ({
    ...ranges(finding.lines),
    severity: finding.severity === "warning" ? "warning" : "info",
    source: finding.rule,
    message: finding.message,
    actions: fixes[index]
      ? [{ name: nameFix(fixes[index]), apply: (view) => applyFix(view, fixes[index]) }]
      : [],
  }));
  if (error) found.push({ ...ranges(error.lines), severity: "error", message: error.text });
  editor.dispatch(setDiagnostics(editor.state, found));
};

export const nameFix = (fix) =>
  fix.title[0].toUpperCase() + fix.title.slice(1) + (fix.safe ? "" : " (changes the image)");

export const lightLines = (editor, { lit, near }) => {
  const kinds = new Map();
  for (const [ranges, kind] of [[near, "near"], [lit, "lit"]]) {
    for (const [first, last] of ranges) {
      for (let number = first; number <= Math.min(last, editor.state.doc.lines); number += 1) kinds.set(number, kind);
    }
  }
  const marks = [...kinds].sort(([first], [second]) => first - second).map(([number, kind]) =>
    Decoration.line({ class: `cm-${kind}` }).range(editor.state.doc.line(number).from));
  editor.dispatch({ effects: setLit.of(Decoration.set(marks)) });
};

export const goToLine = (editor, number) => {
  const line = clampLine(editor, number);
  editor.dispatch({ selection: { anchor: line.from }, effects: EditorView.scrollIntoView(line.from, { y: "center" }) });
  editor.focus();
};
