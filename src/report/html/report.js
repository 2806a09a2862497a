
"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const findings = all(".finding");
  const controls = document.getElementById("controls");
  const root = document.documentElement;
  const texts = new Map();
  const textOf = (finding) => {
    if (!texts.has(finding)) texts.set(finding, `${finding.textContent} ${finding.dataset.rule}`.toLowerCase());
    return texts.get(finding);
  };

  // A link to a finding opens it.
  const follow = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target instanceof HTMLDetailsElement) {
      target.open = true;
      target.scrollIntoView();
    }
  };
  addEventListener("hashchange", follow);
  follow();

  // On paper nothing can be opened.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = findings.filter((finding) => !finding.open && !finding.hidden);
    opened.forEach((finding) => { finding.open = true; });
  });
  addEventListener("afterprint", () => opened.forEach((finding) => { finding.open = false; }));

  if (!controls) return;
  const search = document.getElementById("search");
  const rule = document.getElementById("rule");
  const shown = document.getElementById("shown");
  const unfold = document.getElementById("unfold");
  const levels = all("button[data-level]", controls);
  for (const name of [...new Set(findings.map((finding) => finding.dataset.rule))].sort()) {
    rule.append(new Option(name, name));
  }

  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = new Set(levels.filter((level) => level.getAttribute("aria-pressed") === "true").map((level) => level.dataset.level));
    let count = 0;
    for (const finding of findings) {
      const matches = wanted.has(finding.dataset.level) && (!rule.value || finding.dataset.rule === rule.value)
        && words.every((word) => textOf(finding).includes(word));
      finding.hidden = !matches;
      count += matches;
    }
    for (const group of all("section.rule, section.level")) {
      group.hidden = !group.querySelector(".finding:not([hidden])");
    }
    shown.value = count === findings.length ? `${count} findings` : `${count} of ${findings.length}`;
  };
  search.addEventListener("input", apply);
  rule.addEventListener("change", apply);
  for (const level of levels) {
    level.addEventListener("click", () => {
      level.setAttribute("aria-pressed", String(level.getAttribute("aria-pressed") !== "true"));
      apply();
    });
  }
  unfold.addEventListener("click", () => {
    const open = unfold.textContent === "open all";
    findings.filter((finding) => !finding.hidden).forEach((finding) => { finding.open = open; });
    unfold.textContent = open ? "close all" : "open all";
  });
  document.getElementById("theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });
  addEventListener("keydown", (event) => {
    if (event.key === "/" && !(event.target instanceof HTMLInputElement)) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "Escape" && event.target === search) {
      search.value = "";
      apply();
    }
  });
  controls.hidden = false;
  apply();
})();
