/* The view of a page: cards for annotations, the keyboard, and links to copy. The text, the marks, the
   switches and the tables work without this script, too. */
"use strict";

(() => {
  const view = document.querySelector(".winnow.page");
  if (!view) return;

  /* Name and singular of each layer by the letter that its ids begin with. */
  const LAYERS = JSON.parse(view.dataset.layers);
  const INLINE = view.dataset.inline.split(" ");
  const FURTHER = view.dataset.further.split(" ");
  const layerOf = (id) => LAYERS[id[0]][0];
  const described = (id) => `${LAYERS[id[0]][1]} ${id}`;
  const isAnnotation = (id) => /^[a-z]\d+$/.test(id) && id[0] in LAYERS;
  const text = view.querySelector(".text");
  const pageId = view.dataset.page;
  const card = Object.assign(document.createElement("div"), { className: "card", hidden: true });
  card.setAttribute("role", "dialog");
  card.setAttribute("aria-label", "Annotation");
  card.tabIndex = -1;
  const status = Object.assign(document.createElement("p"), { className: "md-visually-hidden" });
  status.setAttribute("role", "status");
  status.style.cssText = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)";
  view.append(card, status);
  let pinned = false;
  let current = null;

  const shortIds = (piece) =>
    [...INLINE].reverse().flatMap((layer) => (piece.dataset[layer] || "").split(" ").filter(Boolean));
  const pieces = (id, spans = INLINE) =>
    spans.flatMap((span) => [...text.querySelectorAll(`[data-${span}~="${CSS.escape(id)}"]`)]);

  /* What an annotation covers: its pieces, or the element of a segment or sentence. */
  function covered(id) {
    const marked = pieces(id);
    const element = document.getElementById(id);
    if (marked.length || !element) return marked;
    if (layerOf(id) === "articles") return [element.closest(".segment")].filter(Boolean);
    return element.matches(".segment, .sentence") ? [element] : [];
  }

  function unmark() {
    for (const [name, selector] of [["marked", ".marked"], ["span-marked", ".span-marked"], ["target-marked", ".target-marked"], ["current", "li.current"]])
      view.querySelectorAll(selector).forEach((element) => element.classList.remove(name));
  }

  function mark(ids) {
    unmark();
    for (const id of ids) {
      covered(id).forEach((element) => element.classList.add("marked"));
      for (const span of FURTHER) {
        const name = span === "target" ? "target-marked" : "span-marked";
        pieces(id, [span]).forEach((piece) => piece.classList.add(name));
      }
      view.querySelector(`li[data-of="${CSS.escape(id)}"]`)?.classList.add("current");
      const entity = row(id)?.querySelector('a[href*="/entities/"]')?.getAttribute("href").match(/([^/]+)\.html$/);
      if (layerOf(id) === "mentions" && entity) view.querySelector(`li[data-entity="${CSS.escape(entity[1])}"]`)?.classList.add("current");
    }
  }

  const row = (id) => document.getElementById(`row-${id}`);

  /* The card repeats rows of the tables below the text. */
  function fill(ids) {
    card.replaceChildren(
      ...ids.filter(row).map((id) => {
        const section = document.createElement("section");
        const heads = [...row(id).closest("table").querySelectorAll("th")].map((head) => head.textContent);
        const list = document.createElement("dl");
        [...row(id).cells].forEach((cell, index) => {
          if (heads[index] === "id") return;
          const term = Object.assign(document.createElement("dt"), { textContent: heads[index] });
          const value = document.createElement("dd");
          value.append(...cell.cloneNode(true).childNodes);
          list.append(term, value);
        });
        const head = Object.assign(document.createElement("h3"), { textContent: described(id) });
        section.append(head, list, button("Copy link", id, link), button("Copy id", id, permanent), button("Copy citation", id, citation));
        return section;
      }),
    );
  }

  const permanent = (id) => `${pageId}#${id}`;
  const link = (id) => `${location.href.split(/[?#]/)[0]}#${id}`;
  const citation = (id) => `${view.dataset.citation} Annotation ${permanent(id)}.`;

  function button(label, id, textOf) {
    const element = Object.assign(document.createElement("button"), { type: "button", textContent: label });
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

  /* Below the piece, or above it at the end of the window. */
  function place(piece) {
    const box = piece.getClientRects()[0] || piece.getBoundingClientRect();
    const frame = card.offsetParent?.getBoundingClientRect() || { left: 0, top: 0, width: innerWidth };
    const fits = box.bottom + card.offsetHeight < innerHeight || box.top < card.offsetHeight;
    card.style.top = `${(fits ? box.bottom : box.top - card.offsetHeight) - frame.top}px`;
    card.style.left = `${Math.max(0, Math.min(box.left - frame.left, frame.width - card.offsetWidth - 8))}px`;
  }

  function show(ids, piece, pin) {
    if (!ids.length) return;
    clearTimeout(waiting);
    fill(ids);
    mark(ids);
    card.hidden = false;
    pinned = pin;
    place(piece);
  }

  function hide() {
    card.hidden = true;
    pinned = false;
    unmark();
  }

  /* Pointer: a card changes with a delay, so that the pointer can cross other marks on its way into it. */
  const DELAY = 250;
  let waiting;
  function soon(action, delay) {
    clearTimeout(waiting);
    waiting = setTimeout(() => pinned || action(), delay);
  }
  text.addEventListener("mouseover", (event) => {
    const piece = event.target.closest(".piece");
    if (event.buttons || !getSelection().isCollapsed) return; /* text is being selected */
    if (!pinned && piece) soon(() => show(shortIds(piece), piece, false), card.hidden ? 0 : DELAY);
  });
  text.addEventListener("mousedown", () => {
    clearTimeout(waiting);
    hide(); /* a card would cover text that is being selected; a click shows its card again */
  });
  text.addEventListener("mouseout", (event) => {
    if (!pinned && event.target.closest(".piece") && !event.relatedTarget?.closest?.(".piece, .card")) soon(hide, DELAY);
  });
  card.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !card.contains(event.relatedTarget)) hide();
  });
  card.addEventListener("mouseenter", () => clearTimeout(waiting));
  card.addEventListener("mouseleave", () => soon(hide, DELAY));
  document.addEventListener("click", (event) => {
    const tag = event.target.closest?.(".winnow .text .tag");
    const piece = tag ? covered(tag.dataset.id)[0] : event.target.closest?.(".winnow .text .piece");
    if (piece) {
      if (!getSelection().isCollapsed) return;
      show(tag ? [tag.dataset.id] : shortIds(piece), piece, true);
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
    piece.setAttribute("aria-label", `${piece.textContent}: ${shortIds(piece).map(summary).join("; ")}`);
  }
  function summary(id) {
    const cells = [...(row(id)?.cells || [])].map((cell) => cell.textContent);
    const heads = [...(row(id)?.closest("table").querySelectorAll("th") || [])].map((head) => head.textContent);
    const skipped = ["id", "characters", "text", "passes", "decided", "audit"];
    const parts = cells.flatMap((cell, index) => (skipped.includes(heads[index]) ? [] : [`${heads[index]} ${cell}`]));
    return [described(id), ...parts].join(", ");
  }
  text.addEventListener("focusin", (event) => {
    const piece = event.target.closest(".piece");
    if (piece?.matches(":focus-visible") && !pinned) show(shortIds(piece), piece, false);
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
      show(shortIds(piece), piece, true);
      card.querySelector("a, button")?.focus();
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
    if (card.contains(document.activeElement)) current?.focus();
    hide();
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
    hide();
    const first = stops()[0];
    if (first && !(current && current.getClientRects().length)) rove(first);
  });

  if (innerWidth < 1100) view.querySelector("aside.entities details").open = false;
  const first = stops()[0];
  if (first) rove(first);
  follow();
})();
