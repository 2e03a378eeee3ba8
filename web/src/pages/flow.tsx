// Flow: what moves now: the last minute, the ledger, the pipeline as a picture.
import type { PageProps } from "../app";
import { get, type Schemas } from "../api/client";
import { useLive, useSamples } from "../api/live";
import { TimeChart } from "../charts/time_chart";
import * as format from "../format";
import { Badge } from "../parts/badge";
import { FlowPicture, type NodeFacts } from "../parts/flow_picture";
import { Show, useLoaded } from "../parts/loading";
import { PageHead } from "../parts/page_head";
import { placeUrl } from "../router";
import { CommitRates } from "./commit_rates";

type Arrivals = Schemas["Arrivals"];

const RATE_WINDOW_MS = 5000;

function endOf(sample: Arrivals, topic?: string): number {
  return sample.topics.filter((one) => topic === undefined || one.name === topic).reduce((sum, one) => sum + one.end, 0);
}

// Records a second over the last seconds; 0 before there are two samples.
function rateOf(samples: Arrivals[], topic?: string): number {
  const last = samples.at(-1);
  const first = last && samples.find((sample) => sample.at_ms >= last.at_ms - RATE_WINDOW_MS);
  if (!last || !first || first.at_ms === last.at_ms) return 0;
  return ((endOf(last, topic) - endOf(first, topic)) * 1000) / (last.at_ms - first.at_ms);
}

function Tiles() {
  const samples = useSamples();
  const arrivals = useLive("topics");
  const ledger = useLive("ledger");
  const tables = useLive("tables");
  const runs = useLive("runs");
  const minute = arrivals?.topics.reduce((sum, topic) => sum + topic.last_minute, 0);
  const changed = Math.max(0, ...(tables ?? []).map((table) => table.changed_at_ms ?? 0));
  const run = runs?.[0];
  return (
    <div class="tiles">
      <section class="card tile" aria-label="The last minute">
        <span class="tile-label">In the last minute</span>
        <span class="tile-value" data-testid="last-minute">{minute === undefined ? "…" : format.number(minute)}</span>
        <span class="tile-note">{minute === 1 ? "record" : "records"}, {format.rate(rateOf(samples))} a second now</span>
      </section>
      <section class="card tile" aria-label="Ledger">
        <span class="tile-label">Ledger</span>
        <span class={`tile-value ${ledger === undefined ? "" : ledger.balances ? "good" : "bad"}`} data-testid="ledger">
          {ledger === undefined ? "…" : ledger.balances ? "balances" : "does not balance"}
        </span>
        <span class="tile-note">{ledger === undefined ? "being read" : `${format.number(ledger.accepted)} accepted = ${format.number(ledger.tables)} in tables + ${format.number(ledger.duplicates)} duplicates + ${format.number(ledger.dead_letters)} dead letters + ${format.number(ledger.waiting)} waiting`}</span>
      </section>
      <a class="card tile" href={placeUrl(["data", "dead-letters"])}>
        <span class="tile-label">Dead letters</span>
        <span class={`tile-value ${(ledger?.dead_letters ?? 0) > 0 ? "bad" : ""}`}>{ledger === undefined ? "…" : format.number(ledger.dead_letters)}</span>
        <span class="tile-note">{ledger === undefined ? "being read" : ledger.dead_letters > 0 ? "see why, mend and replay" : "no row was refused"}</span>
      </a>
      <section class="card tile" aria-label="Freshness">
        <span class="tile-label">Newest change of a table</span>
        <span class="tile-value">{changed === 0 ? "—" : format.age(changed)}</span>
        <span class="tile-note">{tables === undefined ? "being read" : `${tables.length} tables, ${format.number(tables.reduce((sum, table) => sum + (table.rows ?? 0), 0))} rows`}</span>
      </section>
      <a class="card tile" href={placeUrl(["runs"])}>
        <span class="tile-label">Last run</span>
        <span class="tile-value">{run ? <Badge state={run.state} /> : "—"}</span>
        <span class="tile-note">{run ? `number ${run.id}, ${format.age(run.created_at_ms)}` : runs === undefined ? "being read" : "nothing has run yet"}</span>
      </a>
    </div>
  );
}

function RateChart() {
  const samples = useSamples();
  const seconds: number[] = [];
  const rates: number[] = [];
  for (let index = 1; index < samples.length; index += 1) {
    const [before, after] = [samples[index - 1], samples[index]];
    if (!before || !after || after.at_ms <= before.at_ms) continue;
    seconds.push(after.at_ms / 1000);
    rates.push(Math.max(0, ((endOf(after) - endOf(before)) * 1000) / (after.at_ms - before.at_ms)));
  }
  return (
    <section class="card">
      <h2>Records a second, as they come in</h2>
      <TimeChart seconds={seconds} lines={[{ label: "records/s", values: rates }]} label="Records a second" height={180} />
    </section>
  );
}

// What waits for a part in all its topics, and since when.
function behindOf(lags: Schemas["Lag"][]): { records: number; oldest: number } | undefined {
  const times = lags.flatMap((lag) => lag.oldest_at_ms ?? []);
  return times.length === 0 ? undefined : { records: lags.reduce((sum, lag) => sum + lag.records, 0), oldest: Math.min(...times) };
}

function LagTable() {
  const lags = useLive("lags");
  const now = useLive("topics")?.at_ms ?? Date.now();
  if (!lags) return <p class="empty" role="status">Loading…</p>;
  if (lags.length === 0) return <p class="empty">No part reads anything yet.</p>;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="How far each part is behind the log">
      <table data-testid="lags">
        <thead><tr><th scope="col">Part</th><th scope="col">Topic</th><th scope="col" class="number">Records behind</th><th scope="col" class="number">The oldest waits for</th></tr></thead>
        <tbody>
          {[...lags].sort((a, b) => a.part.localeCompare(b.part)).map((lag) => (
            <tr key={`${lag.part} ${lag.topic}`}>
              <td>{lag.part}</td><td>{lag.topic}</td><td class="number">{format.number(lag.records)}</td>
              <td class="number">{lag.oldest_at_ms === undefined ? "—" : format.span(now - lag.oldest_at_ms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function useFacts(): (node: Schemas["FlowNode"]) => NodeFacts {
  const samples = useSamples();
  const arrivals = useLive("topics");
  const parts = useLive("parts");
  const tables = useLive("tables");
  const ledger = useLive("ledger");
  const lags = useLive("lags");
  const now = arrivals?.at_ms ?? Date.now();
  return (node) => {
    if (node.kind === "topic") {
      const topic = arrivals?.topics.find((one) => one.name === node.name);
      if (!topic) return { note: "no records yet", tone: "idle" };
      const rate = rateOf(samples, node.name);
      return { note: rate > 0 ? `${format.short(topic.end)} · ${format.rate(rate)}/s` : `${format.short(topic.end)} records`, tone: rate > 0 ? "busy" : "" };
    }
    if (node.kind === "connector" || node.kind === "stream") {
      const part = parts?.find((one) => one.part === (node.kind === "connector" ? `connector/${node.name}` : node.name));
      if (!part) return { note: "not running", tone: "warn" };
      const bad = part.state === "failed";
      const behind = behindOf(lags?.filter((lag) => lag.part === part.part) ?? []);
      if (!bad && behind) return { note: `${format.short(behind.records)} behind, ${format.span(now - behind.oldest)}`, tone: part.state === "running" ? "" : "warn" };
      if (part.state === "running" && part.message !== "") return { note: part.message, tone: "idle" };
      return { note: `${part.state}${part.message ? `: ${part.message}` : ""}`, tone: bad ? "bad" : part.state === "running" ? "" : "warn" };
    }
    if (node.kind === "table") {
      const table = tables?.find((one) => one.name === node.name);
      if (table?.error !== undefined) return { note: table.error, tone: "bad" };
      if (table?.rows === undefined) return { note: "no rows yet", tone: "idle" };
      const lines = ledger?.ledgers.filter((line) => line.table === node.name) ?? [];
      const waiting = lines.reduce((sum, line) => sum + line.waiting, 0);
      const fresh = table.changed_at_ms === undefined ? "" : ` · ${format.age(table.changed_at_ms)}`;
      return { note: waiting > 0 ? `${format.short(table.rows)} · ${format.short(waiting)} waiting` : `${format.short(table.rows)} rows${fresh}`, tone: "" };
    }
    return { note: node.kind === "bucket" ? "objects" : "questions of the pipeline", tone: "" };
  };
}

function LedgerTable() {
  const ledger = useLive("ledger");
  if (!ledger) return <p class="empty" role="status">Loading…</p>;
  if (ledger.ledgers.length === 0) return <p class="empty">Nothing has been accepted yet.</p>;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Ledger of each topic and table">
      <table>
        <thead>
          <tr>
            <th scope="col">Topic</th><th scope="col">Table</th>
            {["Accepted", "In the table", "Duplicates", "Dead letters", "Waiting", "Lost"].map((name) => <th key={name} scope="col" class="number">{name}</th>)}
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {ledger.ledgers.map((line) => (
            <tr key={`${line.topic} ${line.table}`}>
              <td>{line.topic}</td>
              <td>{line.table}</td>
              {[line.accepted, line.tables, line.duplicates, line.dead_letters, line.waiting, line.lost_to_retention].map((count, index) => <td key={index} class="number">{format.number(count)}</td>)}
              <td><Badge state={line.balances ? "balances" : "does not balance"} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PartsTable() {
  const parts = useLive("parts");
  const troubled = parts?.filter((part) => part.message !== "" && part.state !== "idle") ?? [];
  if (troubled.length === 0) return <p class="small muted">No part has anything to complain of.</p>;
  return (
    <ul class="stack list">
      {troubled.map((part) => <li key={part.part}><Badge state={part.state} /> <strong>{part.part}</strong>: {part.message} <span class="muted">({format.age(part.updated_at_ms)})</span></li>)}
    </ul>
  );
}

export default function FlowPage(_: PageProps) {
  const flow = useLoaded((signal) => get("/v1/flow", { signal }), []);
  const samples = useSamples();
  const factsOf = useFacts();
  return (
    <>
      <PageHead title="Flow" about="What comes in, where it goes, and whether every row is accounted for." />
      <Tiles />
      <section class="card">
        <h2>The pipeline</h2>
        <Show of={flow}>
          {(picture) => <FlowPicture flow={picture} factsOf={factsOf} busy={(from) => from.startsWith("topic:") && rateOf(samples, from.slice(6)) > 0} />}
        </Show>
      </section>
      <div class="grid">
        <RateChart />
        <CommitRates />
      </div>
      <section class="card">
        <h2>Ledger</h2>
        <LedgerTable />
      </section>
      <section class="card">
        <h2>How far behind</h2>
        <LagTable />
      </section>
      <section class="card">
        <h2>What parts say</h2>
        <PartsTable />
      </section>
    </>
  );
}
