// Topics: the records of one, by place, time or what they contain.
import { useState } from "preact/hooks";
import type { PageProps } from "../app";
import { get, type Schemas } from "../api/client";
import { useLive } from "../api/live";
import * as format from "../format";
import { Show, useLoaded } from "../parts/loading";
import { go, placeUrl } from "../router";

type RecordOf = Schemas["Record"];

const SHOWN = 50;

function numberIn(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  return text === null || text === "" ? undefined : Number(text);
}

function Value({ record }: { record: RecordOf }) {
  if (record.value === null) return <span class="muted">no value (a tombstone)</span>;
  const note = { json: "JSON", text: "text", base64: "bytes, as Base64", none: "" }[record.value_encoding];
  return (
    <div class="stack">
      <p class="small muted">{`${note}, ${format.bytes(record.size_bytes)}`}</p>
      <pre tabIndex={0}>{record.value_encoding === "json" ? format.prettyJson(record.value) : record.value}</pre>
      {record.headers.length > 0 && (
        <table>
          <thead><tr><th scope="col">Header</th><th scope="col">Value</th></tr></thead>
          <tbody>{record.headers.map((header, index) => <tr key={index}><td>{header.name}</td><td class="mono">{header.value ?? "—"}</td></tr>)}</tbody>
        </table>
      )}
    </div>
  );
}

function RecordRow({ topic, record }: { topic: string; record: RecordOf }) {
  const [open, setOpen] = useState(false);
  const id = `record-${record.partition}-${record.offset}`;
  return (
    <>
      <tr>
        <td class="number"><button type="button" class="quiet" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>{`${record.partition}/${record.offset}`}</button></td>
        <td class="mono">{format.time(record.timestamp_ms)}</td>
        <td><span class="clip">{record.key ?? <span class="muted">—</span>}</span></td>
        <td><span class="clip mono">{(record.value ?? "").slice(0, 300)}</span></td>
        <td><a href={placeUrl(["record"], { topic, partition: record.partition, offset: record.offset })}>Trace<span class="visually-hidden">{` record ${record.partition}/${record.offset}`}</span></a></td>
      </tr>
      {open && <tr id={id}><td colSpan={5}><Value record={record} /></td></tr>}
    </>
  );
}

function Jump({ topic, query }: { topic: string; query: URLSearchParams }) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const at = text("at") === "" ? undefined : Date.parse(`${text("at")}Z`);
    go(["data", "topics"], { name: topic, partition: text("partition"), offset: text("offset"), at, filter: text("filter") });
  };
  const at = numberIn(query, "at");
  return (
    <form class="row" onSubmit={submit} key={`${topic} ${query.toString()}`}>
      <label>Partition<input name="partition" inputMode="numeric" pattern="[0-9]*" size={6} defaultValue={query.get("partition") ?? ""} placeholder="all" /></label>
      <label>From offset<input name="offset" inputMode="numeric" pattern="[0-9]*" size={10} defaultValue={query.get("offset") ?? ""} placeholder="the newest" /></label>
      <label>From time (UTC)<input name="at" type="datetime-local" step="1" defaultValue={at === undefined ? "" : new Date(at).toISOString().slice(0, 19)} /></label>
      <label>Contains<input name="filter" size={18} defaultValue={query.get("filter") ?? ""} /></label>
      <button type="submit" class="primary">Show</button>
      <a class="button" href={placeUrl(["data", "topics"], { name: topic })}>The newest</a>
    </form>
  );
}

function Browser({ topic, query }: { topic: string; query: URLSearchParams }) {
  const asked = { partition: numberIn(query, "partition"), offset: numberIn(query, "offset"), at: numberIn(query, "at"), filter: query.get("filter") ?? undefined };
  const isNewest = asked.offset === undefined && asked.at === undefined;
  const end = useLive("topics")?.topics.find((one) => one.name === topic)?.end;
  const loaded = useLoaded(
    (signal) => get("/v1/topics/{topic}/records", { path: { topic }, query: Object.fromEntries(Object.entries({ ...asked, limit: SHOWN }).filter(([, value]) => value !== undefined)), signal }),
    [topic, query.toString()], isNewest && !asked.filter ? end : undefined,
  );
  return (
    <section class="card" aria-label={`Records of ${topic}`}>
      <h2>{topic}</h2>
      <Jump topic={topic} query={query} />
      <Show of={loaded}>
        {(found) => {
          const records = isNewest ? [...found.records].sort((a, b) => b.timestamp_ms - a.timestamp_ms || b.offset - a.offset) : found.records;
          return (
            <>
              <p class="small muted">{found.partitions.map((one) => `partition ${one.partition}: offsets ${format.number(one.begin_offset)} to ${format.number(one.end_offset)}`).slice(0, 8).join("; ")}</p>
              {records.length === 0 ? <p class="empty">No such records.</p> : (
                <div class="scroll" tabIndex={0} role="region" aria-label="Records">
                  <table>
                    <thead><tr><th scope="col" class="number">Place</th><th scope="col">Time (UTC)</th><th scope="col">Key</th><th scope="col">Value</th><th scope="col">Way</th></tr></thead>
                    <tbody>{records.map((record) => <RecordRow key={`${record.partition}/${record.offset}`} topic={topic} record={record} />)}</tbody>
                  </table>
                </div>
              )}
              <div class="row">
                {found.partitions.filter((one) => !isNewest && one.next_offset < one.end_offset).slice(0, 8).map((one) => (
                  <a key={one.partition} class="button" href={placeUrl(["data", "topics"], { name: topic, partition: one.partition, offset: one.next_offset, filter: asked.filter })}>{`Go on in partition ${one.partition} at ${format.number(one.next_offset)}`}</a>
                ))}
              </div>
            </>
          );
        }}
      </Show>
    </section>
  );
}

export function Topics({ place }: PageProps) {
  const arrivals = useLive("topics");
  const chosen = place.query.get("name") ?? arrivals?.topics[0]?.name;
  if (!arrivals) return <p class="empty" role="status">Loading…</p>;
  if (arrivals.topics.length === 0 || chosen === undefined) return <p class="empty">No topics yet: clients make them by posting.</p>;
  return (
    <div class="pair">
      <nav class="card" aria-label="Topics">
        <ul class="list">
          {arrivals.topics.map((topic) => (
            <li key={topic.name}>
              <a href={placeUrl(["data", "topics"], { name: topic.name })} aria-current={topic.name === chosen ? "true" : undefined}>
                {topic.name}<span class="small muted">{`${format.number(topic.end - topic.begin)} records, ${format.number(topic.last_minute)} in the last minute`}</span>
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <Browser topic={chosen} query={place.query} key={chosen} />
    </div>
  );
}
