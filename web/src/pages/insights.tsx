// Insights: the pipeline's questions and live metrics as charts, each with its SQL and its exports.
import { useEffect, useRef, useState } from "preact/hooks";
import type { PageProps } from "../app";
import { get, post, type Schemas, type Table } from "../api/client";
import { useLive } from "../api/live";
import { AnswerChart } from "../charts/answer_chart";
import { Bars } from "../charts/bars";
import { rowsBehindAnswer, rowsBehindMetric } from "../charts/drill";
import { saveCsv, savePng } from "../charts/export";
import { chooseWindow } from "../charts/metric_windows";
import { PairedBars } from "../charts/paired_bars";
import { barsOf, shapeOf, type PickRow, type Shape } from "../charts/shape";
import { TimeChart } from "../charts/time_chart";
import * as format from "../format";
import { Show, useLoaded } from "../parts/loading";
import { PageHead } from "../parts/page_head";
import { ResultTable } from "../parts/result_table";
import { go, placeUrl } from "../router";
import { colour } from "../theme";
import { secondsOf } from "./commit_rates";

type View = "chart" | "both" | "table" | "sql";
type Pipeline = Schemas["Pipeline"];

const METRIC_ROWS = 300;
// Windows are summed or compared: all of them have to be there.
const WINDOWED_ROWS = 5000;

// A question of a stream's rows, which the batch way can be asked, too: of all time, not of windows.
function isOfBoth(metric: Schemas["Metric"]): boolean {
  return metric.of === "rows" && metric.window === "";
}

// Goes on in SQL; with `run`, what is asked is asked at once.
function goOnInSql(sql: string, run = false): void {
  sessionStorage.setItem("pinflow.ask", sql);
  if (run) sessionStorage.setItem("pinflow.ask.run", "yes");
  go(["sql"]);
}

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

function ViewSwitch({ view, set, name, both = false }: { view: View; set: (view: View) => void; name: string; both?: boolean }) {
  const names: Partial<Record<View, string>> = both ? { chart: "Chart", both: "Beside batch", table: "Table", sql: "SQL" } : { chart: "Chart", table: "Table", sql: "SQL" };
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
      {sql !== undefined && <button type="button" class="quiet" onClick={() => goOnInSql(sql)} aria-label={`Go on in SQL with ${title}`}>Go on in SQL</button>}
    </div>
  );
}

function QueryCard({ query, userId, version, datasets }: { query: Schemas["Query"]; userId: string; version: string; datasets: Pipeline["datasets"] }) {
  const [element, seen] = useSeen();
  const [view, setView] = useState<View>("chart");
  const answer = useLoaded(
    (signal) => (seen ? get("/v1/answers/{query}", { path: { query: query.name }, query: { user_id: userId }, signal }) : new Promise<never>(() => undefined)),
    [query.name, userId, seen], version,
  );
  const pickOf = (table: Table): PickRow => (row) => {
    const groups = shapeOf(table).groups;
    goOnInSql(rowsBehindAnswer(query, table, query.chart === "map" ? groups.slice(0, 1) : groups, row, datasets, userId), true);
  };
  return (
    <section class="card" ref={element} aria-label={query.title} data-testid={`query-${query.name}`}>
      <div class="card-head is-tight">
        <h3>{query.title}</h3>
        <ViewSwitch view={view} set={setView} name={query.title} />
      </div>
      {view === "sql" ? <pre tabIndex={0}>{query.sql}</pre> : seen && (
        <Show of={answer}>
          {({ table }) => (view === "chart" ? <AnswerChart table={table} kind={query.chart} label={query.title} pick={pickOf(table)} /> : <ResultTable table={table} label={query.title} />)}
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

// What of a metric's rows is drawn: the measure that it is ordered by, over what is no measure.
function metricShape(metric: Schemas["Metric"], table: Table): Shape {
  const shape = shapeOf(table, metric.order_by || metric.measures[0]);
  shape.groups = shape.groups.filter((index) => !metric.measures.includes(table.columns[index]?.name ?? "") && table.columns[index]?.name !== metric.window);
  return shape;
}

function BesideBatch({ metric, rows, userId, version }: { metric: Schemas["Metric"]; rows: Schemas["MetricRows"]["rows"]; userId: string; version: string }) {
  const batch = useLoaded((signal) => post("/v1/sql", { body: { sql: metric.sql, user_id: userId, row_count_max: WINDOWED_ROWS }, signal }), [metric.sql, userId], version);
  const live = tableOf(rows, metric.measures);
  return (
    <Show of={batch}>
      {({ table }) => <PairedBars stream={barsOf(live, metricShape(metric, live))} batch={barsOf(table, metricShape(metric, table))} label={`${metric.title} By stream and by batch`} />}
    </Show>
  );
}

function MetricChart({ metric, rows, datasets, userId }: { metric: Schemas["Metric"]; rows: Schemas["MetricRows"]["rows"]; datasets: Pipeline["datasets"]; userId: string }) {
  if (rows.length === 0) return <p class="empty">Nothing yet.</p>;
  if (metric.of === "commits") {
    const sorted = [...rows].sort((a, b) => secondsOf(a[metric.window]) - secondsOf(b[metric.window]));
    return <TimeChart seconds={sorted.map((row) => secondsOf(row[metric.window]))} label={metric.title}
      lines={metric.measures.map((label) => ({ label: label.replaceAll("_", " "), values: sorted.map((row) => Number(row[label] ?? 0)) }))} />;
  }
  const measure = metric.order_by || metric.measures[0] || "";
  const chosen = metric.window === "" ? { rows, says: "" } : chooseWindow(metric, rows, measure);
  const table = tableOf(chosen.rows, metric.measures);
  const shape = metricShape(metric, table);
  const behind = (row: Table["rows"][number]) => rowsBehindMetric(metric, table, shape.groups, row, datasets, userId);
  const pick: PickRow | undefined = table.rows[0] && behind(table.rows[0]) !== undefined ? (row) => goOnInSql(behind(row) ?? "", true) : undefined;
  const bars = barsOf(table, shape).sort((a, b) => b.value - a.value);
  return (
    <div class="stack">
      <p class="small muted" data-testid="of">{`By ${measure.replaceAll("_", " ")}`}{chosen.says !== "" && `: ${chosen.says}`}{rows.length === WINDOWED_ROWS && "; there are more"}</p>
      <Bars bars={bars} label={metric.title} shown={10} pick={pick} />
    </div>
  );
}

function MetricCard({ metric, userId, fed, version, datasets }: { metric: Schemas["Metric"]; userId: string; fed: boolean | undefined; version: string; datasets: Pipeline["datasets"] }) {
  const changes = useLive("metrics")?.changes;
  const [element, seen] = useSeen();
  const [view, setView] = useState<View>("chart");
  const loaded = useLoaded(
    (signal) => (seen && fed ? get("/v1/metrics/{name}", { path: { name: metric.name }, query: { user_id: userId, limit: metric.window === "" ? METRIC_ROWS : WINDOWED_ROWS }, signal }) : new Promise<never>(() => undefined)),
    [metric.name, userId, seen, fed], changes,
  );
  const table = loaded.data && tableOf(loaded.data.rows, metric.measures);
  return (
    <section class="card" ref={element} aria-label={metric.title} data-testid={`metric-${metric.name}`}>
      <div class="card-head is-tight">
        <h3>{metric.title}</h3>
        <ViewSwitch view={view} set={setView} name={metric.title} both={isOfBoth(metric)} />
      </div>
      {view === "sql" ? <pre tabIndex={0}>{metric.sql}</pre> : fed === false ? <p class="empty">No stream has fed it yet.</p> : seen && (
        <Show of={loaded}>
          {({ rows }) => (view === "chart" ? <MetricChart metric={metric} rows={rows} datasets={datasets} userId={userId} /> : view === "both" ? <BesideBatch metric={metric} rows={rows} userId={userId} version={version} /> : <ResultTable table={tableOf(rows, metric.measures)} label={metric.title} />)}
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
            <div class="grid">{declared.metrics.map((metric) => <MetricCard key={metric.name} metric={metric} userId={userId} version={version} datasets={declared.datasets} fed={fed.data?.some((one) => one.name === metric.name && one.user_ids.includes(userId))} />)}</div>
            <h2>From the clean tables</h2>
            <p class="small muted">{tables && !tables.some((table) => table.name.startsWith("silver.")) ? <>No table has been cleaned yet: <a href={placeUrl(["runs"])}>run the pipeline</a>.</> : `${format.number(declared.queries.length)} questions`}</p>
            <div class="grid">{declared.queries.map((query) => <QueryCard key={query.name} query={query} userId={userId} version={version} datasets={declared.datasets} />)}</div>
          </>
        );
      }}
    </Show>
  );
}
