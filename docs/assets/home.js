/* The sentence on the first page: pointing at a stance or its note marks the note, the holder and the target. */
"use strict";

(() => {
  const sample = document.querySelector(".home-sample");

  function mark(id) {
    for (const note of sample.querySelectorAll("[data-of]")) note.classList.toggle("is-marked", note.dataset.of === id);
    for (const side of ["holder", "target"]) {
      for (const piece of sample.querySelectorAll(`[data-${side}]`)) {
        piece.classList.toggle(`is-${side}`, piece.dataset[side].split(" ").includes(id));
      }
    }
  }

  function stanceOf(element) {
    const stance = element.closest("[data-of], [data-stance]");
    return stance?.dataset.of ?? stance?.dataset.stance.split(" ")[0];
  }

  sample.addEventListener("mouseover", (event) => mark(stanceOf(event.target)));
  sample.addEventListener("mouseleave", () => mark());
  sample.addEventListener("focusin", (event) => mark(stanceOf(event.target)));
  sample.addEventListener("focusout", () => mark());
})();
