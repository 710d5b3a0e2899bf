/* What the view of a page shows: presets, layers and boilerplate, kept in the address; and what is copied. */
"use strict";

(() => {
  const root = document.querySelector(".winnow.page");
  if (!root) return;

  /* The state of the view is in the query of the address, so that a link shows what its sender sees. */
  const query = new URLSearchParams(location.search);
  function write() {
    const search = query.toString();
    try {
      history.replaceState(history.state, "", `${location.pathname}${search && `?${search}`}${location.hash}`);
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
})();
