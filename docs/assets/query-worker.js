/* Runs SQL on the Parquet files of the dataset: hyparquet reads them, SQLite queries them.
   It is a worker so that a long query does not block the page and can be stopped. */
"use strict";

(() => {
  const MOST_ROWS = 100_000;
  const lib = (name) => new URL(`../browse/lib/${name}`, location.href).href;
  const data = (name) => new URL(`../browse/data/${name}`, location.href).href;
  const files = new Map();
  let engine = null;

  async function fetched(url) {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${new URL(url).pathname} cannot be loaded (${response.status})`);
    return response.arrayBuffer();
  }

  async function start() {
    importScripts(lib("sql-wasm.js"), lib("fzstd.js"));
    const [wasmBinary, index, { parquetReadObjects }] = await Promise.all([
      fetched(lib("sql-wasm.wasm")),
      fetched(data("tables.json")),
      import(lib("hyparquet/index.js")),
    ]);
    const SQL = await initSqlJs({ wasmBinary });
    const tables = new Map();
    for (const config of JSON.parse(new TextDecoder().decode(index)))
      for (const table of config.tables) tables.set(table.name, { ...table, files: config.files });
    return { db: new SQL.Database(), tables, parquetReadObjects };
  }

  /* The rows of a Parquet file; several tables can come from the same file. */
  function rowsOf(name) {
    if (!files.has(name)) {
      const compressors = { ZSTD: (input, length) => fzstd.decompress(input, new Uint8Array(length)) };
      files.set(name, fetched(data(name)).then((file) => engine.parquetReadObjects({ file, compressors })));
    }
    return files.get(name);
  }

  const valueAt = (row, path) => path.split(".").reduce((value, name) => value?.[name], row);
  function stored(value) {
    if (value === undefined || value === null) return null;
    if (typeof value === "boolean" || typeof value === "bigint") return Number(value);
    return typeof value === "object" ? JSON.stringify(value) : value;
  }
  const quoted = (name) => `"${name.replaceAll('"', '""')}"`;

  async function create({ name, list, columns, files }) {
    postMessage({ status: `Loading ${name} …` });
    const rows = (await Promise.all(files.map(rowsOf))).flat();
    const { db } = engine;
    db.run("PRAGMA query_only = 0; BEGIN");
    db.run(`CREATE TABLE ${quoted(name)} (${columns.map(([column]) => quoted(column)).join(", ")})`);
    const insert = db.prepare(`INSERT INTO ${quoted(name)} VALUES (${columns.map(() => "?").join(", ")})`);
    for (const row of rows)
      for (const item of list ? row[list] : [null]) {
        const source = list ? { ...row, [list]: item } : row;
        insert.run(columns.map(([, path]) => stored(valueAt(source, path))));
      }
    insert.free();
    db.run("COMMIT; PRAGMA query_only = 1");
  }

  /* The result of the last statement. */
  function result(sql) {
    let columns = [];
    let rows = [];
    let complete = true;
    for (const statement of engine.db.iterateStatements(sql)) {
      columns = statement.getColumnNames();
      rows = [];
      while ((complete = rows.length < MOST_ROWS) && statement.step()) rows.push(statement.get());
    }
    return { columns, rows, complete };
  }

  /* SQLite names the table that is missing, so only tables that a query uses are loaded. */
  async function run(sql) {
    engine ??= await start();
    for (;;) {
      try {
        return result(sql);
      } catch (error) {
        const [, name] = /^no such table: (?:main\.)?(.*)$/.exec(error.message) || [];
        if (!name) throw error;
        const table = engine.tables.get(name.toLowerCase());
        if (!table) throw new Error(`${error.message}; the tables are ${[...engine.tables.keys()].join(", ")}`);
        await create(table);
      }
    }
  }

  addEventListener("message", ({ data: sql }) => {
    run(sql).then(
      (result) => postMessage({ result }),
      (error) => postMessage({ error: error.message }),
    );
  });
})();
