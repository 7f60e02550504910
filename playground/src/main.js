// The page: what is typed goes to Python in a worker, and what comes back is shown.
import { applyFix, goToLine, lightLines, makeEditor, nameFix, setText, showFindings } from "./editor.js";
import * as share from "./share.js";

const element = (id) => document.getElementById(id);
const make = (name, properties, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};
const PANELS = ["config", "warnings", "changes", "json"];
const FIX_PAUSE = 250;
const NO_LINES = { lit: [], near: [] };

const worker = new Worker("worker.js", { type: "module" });
let ready = false;
let start = null;
let bases = {};
let asked = 0;
let waiting = null;
let fixTimer = null;
let known = null;
let shown = { answer: null, fixes: [], version: 0 };

const readArgs = () =>
  Object.fromEntries(
    element("args").value.split("\n").filter((line) => /^[^=\s]+=/.test(line.trim()))
      .map((line) => [line.trim().split("=", 1)[0], line.trim().replace(/^[^=]*=/, "")]),
  );
const readState = () => ({
  text: editor.state.doc.toString(),
  target: element("target").value,
  platform: element("platform").value.trim(),
  args: readArgs(),
  bases,
});

// One question is under way; of those that come meanwhile only the last is asked.
const ask = (time = performance.now()) => {
  if (!ready || asked) {
    waiting = time;
    return;
  }
  asked += 1;
  waiting = null;
  shown.version += 1;
  worker.postMessage({ id: time, kind: "compile", question: JSON.stringify({ ...readState(), start }) });
};
const askFixes = () => {
  clearTimeout(fixTimer);
  fixTimer = setTimeout(() => {
    if (asked || waiting !== null) return;
    asked += 1;
    worker.postMessage({ id: shown.version, kind: "fixes", question: JSON.stringify(readState()) });
  }, FIX_PAUSE);
};

worker.onmessage = ({ data }) => {
  if (data.kind === "ready") {
    ready = true;
    if (element("state").dataset.loading) say("");
    if (waiting !== null) ask(waiting);
    return;
  }
  asked = Math.max(0, asked - 1);
  if (data.kind === "failed") {
    say(`This cannot be shown: ${data.text}`);
  } else if (data.kind === "compile") {
    showAnswer(JSON.parse(data.answer));
    performance.measure("key to result", { start: data.id, end: performance.now() });
  } else if (data.id === shown.version && waiting === null) {
    shown.fixes = JSON.parse(data.answer);
    showWarnings();
  }
  if (waiting !== null) ask(waiting);
};
worker.onerror = (event) => {
  say(`Python cannot be loaded here: ${event.message || "the worker did not start"}`);
};

const say = (text) => {
  delete element("state").dataset.loading;
  element("state").textContent = text;
};
const count = (name, number) => {
  element(`tab-${name}`).querySelector(".count").textContent = number ? ` ${number}` : "";
};

const showAnswer = (answer) => {
  const opened = new Set([...document.querySelectorAll("#panel-config details[open]")].map((each) => each.id));
  shown.answer = answer;
  shown.fixes = [];
  element("error").hidden = !answer.error;
  element("result").classList.toggle("stale", Boolean(answer.error));
  if (answer.error) {
    const { text, lines } = answer.error;
    element("error").replaceChildren(text);
    if (lines.length) element("error").prepend(make("a", { href: `#L${lines[0]}`, textContent: `Line ${lines[0]}` }), ": ");
  }
  if (answer.targets) showTargets(answer.targets);
  if (!answer.error) {
    element("panel-config").innerHTML = answer.overview + answer.config;
    for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
    element("panel-changes").innerHTML = answer.changes;
    if (answer.unchanged) element("panel-changes").append(make("p", { textContent: answer.unchanged }));
    element("panel-json").replaceChildren(make("pre", { textContent: answer.json }));
    count("changes", answer.changed);
    showBases(answer.bases);
  }
  showWarnings();
  if (answer.findings.length && !answer.error) askFixes();
};

const showWarnings = () => {
  const { answer, fixes } = shown;
  showFindings(editor, answer.findings, answer.error, fixes);
  count("warnings", answer.findings.length);
  const items = answer.findings.map((finding, index) => {
    const rule = finding.url
      ? make("a", { href: finding.url, textContent: finding.rule, target: "_blank", rel: "noreferrer" })
      : make("b", { textContent: finding.rule });
    const item = make("li", { className: `is-${finding.severity}` }, make("div", {}, rule), make("p", { textContent: finding.message }));
    if (finding.lines.length) {
      item.firstChild.append(" ", make("a", { href: `#L${finding.lines[0]}`, textContent: `line ${finding.lines[0]}` }));
    }
    if (fixes[index]) {
      const button = make("button", { type: "button", textContent: nameFix(fixes[index]) });
      button.onclick = () => applyFix(editor, fixes[index]);
      item.append(button);
    }
    return item;
  });
  element("panel-warnings").replaceChildren(
    items.length ? make("ul", { className: "findings" }, ...items) : make("p", { textContent: "No warnings." }),
  );
};

const showTargets = (names) => {
  const select = element("target");
  const wanted = select.dataset.wanted ?? select.value;
  const named = names.filter(Boolean);
  const options = [["", "last stage"], ...named.map((name) => [name, name])];
  const before = [...select.options].map((option) => option.value).join("\n");
  if (before !== options.map(([value]) => value).join("\n")) {
    select.replaceChildren(...options.map(([value, textContent]) => make("option", { value, textContent })));
  }
  select.value = named.includes(wanted) ? wanted : "";
  delete select.dataset.wanted;
};

const showBases = (used) => {
  const unknown = used.filter((base) => !base.known);
  element("base-count").textContent = used.length
    ? `${used.length}${unknown.length ? `, ${unknown.length} not known: taken as empty` : ""}` : "none";
  element("base-count").classList.toggle("attention", unknown.length > 0);
  // What is being written into stays.
  if (element("base-list").contains(document.activeElement)) return;
  const rows = used.map(({ reference, from }) => {
    const given = bases[reference] ?? "";
    const said = { "well-known": `as commonly published (${known.date}), without versions`, given: "as given here", unresolved: "not known: an empty image stands for it" };
    const area = make("textarea", { rows: 3, value: given, spellcheck: false, ariaLabel: `Config of ${reference}`,
      placeholder: `JSON of: ${known.refresh.replace("REFERENCE", reference)}` });
    area.oninput = () => {
      bases = { ...bases, [reference]: area.value };
      ask();
    };
    return make("div", { className: `base ${from}` }, make("code", { textContent: reference }),
      make("span", { textContent: said[from] ?? from }),
      make("details", { open: Boolean(given) }, make("summary", { textContent: "Give its config" }), area));
  });
  element("base-list").replaceChildren(...rows, make("p", { className: "hint", textContent: known.about }));
};

const load = (state) => {
  element("target").dataset.wanted = state.target;
  element("target").replaceChildren(make("option", { value: state.target, textContent: state.target || "last stage" }));
  element("platform").value = state.platform;
  element("args").value = Object.entries(state.args).map(([name, value]) => `${name}=${value}`).join("\n");
  element("args").rows = Math.max(1, Math.min(4, Object.keys(state.args).length));
  bases = state.bases;
  start = { text: state.text, target: state.target, platform: state.platform, args: state.args, bases: state.bases };
  setText(editor, state.text);
  ask();
};

const showPanel = (name) => {
  for (const each of PANELS) {
    const tab = element(`tab-${each}`);
    tab.setAttribute("aria-selected", String(each === name));
    tab.tabIndex = each === name ? 0 : -1;
    element(`panel-${each}`).hidden = each !== name;
  }
};

const editor = makeEditor(element("editor"), (time) => ask(time), (number) => lightLeaves(number));

const lightLeaves = (number) => {
  for (const each of document.querySelectorAll("#panel-config .leaf.lit")) each.classList.remove("lit");
  (shown.answer?.places ?? []).forEach(({ lit }, index) => {
    if (lit.some(([first, last]) => first <= number && number <= last)) element(`v0-f${index}`)?.classList.add("lit");
  });
};
const lightFrom = (target) => {
  const leaf = target.closest?.(".leaf");
  lightLines(editor, (leaf && shown.answer?.places?.[Number(leaf.dataset.index)]) || NO_LINES);
};
element("panel-config").addEventListener("mouseover", (event) => lightFrom(event.target));
element("panel-config").addEventListener("mouseleave", () => lightLines(editor, NO_LINES));
element("panel-config").addEventListener("focusin", (event) => lightFrom(event.target));
element("result").addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href^='#L']");
  if (!link) return;
  event.preventDefault();
  goToLine(editor, Number(link.getAttribute("href").slice(2)));
});
document.querySelector(".tabs").addEventListener("click", (event) => {
  const tab = event.target.closest("[role=tab]");
  if (tab) showPanel(tab.id.slice("tab-".length));
});
document.querySelector(".tabs").addEventListener("keydown", (event) => {
  const place = PANELS.findIndex((name) => document.activeElement.id === `tab-${name}`);
  const next = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: PANELS.length - 1 }[event.key];
  if (next === undefined) return;
  const name = PANELS[(next + PANELS.length) % PANELS.length];
  showPanel(name);
  element(`tab-${name}`).focus();
  event.preventDefault();
});
for (const id of ["target", "platform", "args"]) element(id).addEventListener("input", () => ask());
element("share").onclick = async () => {
  history.replaceState(null, "", `#${await share.write(readState())}`);
  try {
    await navigator.clipboard.writeText(location.href);
    element("share").textContent = "Copied";
  } catch {
    element("share").textContent = "Link is in the address bar";
  }
  setTimeout(() => { element("share").textContent = "Copy link"; }, 2000);
};

const openShared = async () => {
  try {
    load(await share.read(location.hash.slice(1)));
    element("examples").value = "";
    return true;
  } catch {
    say("The link could not be read; this is an example instead.");
    return false;
  }
};
window.addEventListener("hashchange", () => { if (location.hash.startsWith("#1.")) openShared(); });

const [examples, given] = await Promise.all(
  ["examples.json", "bases.json"].map((name) => fetch(name).then((response) => response.json())),
);
known = given;
element("examples").replaceChildren(
  make("option", { value: "", textContent: "Own", disabled: true, hidden: true }),
  ...examples.map(({ title }, index) => make("option", { value: String(index), textContent: title })),
);
element("examples").oninput = () => {
  history.replaceState(null, "", location.pathname + location.search);
  load(examples[Number(element("examples").value)]);
};
element("examples").value = "0";
if (!location.hash.startsWith("#1.") || !(await openShared())) load(examples[0]);
