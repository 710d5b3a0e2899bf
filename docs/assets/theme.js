/* What the theme leaves out for readers who use a keyboard or a screen reader. Runs after the script of the theme. */
"use strict";

(() => {
  function headingBefore(element) {
    const headings = [...document.querySelectorAll(".md-content :is(h1, h2, h3, h4)")];
    return headings.filter((heading) => heading.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING).pop();
  }

  function nameOf(wrapper) {
    const heading = headingBefore(wrapper)?.cloneNode(true);
    heading?.querySelector(".headerlink")?.remove();
    return heading ? `Table: ${heading.textContent.trim()}` : "Table";
  }

  /* A table that is wider than the page scrolls in a wrapper; the keyboard scrolls only what has the focus. */
  function watchWidth(wrapper) {
    wrapper.setAttribute("role", "group");
    wrapper.setAttribute("aria-label", nameOf(wrapper));
    new ResizeObserver(() => {
      if (wrapper.scrollWidth > wrapper.clientWidth) wrapper.tabIndex = 0;
      else wrapper.removeAttribute("tabindex");
    }).observe(wrapper);
  }

  document.querySelector(".md-search")?.setAttribute("aria-label", "Search");
  /* The theme wraps tables and adds buttons to code in its own listener, which comes before this one. */
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".md-typeset__scrollwrap").forEach(watchWidth);
    document.querySelectorAll(".md-code__nav").forEach((nav) => nav.setAttribute("role", "none"));
  });
})();
