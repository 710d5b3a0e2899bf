/* Explore: rows are loaded as scripts, which works from files, too, and filtered, sorted and paged here. */
"use strict";

(() => {
  const form = document.getElementById("explore-form");
  if (!form) return;
  form.hidden = false; /* without this script, nothing in the form works */

  const ALL = "*"; /* no page has this id */
  const MOST_AT_FIRST = 20; /* files that are loaded without being asked for */
  const LONGEST = 240; /* characters shown of a cell without marks */
  const BEFORE_HIT = 80; /* characters shown before a hit in a longer text */
  const VALUES = 6; /* values shown of a facet before "more" */
  const OPEN = 5; /* facets that are open at first */
  const FURTHER = "further columns";
  const SIZE = 25; /* rows of the table */
  const element = (id) => document.getElementById(`explore-${id}`);
  const [box, facets, chips, status] = ["table", "facets", "chips", "status"].map(element);
  const drawer = form.querySelector(".filters");
  const loaded = new Map(); /* rows by config and file */
  const texts = new WeakMap(); /* all strings of a row, in lower case */
  const opened = new Map(); /* whether the reader opened or closed a facet, by its path */
  const unfolded = new Set(); /* facets of which all values are shown */
  let index = { configs: [] };
  let hidden = /[^\s\S]/gu; /* invisible characters; set by the index */
  let shortPages = new Map();
  let names = {};
  let chosen = {}; /* what the address says */

  const code = (character) => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  window.winnowIndex = (content) => {
    index = content;
    hidden = new RegExp(index.hidden, "gu");
    const pages = index.configs.find(({ config }) => config === "pages").files.map(({ name }) => name);
    const numbers = pages.map((page) => page.split("_")[0]);
    const unique = (number) => numbers.indexOf(number) === numbers.lastIndexOf(number);
    shortPages = new Map(pages.map((page, place) => [page, unique(numbers[place]) ? numbers[place] : page]));
  };
  window.winnowNames = (registry) =>
    (names = Object.fromEntries(Object.entries(registry).map(([id, name]) => [id, name.replace(hidden, (character) => `[${code(character)}]`)])));
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

  function made(tag, properties = {}, ...content) {
    const node = Object.assign(document.createElement(tag), properties);
    node.append(...content);
    return node;
  }
  const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

  /* Rows, and the filters on them */
  const config = () => index.configs.find(({ config }) => config === chosen.config);
  const files = () => config().files.filter((file) => chosen.page === ALL || file.name === chosen.page);
  const rows = () => files().flatMap((file) => loaded.get(`${chosen.config}/${file.name}`) || []);
  const filtersChosen = () => config().filters.filter((path) => chosen[path] !== undefined);
  const asText = (value) => (value === null ? "null" : String(value));

  /* The list of values at a path such as stances[].holder_id. */
  function values(row, path) {
    return path.split(".").reduce((parents, step) => {
      const name = step.replace("[]", "");
      return parents.flatMap((parent) => parent?.[name] ?? (parent && name in parent ? [null] : []));
    }, [row]);
  }
  const listOf = (path) => (path.includes("[].") ? path.slice(0, path.lastIndexOf("[].") + 3) : "");
  const items = (row, list) => (list ? values(row, list.slice(0, -1)) : [row]);

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

  /* Whether an item of a list, or a row, has the value that is chosen at a path, or lacks it after "!". */
  function meets(item, list, path) {
    const wanted = chosen[path];
    const has = (value) => values(item, path.slice(list.length)).some((each) => asText(each) === value);
    return wanted.startsWith("!") ? !has(wanted.slice(1)) : has(wanted);
  }
  /* The rows that match all filters but one. Filters on the same list must all match one item of it. */
  function matching(but) {
    const byList = Map.groupBy(filtersChosen().filter((path) => path !== but), listOf);
    const text = (chosen.text || "").toLowerCase();
    return rows().filter(
      (row) =>
        [...byList].every(([list, paths]) => items(row, list).some((item) => paths.every((path) => meets(item, list, path)))) &&
        (!text || textOf(row).includes(text)),
    );
  }
  /* How many rows match for each value at a path, if the other filters stay. */
  function counted(path) {
    const list = listOf(path);
    const same = filtersChosen().filter((other) => other !== path && listOf(other) === list);
    const counts = new Map();
    for (const row of matching(path)) {
      const possible = items(row, list).filter((item) => same.every((other) => meets(item, list, other)));
      const distinct = new Set(possible.flatMap((item) => values(item, path.slice(list.length)).map(asText)));
      for (const value of distinct) counts.set(value, (counts.get(value) || 0) + 1);
    }
    return counts;
  }
  /* Numbers in a text are sorted as numbers, so that q10 follows q9. */
  const sortable = (value) => (typeof value === "number" ? value : plain(value).replace(/\d+/g, (digits) => digits.padStart(9, "0")));
  function sorted() {
    const name = (chosen.sort || "").replace(/^-/, "");
    if (!config().columns.includes(name)) return matching();
    const sign = chosen.sort.startsWith("-") ? -1 : 1;
    const keys = new Map(matching().map((row) => [row, sortable(row[name])]));
    return [...keys.keys()].sort((left, right) => sign * (keys.get(left) < keys.get(right) ? -1 : keys.get(left) > keys.get(right) ? 1 : 0));
  }

  /* The address */
  function read() {
    chosen = Object.fromEntries([...new URLSearchParams(location.hash.slice(1))].filter(([, value]) => value));
    if (!config()) chosen = { config: "quotations" };
    const known = new Set(["config", "page", "text", "all", "sort", "p", "size", "rows", ...config().filters]);
    Object.keys(chosen).forEach((key) => known.has(key) || delete chosen[key]);
    chosen.page ||= config().files.length > MOST_AT_FIRST ? config().files[0].name : ALL;
    if (!filtersChosen().length && !chosen.text && !chosen.rows) Object.assign(chosen, config().first);
    delete chosen.rows;
  }
  function write() {
    const whole = Object.keys(config().first).length && !filtersChosen().length && !chosen.text;
    const kept = Object.entries({ ...chosen, rows: whole ? "all" : "" }).filter(
      ([key, value]) => value && !(key === "page" && value === ALL && config().files.length <= MOST_AT_FIRST),
    );
    const address = `#${new URLSearchParams(kept)}`;
    if (address !== location.hash) history.replaceState(null, "", address);
  }
  function choose(changes) {
    chosen = { ...chosen, p: "", ...changes };
    for (const [key, value] of Object.entries(chosen)) if (value === undefined) delete chosen[key];
    update();
  }

  /* Names of columns and values, for people */
  const headOf = (name) => (name.endsWith("_id") || name.endsWith("_name") ? name.slice(0, name.lastIndexOf("_")) : name).replaceAll("_", " ");
  const ofList = (path) => headOf(path.slice(listOf(path).length));
  function nameOf(path, value) {
    if (value === "null") return "none";
    if (value === "true") return "yes";
    if (value === "false") return "no";
    if (!path.endsWith("_id")) return value;
    return value === "author" ? "the writer" : names[value] || value;
  }

  /* Text: never HTML. Invisible characters are named, spans have the classes of marks, and hits are marked. */
  function visible(text) {
    const fragment = document.createDocumentFragment();
    let end = 0;
    for (const match of text.matchAll(hidden)) {
      const mark = made("span", { className: "hidden", textContent: match[0] });
      mark.dataset.name = code(match[0]);
      fragment.append(text.slice(end, match.index), mark);
      end = match.index + match[0].length;
    }
    fragment.append(text.slice(end));
    return fragment;
  }
  /* Offsets count code points, as those of the rows do. */
  function hitsIn(text) {
    if (!chosen.text) return [];
    const pattern = new RegExp(chosen.text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"), "giu");
    return [...text.matchAll(pattern)].map((match) => {
      const start = [...text.slice(0, match.index)].length;
      return { start, end: start + [...match[0]].length, hit: true };
    });
  }
  function drawn(text, spans = []) {
    const points = [...text];
    const hits = hitsIn(text);
    const long = points.length > LONGEST && !spans.length;
    const start = long && hits.length ? Math.max(0, hits[0].start - BEFORE_HIT) : 0;
    const end = long ? Math.min(points.length, start + LONGEST) : points.length;
    const all = [...spans, ...hits];
    const edges = new Set([start, end]);
    for (const span of all) for (const edge of [span.start, span.end]) if (edge > start && edge < end) edges.add(edge);
    const cuts = [...edges].sort((left, right) => left - right);
    const fragment = document.createDocumentFragment();
    if (start) fragment.append("… ");
    cuts.slice(0, -1).forEach((from, place) => {
      const to = cuts[place + 1];
      const over = all.filter((span) => span.start < to && span.end > from);
      const classes = over.filter((span) => !span.hit).map((span) => span.classes);
      let node = visible(points.slice(from, to).join(""));
      if (over.some((span) => span.hit)) node = made("mark", {}, node);
      if (classes.length) node = made("span", { className: `piece ${classes.join(" ")}` }, node);
      fragment.append(node);
    });
    if (end < points.length) fragment.append(" …");
    return fragment;
  }
  const stanceClasses = (stance) => `stance ${stance.polarity}${stance.alleged ? " alleged" : ""}`;
  const mentionClasses = (mention) => `mention mention-begins mention-ends ${index.groups[mention.type]}`;
  /* The spans of a row's sentence, which begins at an offset of the page. */
  function spansOf(row, from) {
    const spans = [
      ...(row.mentions || []).map((mention) => [mention, mentionClasses(mention)]),
      ...(row.target_mentions || []).map((mention) => [mention, "target"]),
      ...(row.stances || []).map((stance) => [stance, stanceClasses(stance)]),
      ...(row.sentence ? [[row, "quotation"]] : []),
      ...(row.cue ? [[row.cue, "cue"]] : []),
    ];
    return spans.map(([span, classes]) => ({ start: span.page_start - from, end: span.page_end - from, classes }));
  }

  /* Links */
  function anchor(href, text, title = "") {
    return made("a", { href, ...(title && { title }) }, text instanceof Node ? text : drawn(text));
  }
  /* The address of an annotation or a page, if the text is its id. */
  function placeOf(id) {
    const [page, name] = id.split("#");
    return shortPages.has(page) ? `pages/${page}.html${name ? `#${name}` : ""}` : "";
  }
  function place(row) {
    if (chosen.config === "registry") return `entities/${row.id}.html`;
    const id = chosen.config === "passes" ? row.gold_id : chosen.config === "stance" ? row.sentence_id : row.id;
    return placeOf(id || row.page_id);
  }
  const short = (id, page) => id.replace(page, shortPages.get(page) || page);
  function entity(id) {
    return names[id] ? anchor(`entities/${id}.html`, names[id], id) : drawn(nameOf("_id", id));
  }
  function label(path, value, content = drawn(nameOf(path, asText(value)))) {
    const list = config().labels[path];
    if (!list) return content;
    const link = anchor(`../reference/labels.html#${list}.${value}`, content);
    link.className = "label";
    return link;
  }

  /* A polarity with its sign, and whether its stances are only alleged. */
  function polarity(value, stances) {
    const alleged = stances.filter((stance) => stance.alleged).length;
    const suffix = alleged && alleged < stances.length ? ", partly alleged" : alleged ? ", alleged" : "";
    const className = value === "none" ? "" : `polarity ${value}${alleged ? " alleged" : ""}`;
    return made("span", { className, textContent: `${index.signs[value]} ${value}${suffix}`.trim() });
  }
  function quote(text, classes) {
    return made("span", { className: `piece ${classes}` }, drawn(text));
  }
  /* An item of a list, or a span. */
  function item(name, value, row) {
    if (value === null || typeof value !== "object") {
      const href = typeof value === "string" && placeOf(value);
      return href ? anchor(href, short(value, value.split("#")[0]), value) : drawn(nameOf(name, asText(value)));
    }
    const line = made("span", { className: "item" });
    if ("holder_id" in value) {
      line.append(entity(value.holder_id));
      if (value.target_id) line.append(" → ", entity(value.target_id));
      line.append(" ", label(`${name}[].polarity`, value.polarity, polarity(value.polarity, [value])), " ", label(`${name}[].basis`, value.basis), " ", quote(value.quote, stanceClasses(value)));
    } else if ("type" in value) line.append(quote(value.quote, mentionClasses(value)), made("span", { className: "what" }, label(`${name}[].type`, value.type)));
    else if ("speaker_id" in value) line.append(entity(value.speaker_id || "none"), ": ", quote(value.quote, "quotation"));
    else if ("kind" in value) line.append(made("span", { className: "what" }, label(`${name}[].kind`, value.kind)), drawn(value.quote));
    else if (name === "cue") line.append(quote(value.quote, "cue"));
    else line.append(drawn(value.quote ?? short(value.id ?? JSON.stringify(value), row.page_id)));
    return line;
  }
  function list(name, value, row) {
    const content = made("span", { className: "list" });
    let length = 0;
    for (const [place, each] of value.entries()) {
      const node = item(name, each, row);
      length += node.textContent.length;
      if (place && length > LONGEST) {
        content.append(`… and ${value.length - place} more`);
        break;
      }
      if (place && !(each && typeof each === "object")) content.append("; ");
      content.append(node);
    }
    return content;
  }
  /* The same as plain text, to sort by. */
  function plain(value) {
    if (value === null || value === undefined) return "";
    if (Array.isArray(value)) return value.map(plain).join("; ");
    return typeof value === "object" ? (value.quote ?? plain(Object.values(value))) : String(value);
  }
  function cell(name, row) {
    const value = row[name];
    if (name === config().key) return key(row);
    if (value === null || value === undefined) return "";
    if (Array.isArray(value)) return list(name, value, row);
    if (typeof value === "object") return item(name, value, row);
    if (name === "polarity") return label(name, value, polarity(value, row.stances || [row]));
    if (typeof value !== "string") return nameOf(name, String(value));
    if (config().labels[name]) return label(name, value);
    if (name === "rule") return index.rules[value] ? anchor(`../guidelines/${index.rules[value]}.html#${value}`, value) : value;
    if (name === "name") return entity(row.id);
    if (name.endsWith("_name")) return entity(row[name.replace("_name", "_id")]);
    if (name.endsWith("_id")) return placeOf(value) ? anchor(placeOf(value), short(value, row.page_id), value) : entity(value);
    if (name === "quote" && row.layer) return ofLayer(row);
    if (name === "sentence") return drawn(value, spansOf(row, row.sentence_page_start));
    if (name === "text" && !row.sentence && row.page_start !== undefined) return drawn(value, spansOf(row, row.page_start));
    return drawn(value);
  }
  /* The quote of a reading, marked as its layer is. */
  function ofLayer(row) {
    const classes = { stances: stanceClasses, mentions: mentionClasses, quotations: () => "quotation" }[row.layer];
    return classes ? quote(row.quote, classes(row)) : drawn(row.quote);
  }
  function key(row) {
    const id = row[config().key];
    const link = anchor(place(row), short(id, row.page_id), id);
    if (chosen.config !== "pages") return link;
    return made("span", {}, link, made("span", { className: "files" }, ...pageFiles(id)));
  }
  function fileLink(file, text) {
    return made("a", { href: `data/${file}`, download: file.split("/").pop(), rel: "nofollow" }, text);
  }
  const pageFiles = (page) => [fileLink(`pages/${page}.txt`, "text"), " ", fileLink(`pages/${page}.json`, "JSON")];

  /* The column of filters, and the filters that are chosen */
  function offer() {
    for (const link of form.querySelectorAll(".configs a")) {
      const { config: name, first } = index.configs.find(({ config }) => config === link.dataset.config);
      const kept = { ...(chosen.page !== ALL && { page: chosen.page }), ...(chosen.text && { text: chosen.text }) };
      link.href = `#${new URLSearchParams({ config: name, ...first, ...kept })}`;
      if (name === chosen.config) {
        link.setAttribute("aria-current", "page");
        link.parentElement.scrollLeft = link.offsetLeft - link.parentElement.offsetLeft - link.parentElement.clientWidth / 2;
      } else link.removeAttribute("aria-current");
    }
    const pages = config().files.filter(({ name }) => shortPages.has(name)).map((file) => [file.name, `${file.name} (${file.rows})`]);
    if (chosen.page !== ALL && !pages.some(([name]) => name === chosen.page)) pages.push([chosen.page, `${chosen.page} (0)`]);
    const all = config().files.reduce((sum, file) => sum + file.rows, 0);
    form.page.replaceChildren(...[[ALL, `all (${all})`], ...pages].map(([name, text]) => new Option(text, name, false, name === chosen.page)));
    form.page.parentElement.hidden = pages.length < 2 && chosen.page === ALL;
    if (form.text !== document.activeElement) form.text.value = chosen.text || "";
    form.all.checked = Boolean(chosen.all);
    form.size.value = size();
    element("description").textContent = config().description;
  }
  /* Columns of the table come first, then the lists, then what the table does not show. */
  function groupOf(path) {
    const list = listOf(path);
    if (list) return `in one of ${list.slice(0, -3)}`;
    return config().shown.some((name) => headOf(name) === headOf(path)) ? "" : FURTHER;
  }
  function offerFacets() {
    const focused = document.activeElement?.dataset.focus;
    const groups = Map.groupBy(config().filters, groupOf);
    const lists = [...groups.keys()].filter((group) => group && group !== FURTHER);
    let place = 0;
    const parts = ["", ...lists, FURTHER].flatMap((group) => {
      const shown = (groups.get(group) || []).map(facet).filter(Boolean);
      for (const node of shown) node.open = opened.get(node.dataset.path) ?? (place++ < OPEN || chosen[node.dataset.path] !== undefined);
      return shown.length && group ? [made("p", { className: "group", textContent: group }), ...shown] : shown;
    });
    facets.replaceChildren(...parts);
    if (focused) facets.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
  }
  function facet(path) {
    const counts = counted(path);
    const wanted = chosen[path];
    if (counts.size < 2 && wanted === undefined) return null;
    if (wanted !== undefined && !wanted.startsWith("!") && !counts.has(wanted)) counts.set(wanted, 0);
    const most = Math.max(1, ...[...counts].filter(([value]) => value !== "null").map(([, count]) => count));
    const ordered = [...counts].sort(([left, first], [right, second]) => (left === "null") - (right === "null") || second - first || nameOf(path, left).localeCompare(nameOf(path, right), "en"));
    const shown = unfolded.has(path) ? ordered : ordered.filter(([value], place) => place < VALUES || value === wanted);
    const buttons = shown.map(([value, count]) => {
      const button = made("button", { type: "button" }, made("span", { className: "value" }, visible(nameOf(path, value))), made("span", { className: "count", textContent: count }));
      Object.assign(button.dataset, { path, value, focus: `${path}=${value}` });
      button.setAttribute("aria-pressed", String(value === wanted));
      button.style.setProperty("--share", `${Math.min(100, (100 * count) / most)}%`);
      return made("li", {}, button);
    });
    if (ordered.length > VALUES) {
      const more = made("button", { type: "button", className: "plain", textContent: unfolded.has(path) ? "fewer" : `more (${ordered.length - VALUES})` });
      Object.assign(more.dataset, { unfold: path, focus: `${path} more` });
      buttons.push(made("li", {}, more));
    }
    const node = made("details", { className: "facet" }, made("summary", { title: path, textContent: ofList(path) }), made("ul", {}, ...buttons));
    node.dataset.path = path;
    node.firstChild.addEventListener("click", () => opened.set(path, !node.open));
    return node;
  }
  function offerChips() {
    const chip = (key, text) => {
      const button = made("button", { type: "button", title: "Remove this filter" }, visible(text), made("span", { className: "cross", textContent: "×" }));
      button.dataset.remove = key;
      button.setAttribute("aria-label", `Remove the filter: ${text}`);
      return made("li", {}, button);
    };
    const shown = filtersChosen().map((path) => {
      const head = `${listOf(path).replace("[].", " · ")}${ofList(path)}`;
      const without = chosen[path].startsWith("!");
      return chip(path, without ? `without ${head} ${nameOf(path, chosen[path].slice(1))}` : `${head}: ${nameOf(path, chosen[path])}`);
    });
    if (chosen.page !== ALL) shown.push(chip("page", `page: ${shortPages.get(chosen.page) || chosen.page}`));
    if (chosen.text) shown.push(chip("text", `text: ${chosen.text}`));
    chips.replaceChildren(...shown);
    chips.hidden = form.clear.hidden = !shown.length;
    element("chosen").textContent = filtersChosen().length ? `(${filtersChosen().length})` : "";
  }

  /* The table */
  const sizes = [...form.size.options].map(({ value }) => value);
  const size = () => (sizes.includes(chosen.size) ? Number(chosen.size) : SIZE);
  function head(name) {
    const order = chosen.sort === name ? "ascending" : chosen.sort === `-${name}` ? "descending" : "none";
    const button = made("button", { type: "button", title: name, textContent: chosen.all ? name : headOf(name) });
    Object.assign(button.dataset, { sort: name, focus: `sort ${name}` });
    const cell = made("th", { scope: "col" }, button);
    cell.setAttribute("aria-sort", order);
    return cell;
  }
  function draw() {
    const matched = sorted();
    const parts = Math.max(1, Math.ceil(matched.length / size()));
    const part = Math.min(Math.max(1, Number.parseInt(chosen.p, 10) || 1), parts);
    chosen.p = part > 1 ? String(part) : "";
    const first = (part - 1) * size();
    const page = matched.slice(first, first + size());
    const shown = chosen.all ? config().columns : config().shown;
    const body = page.map((row) => made("tr", {}, ...shown.map((name) => made("td", { className: `of-${name}` }, cell(name, row)))));
    const focused = document.activeElement?.dataset.focus;
    box.replaceChildren(
      made("table", {}, made("thead", {}, made("tr", {}, ...shown.map(head))), made("tbody", {}, ...body)),
      ...(body.length ? [] : [made("p", { className: "none", textContent: "No rows match." })]),
    );
    if (focused) box.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
    element("range").textContent = matched.length ? `Rows ${first + 1} to ${first + body.length} of ${matched.length}` : "No rows";
    form.previous.disabled = part === 1;
    form.next.disabled = part === parts;
    report(matched.length);
  }
  function report(count) {
    const all = rows().length;
    status.textContent = `${count} of ${plural(all, "row")}`;
    element("matching").textContent = `${plural(count, "matching row")}: `;
    const { downloads } = config();
    const total = config().files.reduce((sum, file) => sum + file.rows, 0);
    const links = Object.entries(downloads).flatMap(([file, bytes]) => [fileLink(file, file), ` (${bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`}) `]);
    const whole = links.length ? [`All ${plural(total, "row")}: `, ...links] : [`All ${plural(total, "row")}: `, anchor("../how-to/load.html", "load the dataset")];
    const ofPage = chosen.page === ALL ? [] : [document.createElement("br"), `Page ${shortPages.get(chosen.page) || chosen.page}: `, ...pageFiles(chosen.page)];
    element("files").replaceChildren(...whole, ...ofPage);
  }

  let updates = 0;
  async function update() {
    const number = ++updates;
    busy(true);
    const missing = files().filter((file) => !loaded.has(`${chosen.config}/${file.name}`));
    try {
      offer();
      if (missing.length) {
        status.textContent = `Loading ${plural(missing.length, "file")} …`;
        await Promise.all(missing.map((file) => load(`${chosen.config}/${file.name}`)));
      }
      if (number !== updates) return;
      offerFacets();
      offerChips();
      draw();
      write();
      busy(false);
    } catch (error) {
      if (number === updates) fail(error);
    }
  }
  /* Nothing can be downloaded while rows are loading. */
  function busy(is) {
    box.setAttribute("aria-busy", String(is));
    for (const name of ["csv", "jsonl", "clear", "all"]) form[name].disabled = is;
  }
  function fail(error) {
    box.replaceChildren();
    box.setAttribute("aria-busy", "false");
    status.textContent = error.message;
  }

  /* Downloads: the matching rows, in the order of the table */
  function download(name, type, text) {
    const link = made("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }
  function quoted(value) {
    const text = value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }
  function csv() {
    const { columns } = config();
    const lines = [columns, ...sorted().map((row) => columns.map((name) => row[name]))];
    return lines.map((line) => `${line.map(quoted).join(",")}\r\n`).join("");
  }

  const clicks = {
    csv: () => download(`winnow-${chosen.config}.csv`, "text/csv", csv()),
    jsonl: () => download(`winnow-${chosen.config}.jsonl`, "application/jsonl", sorted().map((row) => `${JSON.stringify(row)}\n`).join("")),
    clear: () => {
      form.text.value = "";
      const { config: name, page, all, size: length } = chosen;
      chosen = { config: name, page: config().files.length > MOST_AT_FIRST ? page : ALL, all, size: length };
      update();
    },
    previous: () => turn(-1),
    next: () => turn(1),
  };
  function turn(by) {
    choose({ p: String((Number(chosen.p) || 1) + by) });
    if (box.getBoundingClientRect().top < 0) box.scrollIntoView();
  }
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { path, value, unfold, remove, sort } = button.dataset;
    if (path) choose({ [path]: chosen[path] === value ? undefined : value });
    else if (unfold) {
      if (!unfolded.delete(unfold)) unfolded.add(unfold);
      offerFacets();
    } else if (remove) {
      if (remove === "text") form.text.value = "";
      choose({ [remove]: remove === "page" ? ALL : undefined });
    } else if (sort) choose({ sort: chosen.sort === sort ? `-${sort}` : chosen.sort === `-${sort}` ? "" : sort });
    else clicks[button.name]?.();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", (event) => {
    const { name, value, checked } = event.target;
    if (name === "all") choose({ all: checked ? "yes" : "" });
    else if (name === "page" || name === "size") choose({ [name]: value });
  });
  let typing;
  form.text.addEventListener("input", () => {
    clearTimeout(typing);
    busy(true);
    typing = setTimeout(() => choose({ text: form.text.value }), 150);
  });
  addEventListener("hashchange", () => {
    read();
    update();
  });

  drawer.open = matchMedia("(min-width: 60em)").matches;
  /* Names are loaded after the index, which defines the invisible characters. */
  load("index")
    .then(() => load("names"))
    .then(() => {
      read();
      return update();
    })
    .catch(fail);
})();
