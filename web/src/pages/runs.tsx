// Runs: the DAG, its history as a grid, one run's tasks with their logs; begin, retry, cancel,
// backfill, pause.
import { useState } from "preact/hooks";
import type { PageProps } from "../app";
import { get, post, type Schemas } from "../api/client";
import { useLive } from "../api/live";
import { may } from "../api/session";
import * as format from "../format";
import { Badge } from "../parts/badge";
import { Failure, Show, useAction, useLoaded } from "../parts/loading";
import { PageHead } from "../parts/page_head";
import { go, placeUrl } from "../router";

type Run = Schemas["Run"];
type Dag = Schemas["Dag"];

const SIGNS: Record<Run["state"], string> = { queued: "…", running: "▶", succeeded: "✓", failed: "✕", skipped: "–", cancelled: "■" };
const FINAL: Run["state"][] = ["succeeded", "failed", "skipped", "cancelled"];

// Tasks from left to right, each behind those that it waits for.
function DagPicture({ dag, run }: { dag: Dag; run: Run | undefined }) {
  const depth = new Map<string, number>();
  const depthOf = (name: string, seen: string[] = []): number => {
    const known = depth.get(name);
    if (known !== undefined || seen.includes(name)) return known ?? 0;
    const before = dag.tasks.find((task) => task.name === name)?.after ?? [];
    const found = before.length === 0 ? 0 : 1 + Math.max(...before.map((one) => depthOf(one, [...seen, name])));
    depth.set(name, found);
    return found;
  };
  const rows = new Map<number, number>();
  const places = new Map(dag.tasks.map((task) => {
    const column = depthOf(task.name);
    const row = rows.get(column) ?? 0;
    rows.set(column, row + 1);
    return [task.name, { x: column * 190 + 4, y: row * 62 + 4 }];
  }));
  const width = (Math.max(0, ...depth.values()) + 1) * 190 - 30;
  const height = Math.max(1, ...rows.values()) * 62;
  const stateOf = (name: string) => run?.tasks.find((task) => task.task === name)?.state;
  return (
    <div class="flow-scroll">
      <svg class="flow dag" viewBox={`0 0 ${width} ${height}`} style={{ width: `${width}px`, minWidth: `${width}px` }} role="img"
        aria-label={`Tasks: ${dag.tasks.map((task) => `${task.name}${task.after.length > 0 ? ` after ${task.after.join(", ")}` : ""}${stateOf(task.name) ? `, ${stateOf(task.name)}` : ""}`).join("; ")}`}>
        {dag.tasks.flatMap((task) => task.after.map((before) => {
          const [a, b] = [places.get(before), places.get(task.name)];
          return a && b ? <path key={`${before} ${task.name}`} class="wire" d={`M${a.x + 150},${a.y + 24} L${b.x},${b.y + 24}`} /> : null;
        }))}
        {dag.tasks.map((task) => {
          const at = places.get(task.name) ?? { x: 0, y: 0 };
          const state = stateOf(task.name);
          const tone = state === "failed" ? "is-bad" : state === "running" ? "is-busy" : "";
          return (
            <g key={task.name} class={tone}>
              <rect x={at.x} y={at.y} width="150" height="48" rx="9" />
              <text x={at.x + 12} y={at.y + 20}>{task.name}</text>
              <text class="note" x={at.x + 12} y={at.y + 37}>{state ? `${SIGNS[state]} ${state}` : ""}</text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}

function Grid({ dag, runs, chosen }: { dag: Dag; runs: Run[]; chosen: Run | undefined }) {
  const shown = runs.slice(0, 25).reverse();
  return (
    <div class="flow-scroll" tabIndex={0} role="region" aria-label="History of runs">
      <table class="runs-grid">
        <thead>
          <tr>
            <th scope="col"><span class="visually-hidden">Task</span></th>
            {shown.map((run) => <th key={run.id} scope="col" class="small muted">{run.id}</th>)}
          </tr>
        </thead>
        <tbody>
          {dag.tasks.map((task) => (
            <tr key={task.name}>
              <th scope="row">{task.name}</th>
              {shown.map((run) => {
                const state = run.tasks.find((one) => one.task === task.name)?.state;
                return (
                  <td key={run.id}>
                    {state && (
                      <button type="button" class={`is-${state}`} aria-pressed={run.id === chosen?.id} onClick={() => go(["runs", run.id], { task: task.name })}
                        aria-label={`${task.name} of run ${run.id}: ${state}`} title={`run ${run.id} (${run.trigger}), ${format.time(run.created_at_ms)}: ${task.name} ${state}`}>
                        {SIGNS[state]}
                      </button>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TaskLog({ run, task }: { run: Run; task: Schemas["Task"] }) {
  const fresh = `${task.state} ${task.attempt} ${run.state}`;
  const lines = useLoaded((signal) => get("/v1/runs/{run}/tasks/{task}/log", { path: { run: run.id, task: task.task }, signal }), [run.id, task.task], fresh);
  return <Show of={lines}>{(all) => (all.length === 0 ? <p class="small muted">It said nothing.</p> : <pre tabIndex={0} role="region" aria-label={`Log of ${task.task}`}>{all.join("\n")}</pre>)}</Show>;
}

function RunCard({ run, chosenTask }: { run: Run; chosenTask: string | null }) {
  const ended = FINAL.includes(run.state);
  const failed = run.tasks.find((task) => task.state === "failed");
  const task = run.tasks.find((one) => one.task === chosenTask) ?? failed ?? run.tasks[0];
  const retry = useAction(async () => {
    const { id } = await post("/v1/runs/{run}/retry", { path: { run: run.id } });
    go(["runs", id]);
    return `Run ${id} begins.`;
  });
  const cancel = useAction(async () => {
    await post("/v1/runs/{run}/cancel", { path: { run: run.id } });
    return "What has not begun will not.";
  });
  return (
    <section class="card" aria-label={`Run ${run.id}`} data-testid="run">
      <div class="card-head">
        <div>
          <h2>Run {run.id} <Badge state={run.state} /></h2>
          <p class="small muted">{`${run.trigger}, begun ${format.time(run.created_at_ms)} UTC${run.ended_at_ms === null ? "" : `, took ${format.lasted(run.created_at_ms, run.ended_at_ms)}`}`}{Object.entries(run.parameters).map(([name, value]) => `, ${name} = ${value}`).join("")}</p>
        </div>
        <div class="row">
          {ended && <button type="button" class="primary" disabled={retry.busy || !may("operator")} onClick={() => retry.run()}>{run.state === "succeeded" ? "Run it again" : "Retry what failed"}</button>}
          {!ended && <button type="button" disabled={cancel.busy || !may("operator")} onClick={() => cancel.run()}>Cancel</button>}
        </div>
      </div>
      {failed && <p class="notice is-bad" data-testid="why"><strong>{failed.task} failed: </strong>{failed.message}</p>}
      {retry.outcome}
      {cancel.outcome}
      <div class="scroll" tabIndex={0} role="region" aria-label="Tasks of the run">
        <table>
          <thead><tr><th scope="col">Task</th><th scope="col">State</th><th scope="col" class="number">Attempt</th><th scope="col" class="number">Took</th><th scope="col">Message</th></tr></thead>
          <tbody>
            {run.tasks.map((one) => (
              <tr key={one.task} class={one === task ? "is-chosen" : ""}>
                <td><a href={placeUrl(["runs", run.id], { task: one.task })}>{one.task}</a></td>
                <td><Badge state={one.state} /></td><td class="number">{one.attempt}</td>
                <td class="number">{one.started_at_ms === null ? "—" : format.lasted(one.started_at_ms, one.ended_at_ms ?? Date.now())}</td>
                <td><span class="clip">{one.message}</span></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {task && <><h3>Log of {task.task}</h3><TaskLog run={run} task={task} /></>}
    </section>
  );
}

function Begin({ dag }: { dag: Dag }) {
  const [full, setFull] = useState(false);
  const begin = useAction(async () => {
    const { id } = await post("/v1/runs", { body: { tasks: [], parameters: full ? { full: "true" } : {} } });
    go(["runs", id]);
    return undefined;
  });
  return (
    <>
      <label class="inline"><input type="checkbox" checked={full} onChange={(event) => setFull(event.currentTarget.checked)} />Rebuild everything</label>
      <button type="button" class="primary" disabled={begin.busy || !may("operator") || dag.tasks.length === 0} onClick={() => begin.run()}>Run now</button>
      {begin.outcome}
    </>
  );
}

function Rest({ dag }: { dag: Dag }) {
  const paused = useLive("parts")?.find((part) => part.part === `dag/${dag.name}`)?.state === "paused";
  const change = useAction(async () => {
    await post(paused ? "/v1/dag/resume" : "/v1/dag/pause");
    return paused ? "Runs begin again." : "No further run begins.";
  });
  return (
    <>
      <button type="button" disabled={change.busy || !may("operator")} onClick={() => change.run()}>{paused ? "Resume" : "Pause"}</button>
      {paused && <Badge state="paused" />}
      {change.outcome}
    </>
  );
}

function Backfill() {
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const fill = useAction(async () => {
    const done = await post("/v1/dag/backfill", { body: { from, to: to || from } });
    return `${done.runs.length} runs queued, ${done.succeeded_before} had succeeded before, ${done.under_way} are under way.`;
  });
  return (
    <form class="row" aria-label="Backfill" onSubmit={(event) => { event.preventDefault(); fill.run(); }}>
      <label class="inline">From<input type="date" required value={from} onInput={(event) => setFrom(event.currentTarget.value)} /></label>
      <label class="inline">To<input type="date" min={from} value={to} onInput={(event) => setTo(event.currentTarget.value)} /></label>
      <button type="submit" disabled={fill.busy || from === "" || !may("operator")}>Run these days</button>
      {fill.outcome}
    </form>
  );
}

function QualityChecks() {
  const names = useLive("tables")?.filter((table) => table.name.startsWith("quality.") && table.name.endsWith("_results")) ?? [];
  const fresh = names.map((table) => `${table.name} ${table.version}`).join();
  const sql = names.map((table) => `SELECT * FROM ${table.name}`).join(" UNION ALL ");
  const found = useLoaded((signal) => (sql === "" ? Promise.resolve(undefined) : post("/v1/sql", { body: { sql: `SELECT "table", "check", action, outcome, rows_checked, rows_failed, detail FROM (${sql}) QUALIFY row_number() OVER (PARTITION BY "table", "check" ORDER BY recorded_at DESC) = 1 ORDER BY rows_failed = 0, "table", "check"`, row_count_max: 500 }, signal })), [names.map((table) => table.name).join()], fresh);
  return (
    <section class="card" aria-label="Quality checks">
      <h2>Quality checks, as they last came out</h2>
      {found.error !== undefined ? <Failure message={found.error} /> : found.data === undefined || found.data.table.rows.length === 0 ? <p class="empty">No check has been made yet.</p> : (
        <div class="scroll" tabIndex={0} role="region" aria-label="Results of quality checks">
          <table>
            <thead><tr>{["Table", "Check", "Action", "Result", "Rows", "Failed", "Detail"].map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
            <tbody>
              {found.data.table.rows.map((row, index) => (
                <tr key={index}>
                  <td>{row[0]}</td><td>{row[1]}</td><td>{row[2]}</td><td><Badge state={String(row[3])} /></td>
                  <td class="number">{format.cellText(row[4])}</td><td class="number">{format.cellText(row[5])}</td><td><span class="clip">{row[6]}</span></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

export default function RunsPage({ place }: PageProps) {
  const dag = useLoaded((signal) => get("/v1/dag", { signal }), []);
  const runs = useLive("runs");
  const wanted = place.parts[1] === undefined ? undefined : Number(place.parts[1]);
  const chosen = wanted === undefined ? runs?.[0] : runs?.find((run) => run.id === wanted);
  return (
    <Show of={dag}>
      {(declared) => (
        <>
          <PageHead title="Runs" about={declared.schedule === "" ? "This pipeline runs when somebody asks for it." : `This pipeline runs ${declared.schedule} and when somebody asks for it.`}>
            <Rest dag={declared} />
            <Begin dag={declared} />
          </PageHead>
          <section class="card">
            <h2>{declared.name}</h2>
            <DagPicture dag={declared} run={chosen} />
            {runs === undefined ? <p class="empty" role="status">Loading…</p> : runs.length === 0 ? <p class="empty">Nothing has run yet.</p> : <Grid dag={declared} runs={runs} chosen={chosen} />}
            <Backfill />
          </section>
          {chosen && <RunCard key={chosen.id} run={chosen} chosenTask={place.query.get("task")} />}
          {wanted !== undefined && runs && !chosen && <p class="empty" role="status">{`Run ${wanted} is on its way, or older than those that are shown.`}</p>}
          <QualityChecks />
        </>
      )}
    </Show>
  );
}
