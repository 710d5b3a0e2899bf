/* The SQL box on Explore: the form, the result and the address. query-worker.js runs the queries. */
"use strict";

(() => {
  const box = document.getElementById("query");
  const form = document.getElementById("query-form");
  const status = document.getElementById("query-status");
  const output = document.getElementById("query-result");
  const script = document.currentScript.src;
  const asset = (path) => new URL(path, script);
  const SHOWN = 500; /* rows in the table; the download has all */
  const EXAMPLES = {
    "Quotations of each speaker": `SELECT
    coalesce(registry.name, '(not in the registry)') AS speaker,
    count(*) AS quotations,
    sum(length(quotations.text)) AS characters
FROM quotations
LEFT JOIN registry ON registry.id = quotations.speaker_id
GROUP BY speaker
ORDER BY quotations DESC, speaker`,
    "Stances by holder, target and polarity": `SELECT
    coalesce(holders.name, 'the writer') AS holder,
    targets.name AS target,
    stances.polarity,
    count(*) AS stances,
    min(stances.id) AS id
FROM pages_stances AS stances
LEFT JOIN registry AS holders ON holders.id = stances.holder_id
JOIN registry AS targets ON targets.id = stances.target_id
GROUP BY holder, target, stances.polarity
ORDER BY stances DESC, holder, target, stances.polarity`,
    "Share of characters by segment class": `SELECT
    page_id,
    class,
    sum(length(text)) AS characters,
    round(100.0 * sum(length(text)) / sum(sum(length(text))) OVER (PARTITION BY page_id), 1) AS percent
FROM boilerplate
GROUP BY page_id, class
ORDER BY page_id, class`,
    "Quotations that mention Vladimir Putin": `SELECT quotations.id, quotations.speaker_name, mentions.quote AS mention, quotations.text
FROM quotations
JOIN pages_mentions AS mentions
    ON mentions.page_id = quotations.page_id
    AND mentions.page_start >= quotations.page_start
    AND mentions.page_end <= quotations.page_end
WHERE mentions.entity_id = 'vladimir-putin'
ORDER BY quotations.page_id, mentions.page_start`,
    "Stances that audits doubt": `SELECT id, holder_id, target_id, polarity, basis, verdict, quote
FROM pages_stances
WHERE verdict <> 'right'
ORDER BY page_id, page_start`,
  };
  let worker = null;
  let result = null;
  let started = 0;

  function element(name, text, properties = {}) {
    return Object.assign(document.createElement(name), { textContent: text, ...properties });
  }
  const many = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

  /* The address has the query in ?sql=, because Explore keeps its filters after #; links may use
     either. A page opened from a file may refuse to change its address. */
  function kept() {
    return new URLSearchParams(location.search).get("sql") || new URLSearchParams(location.hash.slice(1)).get("sql");
  }
  function keep(sql) {
    const address = new URL(location.href);
    address.searchParams.set("sql", sql);
    try {
      history.replaceState(null, "", address);
    } catch {
      /* the query stays in the box */
    }
  }

  /* Cells: text, never HTML. Ids link to their place. */
  function place(column, value) {
    if (typeof value !== "string" || !/^([a-z_]+_)?id$/.test(column)) return null;
    const [page, id] = value.replace(/^[^/#]*\/(?=.*#)/, "").split("#");
    if (id) return `pages/${encodeURIComponent(page)}.html#${id}`;
    if (column === "page_id") return `pages/${encodeURIComponent(value)}.html`;
    const entity = /^(id|entity_id|speaker_id|holder_id|target_id)$/.test(column) && value !== "author";
    return entity ? `entities/${encodeURIComponent(value)}.html` : null;
  }
  function cell(column, value) {
    if (value === null) return element("td", "null", { className: "null" });
    const href = place(column, value);
    const td = element("td", href ? "" : String(value), { className: typeof value === "number" ? "number" : "" });
    if (href) td.append(element("a", value, { href }));
    return td;
  }
  function show({ columns, rows }) {
    const head = element("tr", "");
    head.append(...columns.map((name) => element("th", name, { scope: "col" })));
    const lines = rows.slice(0, SHOWN).map((row) => {
      const line = element("tr", "");
      line.append(...row.map((value, index) => cell(columns[index], value)));
      return line;
    });
    const table = element("table", "", { className: "result" });
    table.createTHead().append(head);
    table.createTBody().append(...lines);
    output.replaceChildren(table);
    output.hidden = !columns.length;
  }

  function report(text, failed = false) {
    status.textContent = text;
    status.classList.toggle("error", failed);
  }
  function running(is) {
    form.run.disabled = is;
    form.stop.disabled = !is;
    form.csv.disabled = is || !result?.columns.length;
    output.setAttribute("aria-busy", String(is));
  }
  function finished({ data }) {
    if (data.status) return report(data.status);
    if (data.error) return fail(data.error);
    result = data.result;
    show(result);
    const { rows, complete } = result;
    const parts = [complete ? many(rows.length, "row") : `The first ${many(rows.length, "row")}`];
    if (rows.length > SHOWN) parts.push(`${SHOWN} shown; the download has ${complete ? "all" : "them"}`);
    parts.push(`${((performance.now() - started) / 1000).toFixed(2)} s`);
    report(parts.join(" · "));
    running(false);
  }
  function fail(message) {
    result = null;
    output.hidden = true;
    report(`The query failed: ${message}`, true);
    running(false);
  }
  function stop() {
    worker?.terminate();
    worker = null;
  }
  function run() {
    const sql = form.sql.value.trim();
    if (!sql || form.run.disabled) return;
    keep(sql);
    if (location.protocol === "file:") {
      fail("SQL needs a web server, because browsers load no modules from files. Run make serve and open the site there.");
      return;
    }
    if (!worker) {
      worker = new Worker(asset("query-worker.js"));
      worker.addEventListener("message", finished);
      worker.addEventListener("error", (event) => {
        event.preventDefault();
        stop();
        fail("the engine cannot be loaded; build the site again with make docs");
      });
    }
    started = performance.now();
    report("Running …");
    running(true);
    worker.postMessage(sql);
  }

  function csv({ columns, rows }) {
    const quoted = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
    return [columns, ...rows].map((row) => `${row.map((value) => quoted(String(value ?? ""))).join(",")}\r\n`).join("");
  }
  function download() {
    const href = URL.createObjectURL(new Blob([csv(result)], { type: "text/csv" }));
    const link = element("a", "", { href, download: "winnow-query.csv" });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(href), 10_000);
  }

  async function listTables() {
    const list = document.querySelector("#query-tables dl");
    if (list.children.length || location.protocol === "file:") return;
    const response = await fetch(asset("../browse/data/tables.json"));
    const configs = response.ok ? await response.json() : [];
    for (const { name, columns } of configs.flatMap(({ tables }) => tables))
      list.append(element("dt", name), element("dd", columns.map(([column]) => column).join(", ")));
  }

  document.getElementById("query-examples").append(
    ...Object.entries(EXAMPLES).map(([title, sql]) => {
      const button = element("button", title, { type: "button" });
      button.addEventListener("click", () => {
        form.sql.value = sql;
        run();
      });
      return button;
    }),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  form.sql.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run();
  });
  form.stop.addEventListener("click", () => {
    stop();
    fail("it was stopped.");
  });
  form.csv.addEventListener("click", download);
  document.getElementById("query-tables").addEventListener("toggle", listTables);

  box.hidden = false;
  form.sql.value = EXAMPLES["Quotations of each speaker"];
  const sql = kept();
  if (sql) {
    form.sql.value = sql;
    box.open = true;
    run();
  }
})();
