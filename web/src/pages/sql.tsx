// SQL: cells of questions that change nothing, answered as tables or charts. They are kept in this
// browser, or as a notebook: a file of the pipeline, which all see.
import { useEffect, useRef, useState } from "preact/hooks";
import type { PageProps } from "../app";
import { get, post, put, remove, type Schemas } from "../api/client";
import { useLive } from "../api/live";
import { may } from "../api/session";
import { AnswerChart } from "../charts/answer_chart";
import { saveCsv } from "../charts/export";
import * as format from "../format";
import { Failure, messageOf, Show, useAction, useLoaded } from "../parts/loading";
import { PageHead } from "../parts/page_head";
import { ResultTable } from "../parts/result_table";
import SqlEditor from "../parts/sql_editor";
import { go } from "../router";

interface Cell {
  id: number;
  text: string;
}

const KEY = "pinflow.cells";
const NAME = "[A-Za-z0-9_\\-]{1,64}";
const BETWEEN = "\n\n-- %%\n";
const CHARTS = ["table", "bar", "heat", "map"];

function keptCells(): Cell[] {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]") as Cell[];
    if (Array.isArray(kept) && kept.every((cell) => typeof cell.text === "string")) return kept.map((cell, id) => ({ id, text: cell.text }));
  } catch {
    // What is kept is no list of cells: begin anew.
  }
  return [];
}

// A notebook's text in cells, and back: each line "-- %%" begins another cell.
function cellsOf(text: string): Cell[] {
  return text.split(/^-- %%.*$/m).map((cell, id) => ({ id, text: cell.trim() }));
}
function textOf(cells: Cell[]): string {
  return `${cells.map((cell) => cell.text.trim()).join(BETWEEN)}\n`;
}

// What another page asked to go on with, and whether to ask it at once.
function takeAsked(): { asked: string | null; run: boolean } {
  const [asked, run] = [sessionStorage.getItem("pinflow.ask"), sessionStorage.getItem("pinflow.ask.run") !== null];
  for (const name of ["pinflow.ask", "pinflow.ask.run"]) sessionStorage.removeItem(name);
  return { asked, run };
}

// What the page opens with: what was asked comes first.
function firstCells(asked: string | null): Cell[] {
  const cells = keptCells().filter((cell) => cell.text !== asked);
  if (asked !== null) cells.unshift({ id: 0, text: asked });
  return (cells.length > 0 ? cells : [{ id: 0, text: "" }]).map((cell, id) => ({ ...cell, id }));
}

function VersionPick({ text, versions, set }: { text: string; versions: Record<string, number>; set: (versions: Record<string, number>) => void }) {
  const tables = useLive("tables")?.filter((table) => table.version !== undefined && text.includes(table.name)) ?? [];
  if (tables.length === 0) return null;
  return (
    <div class="row">
      {tables.map((table) => (
        <label key={table.name} class="inline">{table.name} at version
          <input type="number" min={0} max={table.version} placeholder={`${table.version}`} size={6} value={versions[table.name] ?? ""}
            onChange={(event) => {
              const { [table.name]: _, ...others } = versions;
              set(event.currentTarget.value === "" ? others : { ...others, [table.name]: Number(event.currentTarget.value) });
            }} />
        </label>
      ))}
    </div>
  );
}

function CellCard({ cell, number, schema, runAtOnce, change, remove }: { cell: Cell; number: number; schema: Record<string, string[]>; runAtOnce: boolean; change: (text: string) => void; remove: () => void }) {
  const [answer, setAnswer] = useState<Schemas["Answer"]>();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState<AbortController>();
  const [chart, setChart] = useState("table");
  const [versions, setVersions] = useState<Record<string, number>>({});
  const text = useRef(cell.text);
  text.current = cell.text;
  const run = async () => {
    busy?.abort();
    const abort = new AbortController();
    setBusy(abort);
    setError(undefined);
    try {
      setAnswer(await post("/v1/sql", { body: { sql: text.current, row_count_max: 5000, versions }, signal: abort.signal }));
    } catch (cause) {
      if (!abort.signal.aborted) setError(messageOf(cause));
    }
    setBusy((now) => (now === abort ? undefined : now));
  };
  useEffect(() => {
    if (runAtOnce) run();
  }, []);
  return (
    <section class="card" aria-label={`Cell ${number}`}>
      <SqlEditor text={cell.text} label={`SQL of cell ${number}`} schema={schema} onChange={change} onRun={run} />
      <div class="row spread">
        <div class="row">
          <button type="button" class="primary" disabled={cell.text.trim() === ""} onClick={run}>Run</button>
          {busy && <button type="button" onClick={() => { busy.abort(); setBusy(undefined); }}>Wait no longer</button>}
          <span class="small muted">Ctrl+Enter runs it</span>
          <VersionPick text={cell.text} versions={versions} set={setVersions} />
        </div>
        <button type="button" class="quiet" onClick={remove} aria-label={`Remove cell ${number}`}>Remove</button>
      </div>
      <div aria-live="polite" class="stack">
        {busy && <p class="small muted">Asking…</p>}
        <Failure message={error} />
        {answer && error === undefined && (
          <>
            <div class="row spread">
              <p class="small muted" data-testid="took">{`${format.number(answer.table.rows.length)} rows in ${format.number(answer.took_ms)} ms${answer.table.truncated ? ", there are more" : ""}`}</p>
              <div class="row">
                <label class="inline">As<select value={chart} onChange={(event) => setChart(event.currentTarget.value)}>{CHARTS.map((one) => <option key={one}>{one}</option>)}</select></label>
                <button type="button" class="quiet" onClick={() => saveCsv(`cell-${number}`, answer.table)}>CSV</button>
              </div>
            </div>
            {chart === "table" ? <ResultTable table={answer.table} label={`Answer of cell ${number}`} /> : <AnswerChart table={answer.table} kind={chart} label={`Answer of cell ${number}`} />}
          </>
        )}
      </div>
    </section>
  );
}

// Names for completion: the datasets' views with their columns, and every table of the lake.
function useSchema(): Record<string, string[]> {
  const pipeline = useLoaded((signal) => get("/v1/pipeline", { signal }), []);
  const tables = useLive("tables") ?? [];
  const schema: Record<string, string[]> = {};
  for (const table of tables) schema[table.name] = [];
  for (const dataset of pipeline.data?.datasets ?? []) {
    const columns = dataset.columns.map((column) => column.name);
    schema[dataset.view] = columns;
    for (const table of tables) {
      if (table.name.startsWith("silver.") && table.name.endsWith(`_${dataset.name}`)) schema[table.name] = columns;
    }
  }
  return schema;
}

function Cells({ first, run, changed }: { first: Cell[]; run: boolean; changed: (cells: Cell[]) => void }) {
  const schema = useSchema();
  const [cells, setCells] = useState(first);
  useEffect(() => changed(cells), [cells]);
  return (
    <>
      <details>
        <summary>{`${Object.keys(schema).length} names can be asked for`}</summary>
        <p class="small muted">{Object.keys(schema).map((name, index) => <span key={name}>{index > 0 && ", "}<code>{name}</code></span>)}</p>
      </details>
      {cells.map((cell, index) => (
        <CellCard key={cell.id} cell={cell} number={index + 1} schema={schema} runAtOnce={run && index === 0}
          change={(text) => setCells((old) => old.map((one) => (one.id === cell.id ? { ...one, text } : one)))}
          remove={() => setCells((old) => (old.length > 1 ? old.filter((one) => one.id !== cell.id) : [{ id: cell.id + 1, text: "" }]))} />
      ))}
      <div class="row">
        <button type="button" onClick={() => setCells((old) => [...old, { id: Math.max(0, ...old.map((cell) => cell.id)) + 1, text: "" }])}>Add a cell</button>
      </div>
    </>
  );
}

// Which notebook is open, and what can be done with it.
function NotebookBar({ name, text, kept }: { name: string; text: () => string; kept: string | undefined }) {
  const names = useLoaded((signal) => get("/v1/notebooks", { signal }), []);
  const [wanted, setWanted] = useState(name);
  const save = useAction(async () => {
    await put("/v1/notebooks/{notebook}", { path: { notebook: wanted }, body: { text: text() } });
    names.reload();
    if (wanted !== name) go(["sql"], { notebook: wanted });
    return `Saved as notebooks/${wanted}.sql`;
  });
  const discard = useAction(async () => {
    await remove("/v1/notebooks/{notebook}", { path: { notebook: name } });
    names.reload();
    go(["sql"]);
    return undefined;
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.run();
  };
  return (
    <form class="card" onSubmit={submit} aria-label="Notebook">
      <div class="row is-low">
        <label>Notebook
          <select value={name} onChange={(event) => go(["sql"], { notebook: event.currentTarget.value })}>
            <option value="">none: cells of this browser</option>
            {(names.data ?? []).map((one) => <option key={one}>{one}</option>)}
          </select>
        </label>
        <label>Save as<input value={wanted} required pattern={NAME} title="letters, digits, - and _" size={24} onInput={(event) => setWanted(event.currentTarget.value)} /></label>
        <button type="submit" disabled={save.busy || !may("operator")}>Save</button>
        {name !== "" && <button type="button" class="quiet" disabled={discard.busy || !may("operator")} onClick={() => discard.run()}>Delete</button>}
        {kept !== undefined && <span class="small muted">A file of the pipeline: what you change is not in it before you save.</span>}
      </div>
      {save.outcome}
      {discard.outcome}
    </form>
  );
}

function Notebook({ name }: { name: string }) {
  const loaded = useLoaded((signal) => get("/v1/notebooks/{notebook}", { path: { notebook: name }, signal }), [name]);
  const cells = useRef<Cell[]>([]);
  return (
    <>
      <NotebookBar name={name} text={() => textOf(cells.current)} kept={loaded.data?.text} />
      <Show of={loaded}>{(notebook) => <Cells first={cellsOf(notebook.text)} run={false} changed={(now) => { cells.current = now; }} />}</Show>
    </>
  );
}

function OwnCells() {
  const [{ asked, run }] = useState(takeAsked);
  const cells = useRef<Cell[]>([]);
  const changed = (now: Cell[]) => {
    cells.current = now;
    localStorage.setItem(KEY, JSON.stringify(now));
  };
  return (
    <>
      <NotebookBar name="" text={() => textOf(cells.current)} kept={undefined} />
      <Cells first={firstCells(asked)} run={run && asked !== null} changed={changed} />
    </>
  );
}

export default function SqlPage({ place }: PageProps) {
  const notebook = place.query.get("notebook") ?? "";
  return (
    <>
      <PageHead title="SQL" about="Ask any table. Nothing can be changed from here; memory, time and rows are bounded." />
      {notebook === "" ? <OwnCells key="own" /> : <Notebook key={notebook} name={notebook} />}
    </>
  );
}
