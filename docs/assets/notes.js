/* The notes of a page view next to their words, and what is drawn over the text while an annotation is
   marked: boxes around its further spans, and a curve from the holder of a stance to its target. Loaded
   before page.js, which marks. Without scripts, notes are at the top of their line of text. */
"use strict";

(() => {
  const view = document.querySelector(".winnow.page");
  if (!view) return;

  const GAP = 4; /* pixels between two notes */
  const NEAR = 160; /* a note repeats no holder if the one above it, at most so far away, names it */
  const SPANS = view.dataset.further.split(" ");
  const text = view.querySelector(".text");
  const notes = [...text.querySelectorAll("[data-of]")];
  const wide = matchMedia("screen and (min-width: 56em)");
  let marked = [];

  const pieces = (id, span) => [...text.querySelectorAll(`[data-${span}~="${CSS.escape(id)}"]`)];
  const layerOf = (note) => (note.classList.contains("of-stance") ? "stance" : "quotation");
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

  /* Positions next to the words without overlaps: neighbours that would overlap form a cluster, which is
     placed where the sum of the squared distances of its notes is least. */
  function spread(items) {
    const clusters = [];
    for (const item of items) {
      let cluster = { items: [item], sum: item.wanted, height: item.height };
      const bottom = (before) => start(before) + before.height;
      while (clusters.length && bottom(clusters.at(-1)) > start(cluster)) {
        const before = clusters.pop();
        const shifted = cluster.sum - cluster.items.length * before.height;
        cluster = { items: [...before.items, ...cluster.items], sum: before.sum + shifted, height: before.height + cluster.height };
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
  const start = (cluster) => Math.max(0, cluster.sum / cluster.items.length);

  function placeWide(shown) {
    shown.forEach((item) => (item.wanted = offset(item.first)));
    shown.sort((before, after) => before.wanted - after.wanted);
    shown.forEach((item, index) => {
      const before = shown[index - 1];
      const same = before && holder(before.note) === holder(item.note) && item.wanted - before.wanted < NEAR;
      item.note.classList.toggle("same-holder", Boolean(same) && layerOf(before.note) === layerOf(item.note));
    });
    shown.forEach((item) => (item.height = item.note.offsetHeight + GAP));
    spread(shown);
    const last = shown.at(-1);
    text.style.minHeight = last ? `${parseFloat(last.note.style.top) + last.height}px` : "";
  }
  const holder = (note) => note.querySelector(".holder-name").textContent;

  /* On a narrow screen, an empty box after the sentence makes room for its notes. */
  function placeNarrow(shown) {
    text.style.minHeight = "";
    const rooms = new Map();
    for (const { note, first } of shown) {
      const sentence = first.closest(".sentence") || first.closest(".segment") || first;
      if (!rooms.has(sentence)) rooms.set(sentence, []);
      rooms.get(sentence).push(note);
    }
    const heights = shown.map(({ note }) => note.offsetHeight + GAP);
    const heightOf = new Map(shown.map(({ note }, index) => [note, heights[index]]));
    for (const [sentence, inside] of rooms) {
      const room = Object.assign(document.createElement("span"), { className: "room" });
      room.style.height = `${inside.reduce((sum, note) => sum + heightOf.get(note), GAP)}px`;
      sentence.after(room);
      rooms.set(sentence, { room, inside });
    }
    for (const { room, inside } of rooms.values()) {
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

  /* A curve that leaves and reaches boxes vertically: above them if both are in a line of text, otherwise
     between the lines. */
  function arc(from, to) {
    const [x1, x2] = [middle(from), middle(to)];
    if (Math.abs(from.top - to.top) < (from.bottom - from.top) / 2) {
      const height = Math.min(34, 10 + Math.abs(x2 - x1) / 12);
      const y = Math.min(from.top, to.top) - 2;
      return { path: `M ${x1} ${y} C ${x1} ${y - height}, ${x2} ${y - height}, ${x2} ${y}`, x: x2, y, down: 1 };
    }
    const down = to.top > from.top ? 1 : -1;
    const [y1, y2] = down > 0 ? [from.bottom + 2, to.top - 2] : [from.top - 2, to.bottom + 2];
    const bend = down * Math.max(16, Math.abs(y2 - y1) / 2);
    return { path: `M ${x1} ${y1} C ${x1} ${y1 + bend}, ${x2} ${y2 - bend}, ${x2} ${y2}`, x: x2, y: y2, down };
  }

  const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

  function curve(id, classes) {
    const [[from], [evidence], [to]] = ["holder", "stance", "target"].map((span) => boxes(id, span));
    if (!evidence || !(from || to)) return [];
    const stops = [from, evidence, to].filter(Boolean);
    const arcs = [];
    for (let index = 1; index < stops.length; index += 1)
      if (!overlap(stops[index - 1], stops[index])) arcs.push(arc(stops[index - 1], stops[index]));
    if (!arcs.length) return [];
    const path = arcs.map((each) => each.path).join(" ");
    const shapes = [svg("path", { class: "halo", d: path }), svg("path", { class: `curve ${classes}`, d: path })];
    const { x, y, down } = arcs.at(-1);
    if (to) shapes.push(svg("path", { class: `arrow ${classes}`, d: `M ${x} ${y} l -4.5 ${-8 * down} h 9 z` }));
    return shapes;
  }

  function draw() {
    drawing.replaceChildren();
    for (const id of marked) {
      const note = notes.find((candidate) => candidate.dataset.of === id);
      const classes = ["favor", "against", "neutral", "alleged"].filter((name) => note?.classList.contains(name)).join(" ");
      for (const span of SPANS)
        for (const box of boxes(id, span))
          drawing.append(svg("rect", { class: `box ${span} ${classes}`, x: box.left - 2, y: box.top - 1, width: box.right - box.left + 4, height: box.bottom - box.top + 2, rx: 3 }));
      drawing.append(...curve(id, classes));
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
