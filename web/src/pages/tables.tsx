// Tables: one Delta table's rows at any version, its schema, files and history.
import { useState } from "preact/hooks";
import type { PageProps } from "../app";
import { get, type Schemas } from "../api/client";
import { useLive } from "../api/live";
import * as format from "../format";
import { Show, useLoaded } from "../parts/loading";
import { ResultTable } from "../parts/result_table";
import { go, placeUrl } from "../router";

type Details = Schemas["TableDetails"];
const PAGE_ROWS = 100;

function Preview({ name, version, rows }: { name: string; version: number; rows: number }) {
  const [offset, setOffset] = useState(0);
  const loaded = useLoaded((signal) => get("/v1/tables/{table}/rows", { path: { table: name }, query: { version, limit: PAGE_ROWS, offset }, signal }), [name, version, offset]);
  return (
    <div class="stack">
      <Show of={loaded}>{(table) => <ResultTable table={table} label={`Rows of ${name}`} />}</Show>
      {rows > PAGE_ROWS && (
        <div class="row">
          <button type="button" disabled={offset === 0} onClick={() => setOffset(Math.max(0, offset - PAGE_ROWS))}>Rows before</button>
          <button type="button" disabled={offset + PAGE_ROWS >= rows} onClick={() => setOffset(offset + PAGE_ROWS)}>Rows behind</button>
          <span class="small muted">{`rows ${format.number(offset + 1)} to ${format.number(Math.min(rows, offset + PAGE_ROWS))} of ${format.number(rows)}`}</span>
        </div>
      )}
    </div>
  );
}

function Files({ details }: { details: Details }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Files">
      <table>
        <thead><tr><th scope="col">File</th><th scope="col" class="number">Rows</th><th scope="col" class="number">Size</th><th scope="col">Written (UTC)</th></tr></thead>
        <tbody>
          {details.data_files.map((file) => <tr key={file.path}><td class="mono"><span class="clip">{file.path}</span></td><td class="number">{file.rows < 0 ? "—" : format.number(file.rows)}</td><td class="number">{format.bytes(file.size_bytes)}</td><td class="mono">{format.time(file.modified_at_ms)}</td></tr>)}
        </tbody>
      </table>
    </div>
  );
}

function History({ details }: { details: Details }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Versions">
      <table>
        <thead><tr><th scope="col" class="number">Version</th><th scope="col">Committed (UTC)</th><th scope="col">Operation</th><th scope="col" class="number">Rows added</th><th scope="col" class="number">Files added</th><th scope="col" class="number">Files removed</th><th scope="col">By</th></tr></thead>
        <tbody>
          {details.history.map((entry) => (
            <tr key={entry.version} class={entry.version === details.version ? "is-chosen" : ""}>
              <td class="number"><a href={placeUrl(["data", "tables"], { name: details.name, version: entry.version })}>{entry.version}</a></td>
              <td class="mono">{format.time(entry.committed_at_ms)}</td><td>{entry.operation}</td>
              <td class="number">{format.number(entry.rows_added)}</td><td class="number">{format.number(entry.files_added)}</td><td class="number">{format.number(entry.files_removed)}</td><td>{entry.engine}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Columns({ details }: { details: Details }) {
  return (
    <table>
      <thead><tr><th scope="col">Column</th><th scope="col">Type</th></tr></thead>
      <tbody>{details.columns.map((column) => <tr key={column.name}><td>{column.name}</td><td class="mono">{column.type}</td></tr>)}</tbody>
    </table>
  );
}

const VIEWS = ["rows", "schema", "versions", "files"] as const;
type View = (typeof VIEWS)[number];

function TableCard({ name, version, newest }: { name: string; version: number | undefined; newest: number | undefined }) {
  const [view, setView] = useState<View>("rows");
  const loaded = useLoaded((signal) => get("/v1/tables/{table}", { path: { table: name }, query: version === undefined ? {} : { version }, signal }), [name, version], newest);
  return (
    <section class="card" aria-label={name}>
      <Show of={loaded}>
        {(details) => (
          <>
            <div class="card-head">
              <div>
                <h2>{name}</h2>
                <p class="small muted">{`version ${details.version}: ${format.number(details.rows)} rows in ${format.number(details.files)} files, ${format.bytes(details.size_bytes)}`}</p>
              </div>
              <label class="inline">Version
                <select value={version ?? ""} onChange={(event) => go(["data", "tables"], { name, version: event.currentTarget.value })}>
                  <option value="">the newest</option>
                  {details.history.map((entry) => <option key={entry.version} value={entry.version}>{`${entry.version} of ${format.time(entry.committed_at_ms)}`}</option>)}
                </select>
              </label>
            </div>
            {version !== undefined && <p class="notice is-warn">{`These are the rows of version ${version}, not of today.`}</p>}
            <div class="row"><div class="choice" role="group" aria-label="What to show">
              {VIEWS.map((one) => <button key={one} type="button" aria-pressed={view === one} onClick={() => setView(one)}>{one}</button>)}
            </div></div>
            {view === "rows" && <Preview name={name} version={details.version} rows={details.rows} />}
            {view === "schema" && <Columns details={details} />}
            {view === "versions" && <History details={details} />}
            {view === "files" && <Files details={details} />}
          </>
        )}
      </Show>
    </section>
  );
}

export function Tables({ place }: PageProps) {
  const tables = useLive("tables");
  if (!tables) return <p class="empty" role="status">Loading…</p>;
  const chosen = place.query.get("name") ?? tables[0]?.name;
  if (chosen === undefined) return <p class="empty">No tables yet: records make them as they are carried on.</p>;
  const version = place.query.get("version");
  return (
    <div class="pair">
      <nav class="card" aria-label="Tables">
        <ul class="list">
          {tables.map((table) => (
            <li key={table.name}>
              <a href={placeUrl(["data", "tables"], { name: table.name })} aria-current={table.name === chosen ? "true" : undefined}>
                {table.name}
                <span class={`small ${table.error === undefined ? "muted" : "bad"}`}>{table.error ?? `${format.number(table.rows ?? 0)} rows, version ${table.version}${table.changed_at_ms === undefined ? "" : `, ${format.age(table.changed_at_ms)}`}`}</span>
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <TableCard key={chosen} name={chosen} version={version === null || version === "" ? undefined : Number(version)} newest={tables.find((table) => table.name === chosen)?.version} />
    </div>
  );
}
