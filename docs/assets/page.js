/* The view of a page: cards for annotations, the keyboard, and links to copy. The text, the marks, the
   switches and the tables work without this script, too. */
"use strict";

(() => {
  const view = document.querySelector(".winnow.page");
  if (!view) return;

  /* Name and singular of each layer by the letter that its ids begin with. */
  const LAYERS = JSON.parse(view.dataset.layers);
  const INLINE = view.dataset.inline.split(" ");
  /* Pass and id of an annotation: those that only a pass has are named a/t24 and are not in gold. */
  const split = (id) => (id.includes("/") ? id.split("/") : ["", id]);
  const layerOf = (id) => LAYERS[split(id)[1][0]][0];
  const described = (id) => `${LAYERS[split(id)[1][0]][1]} ${split(id)[1]}${id.includes("/") ? ` of pass ${split(id)[0]}` : ""}`;
  const isAnnotation = (id) => /^[a-z]\d+$/.test(id) && id[0] in LAYERS;
  const text = view.querySelector(".text");
  const pageId = view.dataset.page;
  const form = view.querySelector(".layers");
  const make = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const card = make("div", { className: "card", hidden: true, tabIndex: -1 });
  card.setAttribute("role", "dialog");
  card.setAttribute("aria-label", "Annotation");
  const status = make("p", { className: "md-visually-hidden" });
  status.setAttribute("role", "status");
  status.style.cssText = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)";
  view.append(card, status);
  let pinned = false;
  let current = null;

  const shortIds = (piece) =>
    [...INLINE].reverse().flatMap((layer) => (piece.dataset[layer] || "").split(" ").filter(Boolean));
  const pieces = (id, spans = INLINE) =>
    spans.flatMap((span) => [...text.querySelectorAll(`[data-${span}~="${CSS.escape(id)}"]`)]);

  /* The annotations at a piece of text, the shortest first; at a cue that has none, its quotation. */
  function idsAt(piece) {
    const length = (id) => pieces(id).reduce((sum, each) => sum + each.textContent.length, 0);
    const ids = shortIds(piece);
    const lengths = new Map((ids.length ? ids : piece.dataset.cue?.split(" ") || []).map((id) => [id, length(id)]));
    return [...lengths.keys()].sort((a, b) => lengths.get(a) - lengths.get(b));
  }

  /* What an annotation covers: its pieces, or the element of a segment or sentence. */
  function covered(id) {
    const marked = pieces(id);
    const element = document.getElementById(id);
    if (marked.length || !element) return marked;
    if (layerOf(id) === "articles") return [element.closest(".segment")].filter(Boolean);
    return element.matches(".segment, .sentence") ? [element] : [];
  }

  /* Other scripts draw what belongs to marked annotations: notes.js boxes and curves. */
  const announce = (ids) => view.dispatchEvent(new CustomEvent("winnow:mark", { bubbles: true, detail: { ids } }));

  function clear() {
    for (const [name, selector] of [["marked", ".marked"], ["current", "li.current"]])
      view.querySelectorAll(selector).forEach((element) => element.classList.remove(name));
  }

  function unmark() {
    clear();
    announce([]);
  }

  function mark(ids) {
    clear();
    for (const id of ids) {
      covered(id).forEach((element) => element.classList.add("marked"));
      view.querySelector(`li[data-of="${CSS.escape(id)}"]`)?.classList.add("current");
      const entity = row(id)?.querySelector('a[href*="/entities/"]')?.getAttribute("href").match(/([^/]+)\.html$/);
      if (layerOf(id) === "mentions" && entity) view.querySelector(`li[data-entity="${CSS.escape(entity[1])}"]`)?.classList.add("current");
    }
    announce(ids);
  }

  const row = (id) => document.getElementById(`row-${id}`);

  /* The card repeats rows of the tables below the text: the sentence and the origin of an annotation, and
     behind a fold the other columns. */
  let unfolded = false;
  const closing = make("button", { type: "button", className: "close", textContent: "×", title: "Close (Escape)" });
  closing.setAttribute("aria-label", "Close");
  closing.addEventListener("click", (event) => {
    event.stopPropagation();
    close();
  });
  function fill(ids) {
    const hint = make("p", { className: "hint", textContent: "Tap anywhere else to close." });
    card.replaceChildren(closing, ...ids.filter(row).map(section), hint);
  }

  function section(id) {
    const heads = [...row(id).closest("table").querySelectorAll("th")].map((head) => head.textContent);
    const values = new Map([...row(id).cells].map((cell, index) => [heads[index], content(cell)]));
    const [sentence, origin] = [values.get("in words"), values.get("origin")];
    if (!origin.textContent) origin.append(view.querySelector(".origin span").textContent);
    const list = make("dl", {});
    for (const [head, value] of values)
      if (!["id", "in words", "origin"].includes(head)) list.append(make("dt", { textContent: head }), make("dd", {}, value));
    const fold = make("details", { open: unfolded }, make("summary", { textContent: "Details" }), list);
    fold.addEventListener("toggle", () => {
      unfolded = fold.open;
      if (!card.hidden) place();
    });
    return make(
      "section",
      {},
      make("p", { className: "kicker", textContent: described(id) }),
      make("h3", {}, sentence),
      make("p", { className: "origin" }, origin),
      ...(list.children.length ? [fold] : []),
      make("p", { className: "buttons" }, button("Copy link", id, link), button("Copy id", id, permanent), button("Copy citation", id, citation)),
    );
  }

  /* A cell of a table, with its labels linked to their definitions. */
  function content(cell) {
    const fragment = document.createDocumentFragment();
    fragment.append(...cell.cloneNode(true).childNodes);
    for (const label of fragment.querySelectorAll("[data-key]")) {
      const term = view.querySelector(`.labels dt[data-key="${CSS.escape(label.dataset.key)}"]`);
      if (!term) continue;
      const href = term.querySelector("a").getAttribute("href");
      label.replaceWith(make("a", { href, title: term.nextElementSibling.textContent, textContent: label.textContent }));
    }
    return fragment;
  }

  const permanent = (id) => `${split(id)[0] && `${split(id)[0]}/`}${pageId}#${split(id)[1]}`;
  const link = (id) => `${location.href.split(/[?#]/)[0]}#${id}`;
  const citation = (id) => `${view.dataset.citation} Annotation ${permanent(id)}.`;

  function button(label, id, textOf) {
    const element = make("button", { type: "button", textContent: label });
    element.setAttribute("aria-label", `${label} of ${id}`);
    element.addEventListener("click", async (event) => {
      event.stopPropagation();
      const done = await copy(textOf(id));
      element.textContent = done ? "Copied" : "Cannot copy";
      status.textContent = element.textContent;
      setTimeout(() => (element.textContent = label), 1500);
    });
    return element;
  }

  async function copy(content) {
    try {
      await navigator.clipboard.writeText(content);
      return true;
    } catch {
      const area = Object.assign(document.createElement("textarea"), { value: content });
      view.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  }

  /* The part of the window that no sticky bar covers. */
  function visibleTop() {
    const bars = [document.querySelector(".md-header"), form].filter(Boolean);
    const fixed = bars.filter((bar) => ["sticky", "fixed"].includes(getComputedStyle(bar).position));
    return Math.max(0, ...fixed.map((bar) => bar.getBoundingClientRect().bottom));
  }

  /* Below the line of text that was pointed at or above it, where there is more room. */
  const EDGE = 8;
  let anchor = null;
  function place() {
    const { piece, y } = anchor;
    const rects = [...piece.getClientRects()];
    const box = rects.find((rect) => rect.top <= y && y <= rect.bottom) || rects[0];
    if (!box) return;
    card.style.maxHeight = "";
    const [above, below] = [box.top - visibleTop() - EDGE, innerHeight - box.bottom - EDGE];
    const isBelow = card.offsetHeight <= below || below >= above;
    card.style.maxHeight = `${Math.min(isBelow ? below : above, innerHeight * 0.7)}px`;
    const frame = card.offsetParent?.getBoundingClientRect() || { left: 0, top: 0, width: innerWidth };
    card.style.top = `${(isBelow ? box.bottom + 2 : box.top - card.offsetHeight - 2) - frame.top}px`;
    const right = piece.closest(".source").getBoundingClientRect().right;
    card.style.left = `${Math.max(0, Math.min(box.left, right - card.offsetWidth) - frame.left)}px`;
  }

  function show(piece, pin, y = NaN, ids = idsAt(piece)) {
    if (!ids.length) return;
    clearTimeout(waiting);
    fill(ids);
    mark(ids.slice(0, 1));
    card.hidden = false;
    pinned = pin;
    anchor = { piece, y };
    card.scrollTop = 0;
    place();
  }

  function hide() {
    card.hidden = true;
    pinned = false;
    unmark();
  }

  function close() {
    if (card.contains(document.activeElement)) current?.focus({ preventScroll: true });
    hide();
  }

  /* Pointer: a card opens after the pointer has rested on a mark, so that it neither flickers while a reader
     crosses the text nor changes while the pointer is on its way into the card. */
  const REST = 180;
  const LEAVING = 300;
  let waiting;
  const isBusy = (event) => event.buttons || !getSelection().isCollapsed;
  function soon(action, delay) {
    clearTimeout(waiting);
    waiting = setTimeout(() => pinned || action(), delay);
  }
  text.addEventListener("mousemove", (event) => {
    if (pinned) return;
    const piece = event.target.closest(".piece");
    if (isBusy(event)) clearTimeout(waiting);
    else if (!piece) card.hidden || soon(hide, LEAVING);
    else if (card.hidden || piece !== anchor.piece) soon(() => getSelection().isCollapsed && show(piece, false, event.clientY), REST);
    else clearTimeout(waiting);
  });
  text.addEventListener("mousedown", () => {
    clearTimeout(waiting);
    if (!card.hidden) hide(); /* it would cover text that is being selected; a click shows it again */
  });
  text.addEventListener("mouseleave", (event) => {
    if (!pinned && !event.relatedTarget?.closest?.(".card")) card.hidden ? clearTimeout(waiting) : soon(hide, LEAVING);
  });
  card.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !card.contains(event.relatedTarget)) hide();
  });
  card.addEventListener("mouseenter", () => clearTimeout(waiting));
  card.addEventListener("mouseleave", () => soon(hide, LEAVING));
  document.addEventListener("click", (event) => {
    const tag = event.target.closest?.(".winnow .text .tag[data-id]");
    const piece = tag ? covered(tag.dataset.id)[0] : event.target.closest?.(".winnow .text .piece");
    if (piece) {
      if (!getSelection().isCollapsed) return;
      show(piece, true, event.clientY, tag ? [tag.dataset.id] : undefined);
      rove(piece); /* the keyboard goes on from here */
      piece.focus({ preventScroll: true });
    } else if (pinned && !event.target.closest?.(".card")) hide();
  });
  view.querySelectorAll(".margin li").forEach((item) => {
    const id = item.dataset.of;
    item.addEventListener("mouseenter", () => pinned || mark([id]));
    item.addEventListener("mouseleave", () => pinned || unmark());
    item.addEventListener("focusin", () => pinned || mark([id]));
    item.addEventListener("focusout", () => pinned || unmark());
    item.addEventListener("click", (event) => {
      const [piece] = event.target.closest("a") ? [] : covered(id);
      if (!piece || !getSelection().isCollapsed) return;
      show(piece, true, NaN, [id]);
      event.stopPropagation(); /* a click elsewhere closes the card */
    });
  });

  /* Keyboard: the text is one stop for the Tab key; arrows move between annotations. */
  const stops = () => {
    const seen = new Set();
    return [...text.querySelectorAll(".piece")].filter((piece) => {
      if (!piece.getClientRects().length) return false;
      const fresh = shortIds(piece).filter((id) => !seen.has(id));
      fresh.forEach((id) => seen.add(id));
      return fresh.length > 0;
    });
  };
  function rove(piece) {
    if (current) {
      current.tabIndex = -1;
      current.removeAttribute("role");
      current.removeAttribute("aria-label");
    }
    current = piece;
    piece.tabIndex = 0;
    piece.setAttribute("role", "button");
    piece.setAttribute("aria-label", `${piece.textContent}: ${idsAt(piece).map(summary).join("; ")}`);
  }
  const summary = (id) => `${described(id)}, ${row(id)?.cells[1].textContent}`;
  text.addEventListener("focusin", (event) => {
    const piece = event.target.closest(".piece");
    if (piece?.matches(":focus-visible") && !pinned) show(piece, false); /* a press of a button focuses, too */
  });
  text.addEventListener("focusout", (event) => {
    if (!pinned && event.target.closest(".piece") && !event.relatedTarget?.closest?.(".card")) hide();
  });
  text.addEventListener("keydown", (event) => {
    const piece = event.target.closest(".piece");
    if (!piece || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = stops();
    const index = all.indexOf(piece);
    const to = { ArrowRight: index + 1, ArrowDown: index + 1, ArrowLeft: index - 1, ArrowUp: index - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Enter" || event.key === " ") {
      show(piece, true);
      card.querySelector("section a, section button")?.focus();
    } else if (to === undefined) return;
    else if (all[to]) {
      pinned = false;
      rove(all[to]);
      all[to].focus();
      all[to].scrollIntoView({ block: "nearest" });
    }
    event.preventDefault();
    event.stopPropagation();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || card.hidden) return;
    close();
  });

  /* Addresses: #m12 shows its layer and marks it. */
  function follow() {
    let [id] = location.hash.slice(1).split("/"); /* a row of stance is sentence/target */
    try {
      id = decodeURIComponent(id);
    } catch {
      return;
    }
    if (!id || !document.getElementById(id)) return;
    const folded = document.getElementById(id).closest("details");
    if (folded) folded.open = true;
    if (!isAnnotation(id)) return document.getElementById(id).scrollIntoView();
    const [first] = covered(id);
    if (!first) return;
    mark([id]);
    if (first.matches(".piece")) rove(first);
    document.getElementById(id).scrollIntoView();
    status.textContent = `${described(id)}: ${first.textContent}`;
  }
  addEventListener("hashchange", follow);

  view.addEventListener("winnow:view", () => {
    if (!card.hidden) hide();
    const first = stops()[0];
    if (first && !(current && current.getClientRects().length)) rove(first);
  });

  if (innerWidth < 1100) view.querySelector("aside.entities details").open = false;
  const first = stops()[0];
  if (first) rove(first);
  follow();
})();
