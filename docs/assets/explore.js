/* Explore: rows are loaded as scripts, so that it works from a file as well; DataTables shows them. */
"use strict";

(() => {
  const form = document.getElementById("explore-form");
  if (!form) return;

  let HIDDEN = /[^\s\S]/gu; /* what cannot be seen; the index says what that is */
  const ALL = "*"; /* no page has this id */
  const code = (character) => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  const MOST_AT_FIRST = 20; /* files that are loaded before anybody asks for more */
  const LONGEST = 240; /* characters of a cell */
  const box = document.getElementById("explore-table");
  const filters = document.getElementById("explore-filters");
  const status = document.getElementById("explore-status");
  const loaded = new Map();
  const texts = new WeakMap();
  let configs = [];
  let names = {};
  let chosen = {};
  let table = null;

  window.winnowIndex = (index) => {
    configs = index.configs;
    HIDDEN = new RegExp(index.hidden, "gu");
  };
  window.winnowNames = (found) =>
    (names = Object.fromEntries(Object.entries(found).map(([id, name]) => [id, name.replace(HIDDEN, (each) => `[${code(each)}]`)])));
  window.winnowRows = (config, file, rows) => loaded.set(`${config}/${file}`, rows);

  function load(path) {
    return new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = `data/${path}.js`;
      script.onload = done;
      script.onerror = () => failed(new Error(`data/${path}.js cannot be read; build the site again`));
      document.head.append(script);
    });
  }

  /* What is at a path such as stances[].holder_id: a list of values. */
  function values(row, path) {
    return path.split(".").reduce((found, step) => {
      const name = step.replace("[]", "");
      return found.flatMap((each) => each?.[name] ?? (each && name in each ? [null] : []));
    }, [row]);
  }

  const said = (value) => (value === null ? "null" : String(value));
  const config = () => configs.find((each) => each.config === chosen.config);
  const files = () => config().files.filter((file) => chosen.page === ALL || file.name === chosen.page);
  const rows = () => files().flatMap((file) => loaded.get(`${chosen.config}/${file.name}`) || []);

  function textOf(row) {
    if (!texts.has(row)) {
      const found = [];
      const gather = (value) => {
        if (value && typeof value === "object") Object.values(value).forEach(gather);
        else if (value !== null) found.push(String(value));
      };
      gather(row);
      texts.set(row, found.join("\n").toLowerCase());
    }
    return texts.get(row);
  }

  /* Filters on members of one list, such as two of stances[], must be met by the same item of it. */
  function left(but) {
    const wanted = config().filters.filter((path) => chosen[path] !== undefined && path !== but);
    const lists = grouped(wanted);
    const text = (chosen.text || "").toLowerCase();
    const meets = (item, list, paths) =>
      paths.every((path) => values(item, path.slice(list.length)).some((value) => said(value) === chosen[path]));
    return rows().filter(
      (row) =>
        [...lists].every(([list, paths]) => items(row, list).some((item) => meets(item, list, paths))) &&
        (!text || textOf(row).includes(text)),
    );
  }
  const listOf = (path) => path.slice(0, path.lastIndexOf("[].") + 3).replace(/^[^[]*$/, "");
  const items = (row, list) => (list ? values(row, list.slice(0, -1)) : [row]);
  function grouped(paths) {
    const found = new Map();
    for (const path of paths) found.set(listOf(path), [...(found.get(listOf(path)) || []), path]);
    return found;
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

  /* Cells: text, never HTML; what cannot be seen is named. */
  function visible(text) {
    const made = document.createDocumentFragment();
    let end = 0;
    for (const found of text.matchAll(HIDDEN)) {
      const mark = Object.assign(document.createElement("span"), { className: "hidden", textContent: found[0] });
      mark.dataset.name = code(found[0]);
      made.append(text.slice(end, found.index), mark);
      end = found.index + found[0].length;
    }
    made.append(text.slice(end));
    return made;
  }
  function anchor(href, text) {
    const made = Object.assign(document.createElement("a"), { href });
    made.append(visible(text));
    return made;
  }
  function place(row) {
    if (chosen.config === "registry") return `entities/${row.id}.html`;
    const id = chosen.config === "passes" ? row.gold_id : chosen.config === "stance" ? row.sentence_id : row.id;
    const [page, short] = (id || row.page_id).split("#");
    return `pages/${page}.html${short ? `#${short}` : ""}`;
  }
  function item(value) {
    if (value === null || typeof value !== "object") return said(value);
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
  /* A polarity with its sign; where stances are only alleged, it says so, and is dashed. */
  const SIGNS = { favor: "+ ", against: "− ", neutral: "0 ", mixed: "± ", none: "" };
  function polarity(value, row) {
    const stances = row.stances || [row];
    const alleged = stances.filter((each) => each.alleged).length;
    const part = alleged && alleged < stances.length ? ", partly alleged" : alleged ? ", alleged" : "";
    const made = document.createElement("span");
    made.className = value === "none" ? "" : `polarity ${value}${alleged ? " alleged" : ""}`;
    made.textContent = `${SIGNS[value]}${value}${part}`;
    return made;
  }
  function cell(name, value, row) {
    if (name === "polarity" && value) return polarity(value, row);
    const made = document.createElement("span");
    const text = plain(value);
    if (name === config().key || (name === "gold_id" && value)) made.append(anchor(place(row), text));
    else if (typeof value === "string" && name.endsWith("_id") && names[value]) made.append(anchor(`entities/${value}.html`, text));
    else made.append(visible(text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text));
    return made;
  }

  /* What can be chosen */
  function select(label, name, options, value) {
    const made = document.createElement("label");
    const list = Object.assign(document.createElement("select"), { name });
    list.append(...options.map(([key, text]) => new Option(text, key, false, key === value)));
    made.append(label, list);
    return made;
  }
  function offer() {
    form.config.value = chosen.config;
    const all = config().files.reduce((sum, file) => sum + file.rows, 0);
    const own = config().files.map((file) => [file.name, `${file.name} (${file.rows})`]);
    if (chosen.page !== ALL && !own.some(([name]) => name === chosen.page)) own.push([chosen.page, `${chosen.page} (0)`]);
    form.page.replaceChildren(...[[ALL, `all (${all})`], ...own].map(([key, text]) => new Option(text, key, false, key === chosen.page)));
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
        for (const row of left(path)) for (const value of new Set(values(row, path).map(said))) counts.set(value, (counts.get(value) || 0) + 1);
        const wanted = chosen[path];
        if (counts.size < 2 && wanted === undefined) return [];
        if (wanted !== undefined && !counts.has(wanted)) counts.set(wanted, 0);
        const shown = [...counts].map(([value, count]) => [`=${value}`, `${nameOf(path, value)} (${count})`]);
        shown.sort(([, one], [, other]) => one.localeCompare(other, "en"));
        return [select(path, path, [["", "any"], ...shown], wanted === undefined ? "" : `=${wanted}`)];
      }),
    );
    filters.parentElement.hidden = !filters.children.length;
    if (focused) form.elements[focused]?.focus?.();
  }

  /* Numbers within a text are sorted as numbers, so that q10 follows q9. */
  const sortable = (text) => text.replace(/\d+/g, (digits) => digits.padStart(9, "0"));
  function sorted(shown) {
    const name = (chosen.sort || "").replace(/^-/, "");
    return shown.includes(name) ? [[shown.indexOf(name), chosen.sort.startsWith("-") ? "desc" : "asc"]] : [];
  }

  function draw() {
    table?.destroy(true);
    const made = document.createElement("table");
    box.replaceChildren(made);
    const shown = chosen.all ? config().columns : config().shown;
    table = new DataTable(made, {
      data: left(),
      columns: shown.map((name) => ({
        title: name,
        data: (row) => row,
        render: (row, type) => {
          if (type === "display") return cell(name, row[name], row);
          return typeof row[name] === "number" ? row[name] : sortable(plain(row[name]));
        },
      })),
      order: sorted(shown),
      language: { emptyTable: "No row is left." },
      autoWidth: false,
      searching: false,
      pageLength: 25,
    });
    table.on("order", () => {
      const [first] = table.order();
      chosen.sort = first ? `${first[1] === "desc" ? "-" : ""}${shown[first[0]]}` : "";
      write();
    });
    tell();
  }
  function tell() {
    const count = left().length;
    status.textContent = `${count} of ${rows().length} row${rows().length === 1 ? "" : "s"} of ${chosen.config}${chosen.page === ALL ? "" : ` on ${chosen.page}`}`;
  }

  let asked = 0;
  async function update({ again = true } = {}) {
    const now = ++asked;
    busy(true);
    write();
    const missing = files().filter((file) => !loaded.has(`${chosen.config}/${file.name}`));
    if (missing.length) {
      status.textContent = `Loading ${missing.length} file${missing.length === 1 ? "" : "s"} …`;
      try {
        await Promise.all(missing.map((file) => load(`${chosen.config}/${file.name}`)));
      } catch (error) {
        if (now === asked) fail(error);
        return;
      }
    }
    if (now !== asked) return;
    try {
      if (again) offer();
      else offerFilters();
      draw();
      busy(false);
    } catch (error) {
      fail(error);
    }
  }

  /* While rows are on their way, nothing can be downloaded. */
  function busy(is) {
    box.setAttribute("aria-busy", String(is));
    for (const name of ["csv", "jsonl", "clear", "all"]) form[name].disabled = is;
  }
  function fail(error) {
    box.replaceChildren();
    table = null;
    box.setAttribute("aria-busy", "false");
    status.textContent = window.DataTable ? error.message : "lib/ is not complete; build the site with make docs";
  }

  /* Downloads: the rows that are left, in the order that is shown */
  function download(name, type, text) {
    const made = Object.assign(document.createElement("a"), {
      href: URL.createObjectURL(new Blob([text], { type })),
      download: name,
    });
    document.body.append(made);
    made.click();
    made.remove();
    setTimeout(() => URL.revokeObjectURL(made.href), 10000);
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
  /* The index says what cannot be seen, so names come after it. */
  load("index")
    .then(() => load("names"))
    .then(() => {
      read();
      return update();
    })
    .catch(fail);
})();
