// Record: one record on its way: in the log, in an object, in tables or among the dead letters.
import type { PageProps } from "../app";
import { get, type Table } from "../api/client";
import * as format from "../format";
import { Show, useLoaded } from "../parts/loading";
import { PageHead } from "../parts/page_head";
import { go } from "../router";

// Whole texts, as they are long and few.
function Places({ table }: { table: Table }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Places of the record">
      <table>
        <thead><tr>{table.columns.map((column) => <th key={column.name} scope="col">{column.name}</th>)}</tr></thead>
        <tbody>{table.rows.map((row, index) => <tr key={index}>{row.map((cell, at) => <td key={at} class={at === 0 ? "" : "breaks"}>{cell}</td>)}</tr>)}</tbody>
      </table>
    </div>
  );
}

function Found({ topic, partition, offset }: { topic: string; partition: string; offset: string }) {
  const trace = useLoaded((signal) => get("/v1/records/{topic}/{partition}/{offset}", { path: { topic, partition, offset }, signal }), [topic, partition, offset]);
  const bytes = useLoaded((signal) => get("/v1/topics/{topic}/records", { path: { topic }, query: { partition: Number(partition), offset: Number(offset), limit: 1 }, signal }), [topic, partition, offset]);
  return (
    <div class="grid">
      <section class="card">
        <h2>Where it is</h2>
        <Show of={trace}>{(places) => <Places table={places} />}</Show>
      </section>
      <section class="card">
        <h2>What it says</h2>
        <Show of={bytes}>
          {({ records }) => {
            const record = records[0];
            if (!record) return <p class="empty">The log has it no more.</p>;
            return (
              <>
                <p class="small muted">{`${format.time(record.timestamp_ms)} UTC, ${format.bytes(record.size_bytes)}${record.key === null ? "" : `, key ${record.key}`}`}</p>
                <pre tabIndex={0}>{record.value === null ? "no value (a tombstone)" : format.prettyJson(record.value)}</pre>
              </>
            );
          }}
        </Show>
      </section>
    </div>
  );
}

export default function RecordPage({ place }: PageProps) {
  const [topic, partition, offset] = ["topic", "partition", "offset"].map((name) => place.query.get(name) ?? "") as [string, string, string];
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    go(["record"], Object.fromEntries(["topic", "partition", "offset"].map((name) => [name, String(form.get(name) ?? "").trim()])));
  };
  return (
    <>
      <PageHead title="Record" about="Follow one record from the log to its table. Answers to posts say its partition and offset." />
      <form class="card row" onSubmit={submit} key={`${topic}/${partition}/${offset}`}>
        <label>Topic<input name="topic" required size={30} defaultValue={topic} /></label>
        <label>Partition<input name="partition" required inputMode="numeric" pattern="[0-9]+" size={6} defaultValue={partition || "0"} /></label>
        <label>Offset<input name="offset" required inputMode="numeric" pattern="[0-9]+" size={12} defaultValue={offset} /></label>
        <button type="submit" class="primary">Follow</button>
      </form>
      {topic !== "" && offset !== "" && <Found key={`${topic}/${partition}/${offset}`} topic={topic} partition={partition || "0"} offset={offset} />}
    </>
  );
}
