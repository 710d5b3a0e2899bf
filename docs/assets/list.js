/* Lists of pages and entities: sort by a column, filter by words. Without this script they are in
   their first order. A list in several parts is sorted and filtered part by part. */
"use strict";

for (const table of document.querySelectorAll(".winnow.list table.sortable")) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...body.rows];
  const scroll = table.parentElement;

  const text = (row, column) => row.cells[column].textContent.trim();
  const number = (row, column) => Number(text(row, column).replaceAll(",", ""));

  function sort(column, descending) {
    const numeric = heads[column].classList.contains("number");
    const compare = numeric
      ? (first, second) => number(first, column) - number(second, column)
      : (first, second) => text(first, column).localeCompare(text(second, column), "en");
    rows.sort((first, second) => (descending ? compare(second, first) : compare(first, second)));
    body.append(...rows);
    heads.forEach((head, index) => {
      if (index === column) head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  }
  heads.forEach((head, column) => {
    const button = Object.assign(document.createElement("button"), { type: "button" });
    button.append(...head.childNodes);
    button.addEventListener("click", () => {
      const order = head.getAttribute("aria-sort");
      sort(column, order ? order === "ascending" : head.classList.contains("number"));
    });
    head.append(button);
  });

  const label = Object.assign(document.createElement("label"), { className: "list-filter", textContent: "Filter " });
  const input = Object.assign(document.createElement("input"), { type: "search", autocomplete: "off" });
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  function filter() {
    const words = input.value.toLowerCase().split(/\s+/);
    for (const row of rows) row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
    status.textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length}`;
  }
  input.addEventListener("input", filter);
  label.append(input);
  const line = Object.assign(document.createElement("p"), { className: "list-tools" });
  line.append(label, " ", status);
  scroll.before(line);
  filter();
}
