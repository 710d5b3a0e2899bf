/* The search's worker and documents, loaded when the search is opened. Runs before the script of the theme. */
"use strict";

(() => {
  const SearchWorker = window.Worker; // of the browser or, for files, the substitute that the theme needs
  const base = new URL("../", document.currentScript.src);
  const toggle = document.getElementById("__search");

  function loadDocuments() {
    const script = document.createElement("script");
    script.src = new URL("search/documents.js", base);
    document.head.append(script);
    return new Promise((resolve) => script.addEventListener("load", () => resolve(window.winnowDocuments)));
  }

  /* What the theme takes for its worker. It keeps messages until the search is opened. */
  class DeferredWorker extends EventTarget {
    constructor(url) {
      super();
      window.Worker = SearchWorker; // the theme makes one; others are not its
      this.ready = this.opened().then(() => this.start(url));
    }

    opened() {
      return new Promise((resolve) => {
        if (toggle.checked) resolve();
        toggle.addEventListener("change", resolve, { once: true });
      });
    }

    async start(url) {
      const worker = new SearchWorker(url);
      worker.addEventListener("message", ({ data }) => this.dispatchEvent(new MessageEvent("message", { data })));
      const documents = await loadDocuments();
      return (message) => {
        // the first message sets the index up, and the theme has one without documents
        const isSetup = Array.isArray(message.data?.docs);
        worker.postMessage(isSetup ? { ...message, data: { ...message.data, docs: documents.docs } } : message);
      };
    }

    postMessage(message) {
      this.ready.then((send) => send(message));
    }
  }
  window.Worker = DeferredWorker;

  /* The theme reads the query on keyup only, which pasting with a mouse and dictation do not cause. */
  const query = document.querySelector(".md-search__input");
  query.addEventListener("input", () => query.dispatchEvent(new Event("keyup")));
})();
