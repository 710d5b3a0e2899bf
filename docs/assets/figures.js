/* Figures: pointing at a name or a curve of a network fades all other curves and names. */
"use strict";

(() => {
  const matches = (part, { holder, target }) =>
    (!holder || part.dataset.holder === holder) && (!target || part.dataset.target === target);

  function fade(ties, names, chosen) {
    const lit = ties.filter((tie) => matches(tie, chosen));
    const connected = (name) => lit.some((tie) => matches(tie, name.dataset));
    ties.forEach((tie) => tie.classList.toggle("winnow-faded", !lit.includes(tie)));
    names.forEach((name) => name.classList.toggle("winnow-faded", !connected(name)));
  }

  for (const chart of document.querySelectorAll(".winnow-chart")) {
    const ties = [...chart.querySelectorAll(".winnow-tie")];
    if (!ties.length) continue;
    const names = [...chart.querySelectorAll(".winnow-named")];
    const follow = (event) => fade(ties, names, event.target.closest(".winnow-tie, .winnow-named")?.dataset ?? {});
    chart.addEventListener("pointerover", follow);
    chart.addEventListener("focusin", follow);
    chart.addEventListener("pointerleave", () => fade(ties, names, {}));
    chart.addEventListener("focusout", () => fade(ties, names, {}));
  }
})();
