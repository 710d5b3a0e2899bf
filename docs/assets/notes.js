/* The notes of a page view next to their words, and what is drawn over the text while an annotation is
   marked: boxes around its further spans, and a curve from the holder of a stance to its target. Loaded
   before page.js, which marks. Without scripts, notes are at the top of their line of text. */
"use strict";

(() => {
  const view = document.querySelector(".winnow.page");
  if (!view) return;

  const GAP = 4; /* pixels between two notes */
  const NEAR = 160; /* a note names its holder quietly if the one above it, at most so far away, has the same */
  const SPANS = view.dataset.further.split(" ");
  const text = view.querySelector(".text");
  const notes = [...text.querySelectorAll("[data-of]")];
  const wide = matchMedia("screen and (min-width: 56em)");
  let marked = [];

  const pieces = (id, span) => [...text.querySelectorAll(`[data-${span}~="${CSS.escape(id)}"]`)];
  const layerOf = (note) => view.dataset.inline.split(" ").find((layer) => note.classList.contains(`of-${layer}`));
  const offset = (element) => element.getClientRects()[0].top - text.getBoundingClientRect().top;

  /* Notes that the switches show, with their first piece of text, in the order of the text. */
  function visible() {
    notes.forEach((note) => note.classList.remove("of-hidden", "same-holder"));
    const items = notes.map((note) => {
      const drawn = pieces(note.dataset.of, layerOf(note)).filter((piece) => piece.getClientRects().length);
      return { note, first: drawn[0], shown: getComputedStyle(note).display !== "none" };
    });
    items.forEach(({ note, first }) => note.classList.toggle("of-hidden", !first));
    return items.filter((item) => item.first && item.shown);
  }

  /* A stance with the holder of the stance above it says so quietly. */
  function group(above, note) {
    const holder = (each) => layerOf(each) === "stance" && each.querySelector(".holder-name")?.textContent;
    note.classList.toggle("same-holder", Boolean(holder(note)) && holder(above) === holder(note));
  }

  /* Positions next to the words without overlaps: neighbours that would overlap form a cluster, whose start is
     the median of where its notes would have it. */
  function spread(items) {
    const clusters = [];
    for (const item of items) {
      let cluster = { items: [item], starts: [item.wanted], height: item.height };
      while (clusters.length && start(clusters.at(-1)) + clusters.at(-1).height > start(cluster)) {
        const before = clusters.pop();
        cluster = {
          items: [...before.items, ...cluster.items],
          starts: [...before.starts, ...cluster.starts.map((wanted) => wanted - before.height)],
          height: before.height + cluster.height,
        };
      }
      clusters.push(cluster);
    }
    for (const cluster of clusters) {
      let position = start(cluster);
      for (const item of cluster.items) {
        item.note.style.top = `${position}px`;
        position += item.height;
      }
    }
  }
  function start({ starts }) {
    const sorted = [...starts].sort((a, b) => a - b);
    const half = (sorted.length - 1) / 2;
    return Math.max(0, (sorted[Math.floor(half)] + sorted[Math.ceil(half)]) / 2);
  }

  function placeWide(shown) {
    shown.forEach((item) => (item.wanted = offset(item.first)));
    shown.sort((before, after) => before.wanted - after.wanted);
    shown.forEach((item, index) => {
      const before = shown[index - 1];
      if (before && item.wanted - before.wanted < NEAR) group(before.note, item.note);
    });
    shown.forEach((item) => (item.height = item.note.offsetHeight + GAP));
    spread(shown);
    const last = shown.at(-1);
    text.style.minHeight = last ? `${parseFloat(last.note.style.top) + last.height}px` : "";
  }

  /* On a narrow screen, an empty box after the sentence makes room for its notes. */
  function placeNarrow(shown) {
    text.style.minHeight = "";
    const rooms = new Map();
    for (const { note, first } of shown) {
      const sentence = first.closest(".sentence") || first.closest(".segment") || first;
      if (!rooms.has(sentence)) rooms.set(sentence, []);
      rooms.get(sentence).push(note);
    }
    for (const inside of rooms.values()) inside.slice(1).forEach((note, index) => group(inside[index], note));
    const heightOf = new Map(shown.map(({ note }) => [note, note.offsetHeight + GAP]));
    for (const [sentence, inside] of rooms) {
      const room = Object.assign(document.createElement("span"), { className: "room" });
      room.style.height = `${inside.reduce((sum, note) => sum + heightOf.get(note), GAP)}px`;
      const isLast = !sentence.nextElementSibling?.matches(".piece, .sentence");
      if (isLast) sentence.closest(".block").append(room);
      else sentence.after(room);
      rooms.set(sentence, { room, inside });
    }
    for (const { room, inside } of rooms.values()) {
      if (!room.getClientRects().length) continue;
      let position = offset(room) + GAP;
      for (const note of inside) {
        note.style.top = `${position}px`;
        position += heightOf.get(note);
      }
    }
  }

  function place() {
    text.querySelectorAll(".room").forEach((room) => room.remove());
    text.classList.add("placed");
    const shown = visible();
    if (wide.matches) placeWide(shown);
    else placeNarrow(shown);
    draw();
  }

  /* Drawing over the text, in pixels from its top left corner */
  const SVG = "http://www.w3.org/2000/svg";
  function svg(name, attributes) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  }
  const drawing = svg("svg", { class: "drawing", "aria-hidden": "true" });
  text.append(drawing);

  /* A box for each line of a span. White space at its ends is left out, tags inside are not. */
  function boxes(id, span) {
    const origin = text.getBoundingClientRect();
    const lines = [];
    for (const piece of pieces(id, span)) {
      if (!piece.textContent.trim()) continue;
      for (const { left, top, right, bottom } of piece.getClientRects()) {
        if (right - left < 1) continue;
        const line = lines.find((box) => Math.min(bottom, box.bottom) - Math.max(top, box.top) > (bottom - top) / 2);
        if (!line) lines.push({ left, top, right, bottom });
        else Object.assign(line, { left: Math.min(left, line.left), top: Math.min(top, line.top), right: Math.max(right, line.right), bottom: Math.max(bottom, line.bottom) });
      }
    }
    return lines.map((box) => ({ left: box.left - origin.left, right: box.right - origin.left, top: box.top - origin.top, bottom: box.bottom - origin.top }));
  }

  const middle = (box) => (box.left + box.right) / 2;

  /* Where a curve leaves a box: at its middle, of a long box near the end towards the other. */
  const INSET = 40;
  function leaving(box, x) {
    const inset = Math.min(INSET, (box.right - box.left) / 2);
    return Math.min(Math.max(x, box.left + inset), box.right - inset);
  }

  /* A curve that leaves and reaches boxes vertically: above them if both are in a line of text, otherwise
     between the lines. */
  function arc(from, to) {
    const [x1, x2] = [leaving(from, middle(to)), leaving(to, middle(from))];
    if (isInLine(from, to)) {
      const y = Math.min(from.top, to.top) - 2;
      const peak = y - Math.min(12, 8 + Math.abs(x2 - x1) / 40);
      return { path: `M ${x1} ${y} C ${x1} ${peak}, ${x2} ${peak}, ${x2} ${y}`, x: x2, y, down: 1 };
    }
    const down = to.top > from.top ? 1 : -1;
    const [y1, y2] = down > 0 ? [from.bottom + 2, to.top - 2] : [from.top - 2, to.bottom + 2];
    const bend = down * Math.max(10, Math.abs(y2 - y1) / 2);
    return { path: `M ${x1} ${y1} C ${x1} ${y1 + bend}, ${x2} ${y2 - bend}, ${x2} ${y2}`, x: x2, y: y2, down };
  }

  const isInLine = (a, b) => Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > (a.bottom - a.top) / 2;
  const overlap = (a, b) => a.left < b.right && b.left < a.right && isInLine(a, b);
  const distance = (a, b) => Math.abs(a.top - b.top) * 1000 + Math.abs(middle(a) - middle(b));

  /* The arc between the nearest boxes of two spans; none if they overlap. */
  function between(from, to) {
    const pairs = from.flatMap((a) => to.map((b) => [a, b]));
    if (!pairs.length || pairs.some(([a, b]) => overlap(a, b))) return [];
    return [arc(...pairs.reduce((best, pair) => (distance(...pair) < distance(...best) ? pair : best)))];
  }

  function curve(id, classes) {
    const [holder, evidence, target] = ["holder", "stance", "target"].map((span) => boxes(id, span));
    const toTarget = between(evidence, target);
    const arcs = [...between(holder, evidence), ...toTarget];
    const path = arcs.map((each) => each.path).join(" ");
    const arrows = toTarget.map(({ x, y, down }) => `M ${x} ${y} l -4.5 ${-8 * down} h 9 z`);
    return [
      svg("path", { class: "halo", d: path }),
      svg("path", { class: `curve ${classes}`, d: path }),
      ...arrows.map((arrow) => svg("path", { class: `arrow ${classes}`, d: arrow })),
    ];
  }

  function draw() {
    drawing.replaceChildren();
    for (const id of marked) {
      const note = notes.find((candidate) => candidate.dataset.of === id);
      if (!note) continue;
      const classes = ["favor", "against", "neutral", "alleged"].filter((name) => note.classList.contains(name)).join(" ");
      for (const span of SPANS)
        for (const box of boxes(id, span))
          drawing.append(svg("rect", { class: `box ${span} ${classes}`, x: box.left - 2, y: box.top - 1, width: box.right - box.left + 4, height: box.bottom - box.top + 2, rx: 3 }));
      if (layerOf(note) === "stance") drawing.append(...curve(id, classes));
    }
  }

  view.addEventListener("winnow:mark", (event) => {
    marked = event.detail.ids;
    draw();
  });
  view.addEventListener("winnow:view", place);
  document.fonts?.addEventListener("loadingdone", place);
  addEventListener("load", place);
  let width = 0;
  new ResizeObserver(([entry]) => {
    if (entry.contentRect.width !== width) place();
    width = entry.contentRect.width;
  }).observe(text);
  place();
})();
