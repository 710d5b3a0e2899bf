/* Readings of a page: gold, each pass, and their differences. The HTML shows gold; elements and
   attributes of other readings are in it, too (see scripts/winnow/site/marks.py). */
"use strict";

(() => {
  const root = document.querySelector(".winnow.page");
  const group = root?.querySelector(".readings");
  if (!group) return;
  const buttons = [...group.querySelectorAll("button")];
  const GOLD = "gold";
  const SPANS = `${root.dataset.inline} ${root.dataset.further}`.split(" ").map((span) => `data-${span}`);
  const elements = [...root.querySelectorAll("[data-in]")].map((element) => ({ element, readings: element.dataset.in.split(" ") }));
  const pieces = [...root.querySelectorAll("[data-forms]")].map((piece) => ({
    piece,
    gold: Object.fromEntries(["class", ...SPANS].map((name) => [name, piece.getAttribute(name)])),
    forms: JSON.parse(piece.dataset.forms),
  }));
  let current = GOLD;

  function write(piece, attributes) {
    for (const name of ["class", ...SPANS]) {
      if (attributes[name] === undefined || attributes[name] === null) piece.removeAttribute(name);
      else piece.setAttribute(name, attributes[name]);
    }
  }

  function show(reading) {
    current = reading;
    buttons.forEach((button) => button.setAttribute("aria-pressed", button.value === reading));
    if (reading === GOLD) delete root.dataset.reading;
    else root.dataset.reading = reading;
    elements.forEach(({ element, readings }) => (element.hidden = !readings.includes(reading)));
    pieces.forEach(({ piece, gold, forms }) => write(piece, forms[reading] ?? gold));
    root.dispatchEvent(new CustomEvent("winnow:view", { bubbles: true }));
  }

  function choose(reading) {
    if (reading === current) return;
    show(reading);
    keep(reading);
  }

  /* The choice stays in the address, and for the next page in the session. */
  const SAVED = "winnow-reading";
  function keep(reading) {
    window.winnowAddress.set("reading", reading === GOLD ? null : reading);
    try {
      sessionStorage.setItem(SAVED, reading);
    } catch {
      /* without storage, every page begins with gold */
    }
  }
  function saved() {
    try {
      return sessionStorage.getItem(SAVED);
    } catch {
      return null;
    }
  }

  const known = (reading) => buttons.some((button) => button.value === reading);
  group.addEventListener("click", (event) => event.target.value && choose(event.target.value));

  /* Links of the lists below the text to another reading of the same page */
  root.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="?reading="]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const address = new URL(link.href);
    event.preventDefault();
    choose(address.searchParams.get("reading"));
    if (location.hash === address.hash) scroll();
    else location.hash = address.hash;
  });

  /* Marks and scrolls again to what the address names, because the text has changed. */
  function scroll() {
    document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
    dispatchEvent(new HashChangeEvent("hashchange"));
  }

  group.hidden = false;
  /* A link to an annotation without a reading is a link to gold. */
  const asked = window.winnowAddress.get("reading") ?? (location.hash ? GOLD : saved());
  if (asked !== GOLD && known(asked)) {
    show(asked);
    keep(asked);
    if (location.hash) scroll();
  }
})();
