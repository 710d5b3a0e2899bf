/* What the view of a page shows: presets, layers and boilerplate, kept in the address; and what is copied.
   Without this script, the switches work by style sheet alone, and their state is not kept. */
"use strict";

(() => {
  const root = document.querySelector(".winnow.page");
  if (!root) return;
  const text = root.querySelector(".text");
  const form = root.querySelector(".layers");
  const changed = () => root.dispatchEvent(new CustomEvent("winnow:view", { bubbles: true }));

  /* The state of the view is in the query of the address, so that a link shows what its sender sees. */
  const query = new URLSearchParams(location.search);
  function write() {
    const search = query.size ? `?${query}` : "";
    if (search === location.search) return; /* browsers limit how often an address may change */
    try {
      history.replaceState(history.state, "", location.pathname + search + location.hash);
    } catch {
      /* some browsers refuse this for files; then the address stays as it is */
    }
  }
  window.winnowAddress = {
    get: (name) => query.get(name),
    set(name, value) {
      if (value) query.set(name, value);
      else query.delete(name);
      write();
    },
  };
  addEventListener("popstate", write); /* an earlier entry of the history may have another query */

  /* Presets and boxes. A preset checks the boxes of what it shows; they count only with "Custom". */
  const presets = [...form.querySelectorAll('[name="show"]')];
  const boxes = [...form.querySelectorAll("[data-layer]")];
  const switches = [...form.querySelectorAll('[name="hide"], [name="related"]')];
  const checked = () => boxes.filter((box) => box.checked).map((box) => box.dataset.layer);

  function choose(name, layers) {
    const preset = presets.find((radio) => radio.value === name);
    if (!preset) return;
    preset.checked = true;
    const shown = preset.dataset.shows?.split(" ") || layers;
    boxes.forEach((box) => (box.checked = shown.includes(box.dataset.layer)));
  }

  const NAMES = ["show", "layers", "hide", "related"];
  const SAVED = "winnow-view";
  function state() {
    const show = presets.find((radio) => radio.checked).value;
    const values = Object.fromEntries(switches.map((box) => [box.name, box.checked ? box.value : null]));
    return { show, layers: show === "custom" ? checked().join(" ") : null, ...values };
  }

  function restore() {
    let saved = {};
    try {
      saved = JSON.parse(sessionStorage.getItem(SAVED)) || {};
    } catch {
      /* without storage, every page begins with the defaults */
    }
    for (const name of NAMES) if (query.has(name)) saved[name] = query.get(name);
    choose(saved.show, (saved.layers || "").split(" "));
    switches.forEach((box) => (box.checked = saved[box.name] === box.value));
    if (Object.values(saved).some(Boolean)) keep();
  }

  function keep() {
    const values = state();
    NAMES.forEach((name) => (values[name] ? query.set(name, values[name]) : query.delete(name)));
    write();
    try {
      sessionStorage.setItem(SAVED, JSON.stringify(values));
    } catch {
      /* as above */
    }
  }

  form.addEventListener("change", (event) => {
    if (![...presets, ...boxes, ...switches].includes(event.target)) return;
    if (event.target.name === "show") choose(event.target.value, checked());
    keep();
    changed();
  });

  /* A link to an annotation switches on what hides it; neither the address nor the session keeps that. */
  const layers = JSON.parse(root.dataset.layers);
  function reveal() {
    const id = location.hash.slice(1).split("/")[0];
    const target = document.getElementById(id);
    const line = target?.closest(".text .line");
    if (!line) return;
    const layer = /^[a-z]\d+$/.test(id) && layers[id[0]]?.[0];
    const hidden = boxes.some((box) => box.dataset.layer === layer && !box.checked);
    if (hidden) choose("custom", [...checked(), layer]);
    const rendered = (target.closest(".block") || line).checkVisibility();
    if (!rendered) switches.forEach((box) => (box.checked = false));
    if (hidden || !rendered) changed();
  }

  restore();
  reveal();
  addEventListener("hashchange", reveal);

  /* The height of the bar, for what has to stay below it. */
  new ResizeObserver(() => root.style.setProperty("--winnow-bar", `${form.offsetHeight}px`)).observe(form);

  /* The explanations stay open, or folded, as the reader left them. */
  const key = root.querySelector(".key");
  try {
    key.open = localStorage.getItem("winnow-key") === "open";
    key.addEventListener("toggle", () => localStorage.setItem("winnow-key", key.open ? "open" : ""));
  } catch {
    /* without storage, they are folded */
  }

  /* Copying gives the characters of the page. A selection that begins in a note keeps the notes. */
  root.addEventListener("pointerdown", (event) => {
    root.classList.toggle("selecting-text", !event.target.closest(".margin"));
  });

  function characters(range) {
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    const parts = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const element = node.parentElement;
      if (!element.closest(".source") || !range.intersectsNode(node) || !element.checkVisibility()) continue;
      const start = node === range.startContainer ? range.startOffset : 0;
      const end = node === range.endContainer ? range.endOffset : node.length;
      parts.push(node.data.slice(start, end));
    }
    return parts.join("");
  }

  document.addEventListener("copy", (event) => {
    const selection = getSelection();
    if (selection.isCollapsed || !selection.anchorNode) return;
    const start = selection.anchorNode.nodeType === Node.ELEMENT_NODE ? selection.anchorNode : selection.anchorNode.parentElement;
    if (!text.contains(start) || start.closest(".margin")) return;
    event.clipboardData.setData("text/plain", characters(selection.getRangeAt(0)));
    event.preventDefault();
  });

  /* Long lists of entities can be filtered. */
  const filter = root.querySelector("aside.entities .filter");
  if (filter) {
    filter.hidden = false;
    filter.addEventListener("input", () => {
      const words = filter.value.trim().toLowerCase();
      root.querySelectorAll("aside.entities li").forEach((item) => {
        item.hidden = !item.querySelector(".entity-name").textContent.toLowerCase().includes(words);
      });
    });
  }
})();
