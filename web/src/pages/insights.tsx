// Insights: the pipeline's questions and live metrics as charts, each with its SQL and its exports.
import { useEffect, useRef, useState } from "preact/hooks";
import type { PageProps } from "../app";
import { get, type Schemas, type Table } from "../api/client";
import { useLive } from "../api/live";
import { AnswerChart } from "../charts/answer_chart";
import { Bars } from "../charts/bars";
import { saveCsv, savePng } from "../charts/export";
import { barsOf, shapeOf } from "../charts/shape";
import { TimeChart } from "../charts/time_chart";
import * as format from "../format";
import { Show, useLoaded } from "../parts/loading";
import { PageHead } from "../parts/page_head";
import { ResultTable } from "../parts/result_table";
import { go, placeUrl } from "../router";
import { colour } from "../theme";
import { secondsOf } from "./commit_rates";

type View = "chart" | "table" | "sql";

// Whether the element has been near the screen: charts below are not asked for before.
function useSeen(): [{ current: HTMLElement | null }, boolean] {
  const element = useRef<HTMLElement | null>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (!element.current) return;
    const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && setSeen(true), { rootMargin: "300px" });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [element, seen];
}

function ViewSwitch({ view, set, name }: { view: View; set: (view: View) => void; name: string }) {
  const names: Record<View, string> = { chart: "Chart", table: "Table", sql: "SQL" };
  return (
    <div class="choice" role="group" aria-label={`How to show ${name}`}>
      {(Object.keys(names) as View[]).map((one) => (
        <button key={one} type="button" aria-pressed={view === one} onClick={() => set(one)}>{names[one]}</button>
      ))}
    </div>
  );
}

function exportPng(name: string, title: string, table: Table, measure?: string): void {
  const bars = barsOf(table, shapeOf(table, measure)).slice(0, 40);
  savePng(name, title, bars.map((bar) => ({ label: bar.label, value: bar.value, colour: colour("c0") })));
}

function Foot({ name, title, table, sql, measure }: { name: string; title: string; table: Table | undefined; sql?: string; measure?: string | undefined }) {
  return (
    <div class="row card-foot">
      <button type="button" class="quiet" disabled={!table} onClick={() => table && saveCsv(name, table)} aria-label={`Save ${title} as CSV`}>CSV</button>
      <button type="button" class="quiet" disabled={!table || table.rows.length === 0} onClick={() => table && exportPng(name, title, table, measure)} aria-label={`Save ${title} as PNG`}>PNG</button>
      {sql !== undefined && <button type="button" class="quiet" onClick={() => { sessionStorage.setItem("pinflow.ask", sql); go(["sql"]); }} aria-label={`Go on in SQL with ${title}`}>Go on in SQL</button>}
    </div>
  );
}

function QueryCard({ query, userId, version }: { query: Schemas["Query"]; userId: string; version: string }) {
  const [element, seen] = useSeen();
  const [view, setView] = useState<View>("chart");
  const answer = useLoaded(
    (signal) => (seen ? get("/v1/answers/{query}", { path: { query: query.name }, query: { user_id: userId }, signal }) : new Promise<never>(() => undefined)),
    [query.name, userId, seen], version,
  );
  return (
    <section class="card" ref={element} aria-label={query.title} data-testid={`query-${query.name}`}>
      <div class="card-head is-tight">
        <h3>{query.title}</h3>
        <ViewSwitch view={view} set={setView} name={query.title} />
      </div>
      {view === "sql" ? <pre tabIndex={0}>{query.sql}</pre> : seen && (
        <Show of={answer}>
          {({ table }) => (view === "chart" ? <AnswerChart table={table} kind={query.chart} label={query.title} /> : <ResultTable table={table} label={query.title} />)}
        </Show>
      )}
      <Foot name={query.name} title={query.title} table={answer.data?.table} sql={query.sql} />
    </section>
  );
}

// A metric's rows as an answer of SQL has them.
function tableOf(rows: Schemas["MetricRows"]["rows"], measures: string[]): Table {
  const names = Object.keys(rows[0] ?? {});
  return {
    columns: names.map((name) => ({ name, type: measures.includes(name) ? "BIGINT" : "VARCHAR" })),
    rows: rows.map((row) => names.map((name) => row[name] ?? null)),
    truncated: false,
  };
}

function MetricChart({ metric, rows }: { metric: Schemas["Metric"]; rows: Schemas["MetricRows"]["rows"] }) {
  if (rows.length === 0) return <p class="empty">Nothing yet.</p>;
  if (metric.of === "commits") {
    const sorted = [...rows].sort((a, b) => secondsOf(a[metric.window]) - secondsOf(b[metric.window]));
    return <TimeChart seconds={sorted.map((row) => secondsOf(row[metric.window]))} label={metric.title}
      lines={metric.measures.map((label) => ({ label: label.replaceAll("_", " "), values: sorted.map((row) => Number(row[label] ?? 0)) }))} />;
  }
  const measure = metric.order_by || metric.measures[0];
  const newest = metric.window === "" ? rows : rows.filter((row) => row[metric.window] === rows[0]?.[metric.window]);
  const table = tableOf(newest, metric.measures);
  const shape = shapeOf(table, measure);
  shape.groups = shape.groups.filter((index) => !metric.measures.includes(table.columns[index]?.name ?? "") && table.columns[index]?.name !== metric.window);
  const bars = barsOf(table, shape).sort((a, b) => b.value - a.value);
  return (
    <div class="stack">
      <p class="small muted">{`By ${measure?.replaceAll("_", " ")}`}{metric.window !== "" && `, in the newest ${metric.window.replaceAll("_", " ")}: ${String(rows[0]?.[metric.window])}`}</p>
      <Bars bars={bars} label={metric.title} shown={10} />
    </div>
  );
}

function MetricCard({ metric, userId, fed }: { metric: Schemas["Metric"]; userId: string; fed: boolean | undefined }) {
  const changes = useLive("metrics")?.changes;
  const [element, seen] = useSeen();
  const [view, setView] = useState<View>("chart");
  const loaded = useLoaded(
    (signal) => (seen && fed ? get("/v1/metrics/{name}", { path: { name: metric.name }, query: { user_id: userId, limit: 300 }, signal }) : new Promise<never>(() => undefined)),
    [metric.name, userId, seen, fed], changes,
  );
  const table = loaded.data && tableOf(loaded.data.rows, metric.measures);
  return (
    <section class="card" ref={element} aria-label={metric.title} data-testid={`metric-${metric.name}`}>
      <div class="card-head is-tight">
        <h3>{metric.title}</h3>
        <ViewSwitch view={view} set={setView} name={metric.title} />
      </div>
      {view === "sql" ? <pre tabIndex={0}>{metric.sql}</pre> : fed === false ? <p class="empty">No stream has fed it yet.</p> : seen && (
        <Show of={loaded}>
          {({ rows }) => (view === "chart" ? <MetricChart metric={metric} rows={rows} /> : <ResultTable table={tableOf(rows, metric.measures)} label={metric.title} />)}
        </Show>
      )}
      <Foot name={metric.name} title={metric.title} table={table} measure={metric.order_by || metric.measures[0]} />
    </section>
  );
}

export default function InsightsPage({ place }: PageProps) {
  const pipeline = useLoaded((signal) => get("/v1/pipeline", { signal }), []);
  const tables = useLive("tables");
  const fed = useLoaded((signal) => get("/v1/metrics", { signal }), [], useLive("metrics")?.changes);
  const chosen = place.query.get("user") ?? "";
  // Answers are asked anew when a clean table has changed.
  const version = (tables ?? []).filter((table) => table.name.startsWith("silver.")).map((table) => `${table.name} ${table.version}`).join();
  return (
    <Show of={pipeline}>
      {(declared) => {
        const userId = chosen || (declared.user_ids[0] ?? "");
        return (
          <>
            <PageHead title="Insights" about={`What the pipeline “${declared.name}” asks, answered from the tables as they are, and what its streams count.`}>
              {declared.user_ids.length > 1 && (
                <label class="inline">User
                  <select value={userId} onChange={(event) => go(["insights"], { user: event.currentTarget.value })}>
                    {declared.user_ids.map((id) => <option key={id}>{id}</option>)}
                  </select>
                </label>
              )}
              <a class="button" href="/ui/report">The report as one page</a>
            </PageHead>
            <h2>Now, from the streams</h2>
            {declared.metrics.length === 0 && <p class="empty">The pipeline declares no live metrics.</p>}
            <div class="grid">{declared.metrics.map((metric) => <MetricCard key={metric.name} metric={metric} userId={userId} fed={fed.data?.some((one) => one.name === metric.name && one.user_ids.includes(userId))} />)}</div>
            <h2>From the clean tables</h2>
            <p class="small muted">{tables && !tables.some((table) => table.name.startsWith("silver.")) ? <>No table has been cleaned yet: <a href={placeUrl(["runs"])}>run the pipeline</a>.</> : `${format.number(declared.queries.length)} questions`}</p>
            <div class="grid">{declared.queries.map((query) => <QueryCard key={query.name} query={query} userId={userId} version={version} />)}</div>
          </>
        );
      }}
    </Show>
  );
}
