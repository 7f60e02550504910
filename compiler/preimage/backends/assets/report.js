"use strict";
// Lights what belongs together on the two sides. Without this script the page has everything but that: links go from
// values to lines and back, and the switch of views is made of CSS.
(() => {
  const report = JSON.parse(document.getElementById("data").textContent);
  const rows = [...document.querySelectorAll(".row")];
  const aside = document.getElementById("line");
  const lit = new Set();
  let pinned = null;

  const view = () => {
    const chosen = document.querySelector(".switch:checked");
    return chosen ? Number(chosen.id.slice("view-".length)) : 0;
  };
  const light = (element, name) => {
    if (element) {
      element.classList.add(name);
      lit.add(element);
    }
  };
  const clear = () => {
    lit.forEach((element) => element.classList.remove("lit", "near"));
    lit.clear();
    aside.textContent = "";
  };
  const lightLines = (cause, name) => {
    if (!cause) return;
    for (const range of [cause.lines, cause.declared]) {
      for (let number = range ? range[0] : 1; range && number <= range[1]; number += 1) light(rows[number - 1], name);
    }
  };
  const leafOf = (index) => document.getElementById(`v${view()}-f${index}`);

  // The longest way through uses is short; a circle cannot be, but is not trusted either.
  const lightUses = (uses, depth) => {
    for (const use of uses || []) {
      lightLines(use.cause, "near");
      if (depth < 8) lightUses(use.uses, depth + 1);
    }
  };
  const showLeaf = (element) => {
    clear();
    light(element, "lit");
    const field = report.results[view()].fields[Number(element.dataset.index)];
    for (const earlier of field.earlier || []) lightLines(earlier.cause, "near");
    lightUses(field.uses, 0);
    lightLines(field.cause, "lit");
  };
  const covers = (cause, number) => {
    const ranges = cause ? [cause.lines, cause.declared] : [];
    return ranges.some((range) => range && range[0] <= number && number <= range[1]);
  };
  const place = ([path, key]) => path.replace(/^config\./, "") + (key === null ? "" : ` ${key}`);
  const places = (list) => list.map(place).join(", ");
  const lines = ({ lines }) => (lines ? ` (line ${lines[0]})` : "");
  const showLine = (number) => {
    clear();
    light(rows[number - 1], "lit");
    const result = report.results[view()];
    result.fields.forEach((field, index) => {
      if (covers(field.cause, number)) light(leafOf(index), "lit");
    });
    const line = result.lines.find(({ lines }) => lines && lines[0] <= number && number <= lines[1]);
    if (!line || !line.instruction) return;
    for (let other = line.lines[0]; other <= line.lines[1]; other += 1) light(rows[other - 1], "lit");
    const parts = [`Line ${number}, ${line.instruction}:`];
    if (line.survives.length) parts.push(`sets ${places(line.survives)}.`);
    const lost = line.lost.map(({ path, key, by }) => place([path, key]) + (by ? lines(by) : ""));
    if (lost.length) parts.push(`Lost: ${lost.join(", ")}.`);
    if (line.feeds.length) parts.push(`Feeds ${places(line.feeds)}.`);
    if (parts.length === 1) parts.push("changes nothing in the config.");
    aside.textContent = parts.join(" ");
  };

  const show = (target) => {
    const leaf = target.closest && target.closest(".leaf");
    const row = target.closest && target.closest(".row");
    if (leaf && leaf.dataset.index) showLeaf(leaf);
    else if (row) showLine(Number(row.dataset.line));
    else return false;
    return true;
  };
  const restore = () => (pinned && show(pinned)) || clear();
  document.addEventListener("mouseover", (event) => show(event.target) || restore());
  document.addEventListener("mouseleave", restore);
  document.addEventListener("focusin", (event) => {
    pinned = show(event.target) ? event.target : null;
  });
  document.addEventListener("change", () => {
    pinned = null;
    clear();
  });

  document.getElementById("keys").hidden = false;
  // One row takes part in the order of the Tab key; arrows go on from it.
  if (rows.length) rows[0].tabIndex = 0;
  document.addEventListener("keydown", (event) => {
    const row = event.target.closest && event.target.closest(".row");
    if (event.key === "Escape") {
      pinned = null;
      clear();
    } else if (row && event.target === row) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const number = Number(row.dataset.line);
      if (step && rows[number - 1 + step]) {
        rows.forEach((other) => { other.tabIndex = -1; });
        rows[number - 1 + step].tabIndex = 0;
        rows[number - 1 + step].focus();
        event.preventDefault();
      } else if (event.key === "Enter") {
        const first = document.querySelector(".view .leaf.lit summary");
        if (first) first.focus();
        // Else the key would open at once what has the focus now.
        event.preventDefault();
      }
    }
  });
})();
