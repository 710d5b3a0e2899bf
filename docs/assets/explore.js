/* Explore: rows are loaded as scripts, which works from files, too; DataTables shows them. */
"use strict";

(() => {
  const form = document.getElementById("explore-form");
  if (!form) return;

  let HIDDEN = /[^\s\S]/gu; /* invisible characters; set by the index */
  const ALL = "*"; /* no page has this id */
  const code = (character) => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  const MOST_AT_FIRST = 20; /* files that are loaded without being asked for */
  const LONGEST = 240; /* characters shown of a cell */
  const box = document.getElementById("explore-table");
  const filters = document.getElementById("explore-filters");
  const status = document.getElementById("explore-status");
  const loaded = new Map();
  const texts = new WeakMap();
  let configs = [];
  let names = {};
  let signs = {};
  let chosen = {};
  let table = null;

  window.winnowIndex = (index) => {
    configs = index.configs;
    signs = index.signs;
    HIDDEN = new RegExp(index.hidden, "gu");
  };
  window.winnowNames = (registry) =>
    (names = Object.fromEntries(Object.entries(registry).map(([id, name]) => [id, name.replace(HIDDEN, (character) => `[${code(character)}]`)])));
  window.winnowRows = (config, file, rows) => loaded.set(`${config}/${file}`, rows);

  function load(path) {
    return new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = `data/${path}.js`;
      script.onload = done;
      script.onerror = () => failed(new Error(`data/${path}.js cannot be loaded; build the site again`));
      document.head.append(script);
    });
  }

  /* The list of values at a path such as stances[].holder_id. */
  function values(row, path) {
    return path.split(".").reduce((parents, step) => {
      const name = step.replace("[]", "");
      return parents.flatMap((parent) => parent?.[name] ?? (parent && name in parent ? [null] : []));
    }, [row]);
  }

  const asText = (value) => (value === null ? "null" : String(value));
  const config = () => configs.find(({ config }) => config === chosen.config);
  const files = () => config().files.filter((file) => chosen.page === ALL || file.name === chosen.page);
  const rows = () => files().flatMap((file) => loaded.get(`${chosen.config}/${file.name}`) || []);

  function textOf(row) {
    if (!texts.has(row)) {
      const strings = [];
      const gather = (value) => {
        if (value && typeof value === "object") Object.values(value).forEach(gather);
        else if (value !== null) strings.push(String(value));
      };
      gather(row);
      texts.set(row, strings.join("\n").toLowerCase());
    }
    return texts.get(row);
  }

  /* The rows that match all filters but one. Filters on the same list must all match one item of it. */
  function matching(but) {
    const wanted = config().filters.filter((path) => chosen[path] !== undefined && path !== but);
    const lists = grouped(wanted);
    const text = (chosen.text || "").toLowerCase();
    const meets = (item, list, paths) =>
      paths.every((path) => values(item, path.slice(list.length)).some((value) => asText(value) === chosen[path]));
    return rows().filter(
      (row) =>
        [...lists].every(([list, paths]) => items(row, list).some((item) => meets(item, list, paths))) &&
        (!text || textOf(row).includes(text)),
    );
  }
  const listOf = (path) => path.slice(0, path.lastIndexOf("[].") + 3).replace(/^[^[]*$/, "");
  const items = (row, list) => (list ? values(row, list.slice(0, -1)) : [row]);
  function grouped(paths) {
    const byList = new Map();
    for (const path of paths) byList.set(listOf(path), [...(byList.get(listOf(path)) || []), path]);
    return byList;
  }

  /* The address */
  function read() {
    chosen = Object.fromEntries([...new URLSearchParams(location.hash.slice(1))].filter(([, value]) => value));
    if (!config()) chosen = { config: "quotations" };
    const known = new Set(["config", "page", "text", "all", "sort", ...config().filters]);
    Object.keys(chosen).forEach((key) => known.has(key) || delete chosen[key]);
    chosen.page ||= config().files.length > MOST_AT_FIRST ? config().files[0].name : ALL;
  }
  function write() {
    const kept = Object.entries(chosen).filter(([key, value]) => value && !(key === "page" && value === ALL && config().files.length <= MOST_AT_FIRST));
    const address = `#${new URLSearchParams(kept)}`;
    if (address !== location.hash) history.replaceState(null, "", address);
  }

  /* Cells: text, never HTML; invisible characters are named. */
  function visible(text) {
    const fragment = document.createDocumentFragment();
    let end = 0;
    for (const match of text.matchAll(HIDDEN)) {
      const mark = Object.assign(document.createElement("span"), { className: "hidden", textContent: match[0] });
      mark.dataset.name = code(match[0]);
      fragment.append(text.slice(end, match.index), mark);
      end = match.index + match[0].length;
    }
    fragment.append(text.slice(end));
    return fragment;
  }
  function anchor(href, text) {
    const link = Object.assign(document.createElement("a"), { href });
    link.append(visible(text));
    return link;
  }
  function place(row) {
    if (chosen.config === "registry") return `entities/${row.id}.html`;
    const id = chosen.config === "passes" ? row.gold_id : chosen.config === "stance" ? row.sentence_id : row.id;
    const [page, short] = (id || row.page_id).split("#");
    return `pages/${page}.html${short ? `#${short}` : ""}`;
  }
  function item(value) {
    if (value === null || typeof value !== "object") return asText(value);
    if ("holder_id" in value) {
      const target = value.target_id ? ` → ${names[value.target_id] || value.target_id}` : "";
      return `${names[value.holder_id] || "the writer"}${target}: ${value.polarity}${value.alleged ? ", alleged" : ""}, ${value.basis}`;
    }
    if ("type" in value) return `${value.quote} ${value.type}`;
    return value.quote ?? value.id ?? JSON.stringify(value);
  }
  function plain(value) {
    if (value === null || value === undefined) return "";
    if (Array.isArray(value)) return value.map(item).join("; ");
    return typeof value === "object" ? item(value) : String(value);
  }
  /* A polarity with its sign, and whether its stances are only alleged. */
  function polarity(value, row) {
    const stances = row.stances || [row];
    const alleged = stances.filter((stance) => stance.alleged).length;
    const part = alleged && alleged < stances.length ? ", partly alleged" : alleged ? ", alleged" : "";
    const label = document.createElement("span");
    label.className = value === "none" ? "" : `polarity ${value}${alleged ? " alleged" : ""}`;
    label.textContent = `${signs[value]} ${value}${part}`.trim();
    return label;
  }
  function cell(name, value, row) {
    if (name === "polarity" && value) return polarity(value, row);
    const content = document.createElement("span");
    const text = plain(value);
    if (name === config().key || (name === "gold_id" && value)) content.append(anchor(place(row), text));
    else if (typeof value === "string" && name.endsWith("_id") && names[value]) content.append(anchor(`entities/${value}.html`, text));
    else content.append(visible(text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text));
    return content;
  }

  /* The form */
  function select(label, name, options, value) {
    const element = document.createElement("label");
    const list = Object.assign(document.createElement("select"), { name });
    list.append(...options.map(([key, text]) => new Option(text, key, false, key === value)));
    element.append(label, list);
    return element;
  }
  function offer() {
    form.config.value = chosen.config;
    const all = config().files.reduce((sum, file) => sum + file.rows, 0);
    const pages = config().files.map((file) => [file.name, `${file.name} (${file.rows})`]);
    if (chosen.page !== ALL && !pages.some(([name]) => name === chosen.page)) pages.push([chosen.page, `${chosen.page} (0)`]);
    form.page.replaceChildren(...[[ALL, `all (${all})`], ...pages].map(([key, text]) => new Option(text, key, false, key === chosen.page)));
    form.text.value = chosen.text || "";
    form.all.checked = Boolean(chosen.all);
    document.getElementById("explore-description").textContent = config().description;
    offerFilters();
  }
  function nameOf(path, value) {
    if (value === "null") return "none";
    if (!path.endsWith("_id")) return value;
    return value === "author" ? "the writer" : names[value] || value;
  }
  function offerFilters() {
    const focused = document.activeElement?.name;
    filters.replaceChildren(
      ...config().filters.flatMap((path) => {
        const counts = new Map();
        for (const row of matching(path)) for (const value of new Set(values(row, path).map(asText))) counts.set(value, (counts.get(value) || 0) + 1);
        const wanted = chosen[path];
        if (counts.size < 2 && wanted === undefined) return [];
        if (wanted !== undefined && !counts.has(wanted)) counts.set(wanted, 0);
        const options = [...counts].map(([value, count]) => [`=${value}`, `${nameOf(path, value)} (${count})`]);
        options.sort(([, first], [, second]) => first.localeCompare(second, "en"));
        return [select(path, path, [["", "any"], ...options], wanted === undefined ? "" : `=${wanted}`)];
      }),
    );
    filters.parentElement.hidden = !filters.children.length;
    if (focused) form.elements[focused]?.focus?.();
  }

  /* Numbers in a text are sorted as numbers, so that q10 follows q9. */
  const sortable = (text) => text.replace(/\d+/g, (digits) => digits.padStart(9, "0"));
  function sorted(shown) {
    const name = (chosen.sort || "").replace(/^-/, "");
    return shown.includes(name) ? [[shown.indexOf(name), chosen.sort.startsWith("-") ? "desc" : "asc"]] : [];
  }

  function draw() {
    table?.destroy(true);
    const element = document.createElement("table");
    box.replaceChildren(element);
    const shown = chosen.all ? config().columns : config().shown;
    table = new DataTable(element, {
      data: matching(),
      columns: shown.map((name) => ({
        title: name,
        data: (row) => row,
        render: (row, type) => {
          if (type === "display") return cell(name, row[name], row);
          return typeof row[name] === "number" ? row[name] : sortable(plain(row[name]));
        },
      })),
      order: sorted(shown),
      language: { emptyTable: "No rows match.", info: "Rows _START_ to _END_ of _TOTAL_", infoEmpty: "No rows", lengthMenu: "Rows per page: _MENU_" },
      autoWidth: false,
      searching: false,
      pageLength: 25,
    });
    table.on("order", () => {
      const [first] = table.order();
      chosen.sort = first ? `${first[1] === "desc" ? "-" : ""}${shown[first[0]]}` : "";
      write();
    });
    report();
  }
  function report() {
    const count = matching().length;
    status.textContent = `${count} of ${rows().length} row${rows().length === 1 ? "" : "s"} of ${chosen.config}${chosen.page === ALL ? "" : ` on ${chosen.page}`}`;
  }

  let updates = 0;
  async function update({ again = true } = {}) {
    const number = ++updates;
    busy(true);
    write();
    const missing = files().filter((file) => !loaded.has(`${chosen.config}/${file.name}`));
    if (missing.length) {
      status.textContent = `Loading ${missing.length} file${missing.length === 1 ? "" : "s"} …`;
      try {
        await Promise.all(missing.map((file) => load(`${chosen.config}/${file.name}`)));
      } catch (error) {
        if (number === updates) fail(error);
        return;
      }
    }
    if (number !== updates) return;
    try {
      if (again) offer();
      else offerFilters();
      draw();
      busy(false);
    } catch (error) {
      fail(error);
    }
  }

  /* Nothing can be downloaded while rows are loading. */
  function busy(is) {
    box.setAttribute("aria-busy", String(is));
    for (const name of ["csv", "jsonl", "clear", "all"]) form[name].disabled = is;
  }
  function fail(error) {
    box.replaceChildren();
    table = null;
    box.setAttribute("aria-busy", "false");
    status.textContent = window.DataTable ? error.message : "lib/ is incomplete; build the site with make docs";
  }

  /* Downloads: the matching rows, in the order of the table */
  function download(name, type, text) {
    const link = Object.assign(document.createElement("a"), {
      href: URL.createObjectURL(new Blob([text], { type })),
      download: name,
    });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }
  const remaining = () => table.rows({ order: "applied" }).data().toArray();
  function quoted(value) {
    const text = value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }
  function csv() {
    const { columns } = config();
    const lines = [columns, ...remaining().map((row) => columns.map((name) => row[name]))];
    return lines.map((line) => `${line.map(quoted).join(",")}\r\n`).join("");
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", (event) => {
    const { name, value, checked } = event.target;
    if (name === "text") return;
    if (name === "config") {
      const { page } = chosen;
      chosen = { config: value, page, ...(chosen.text && { text: chosen.text }) };
      write();
      read();
    } else if (name === "all") chosen.all = checked ? "yes" : "";
    else if (name === "page") chosen.page = value;
    else if (value) chosen[name] = value.slice(1);
    else delete chosen[name];
    update();
  });
  let typing;
  form.text.addEventListener("input", () => {
    clearTimeout(typing);
    busy(true);
    typing = setTimeout(() => {
      chosen.text = form.text.value;
      update({ again: false });
    }, 150);
  });
  form.clear.addEventListener("click", () => {
    chosen = { config: chosen.config, page: chosen.page, all: chosen.all };
    update();
  });
  form.csv.addEventListener("click", () => download(`winnow-${chosen.config}.csv`, "text/csv", csv()));
  form.jsonl.addEventListener("click", () =>
    download(`winnow-${chosen.config}.jsonl`, "application/jsonl", remaining().map((row) => `${JSON.stringify(row)}\n`).join("")),
  );
  addEventListener("hashchange", () => {
    read();
    update();
  });

  if (innerWidth < 700) filters.parentElement.open = false;
  /* Names are loaded after the index, which defines the invisible characters. */
  load("index")
    .then(() => load("names"))
    .then(() => {
      read();
      return update();
    })
    .catch(fail);
})();
