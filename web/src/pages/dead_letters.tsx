// DeadLetters: rows that are in no table: why, mended, and put into their table after all.
import { useEffect, useState } from "preact/hooks";
import type { PageProps } from "../app";
import { get, post, put, type Schemas, type Table } from "../api/client";
import { useLive } from "../api/live";
import { may } from "../api/session";
import * as format from "../format";
import { Show, useAction, useLoaded } from "../parts/loading";
import { go, placeUrl } from "../router";

interface Letter {
  table: string;
  id: string;
  reason: string;
  recordedAt: string;
  value: string;
}

function lettersOf(table: Table): Letter[] {
  const text = (row: Table["rows"][number], index: number) => String(row[index] ?? "");
  return table.rows.map((row) => ({ table: text(row, 0), id: text(row, 1), reason: text(row, 2), recordedAt: text(row, 3), value: text(row, 4) }));
}

function told(outcome: Schemas["ReplayOutcome"]): string {
  const refused = outcome.refused.map((one) => ` ${one.id}: ${one.reason}.`).join("");
  return `${format.number(outcome.rows)} put into tables, ${format.number(outcome.duplicates)} were there already, ${format.number(outcome.refused.length)} refused again.${refused}`;
}

function LetterCard({ letter, done }: { letter: Letter; done: () => void }) {
  const [value, setValue] = useState(format.prettyJson(letter.value));
  const [partition = "", offset = "", index = ""] = letter.id.split("/").slice(-3);
  const topic = letter.id.split("/").slice(0, -3).join("/");
  const isStream = letter.table.startsWith("stream.");
  const replay = useAction(async () => {
    const outcome = await post("/v1/dead-letters/replay", { body: { ids: [letter.id] } });
    done();
    return told(outcome);
  });
  const mend = useAction(async () => {
    let compact = value;
    try {
      compact = JSON.stringify(JSON.parse(value));
    } catch (error) {
      throw new Error(`This is no JSON: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (compact !== letter.value) await put("/v1/dead-letters/{topic}/{partition}/{offset}/{index}", { path: { topic, partition, offset, index }, body: { value: compact } });
    const outcome = await post("/v1/dead-letters/replay", { body: { ids: [letter.id] } });
    done();
    return told(outcome);
  });
  return (
    <section class="card" aria-label={`Dead letter ${letter.id}`}>
      <div class="card-head">
        <h2 class="mono">{letter.id}</h2>
        <a href={placeUrl(["record"], { topic, partition, offset })}>Trace the record</a>
      </div>
      <p class="notice is-bad" data-testid="reason"><strong>Why: </strong>{letter.reason}</p>
      <p class="small muted">{`in ${letter.table}, recorded at ${letter.recordedAt} UTC`}</p>
      <label>The row
        <textarea value={value} onInput={(event) => setValue(event.currentTarget.value)} spellcheck={false} readOnly={!isStream} />
      </label>
      {isStream ? (
        <div class="row">
          <button type="button" class="primary" disabled={mend.busy || !may("operator")} onClick={() => mend.run()}>Mend and replay</button>
          <button type="button" disabled={replay.busy || !may("operator")} onClick={() => replay.run()}>Replay as it is</button>
        </div>
      ) : <p class="small muted">Tables of the batch way are made anew from the objects: post the mended row again.</p>}
      {mend.outcome}
      {replay.outcome}
    </section>
  );
}

export function DeadLetters({ place }: PageProps) {
  const reason = place.query.get("reason") ?? "";
  const chosenId = place.query.get("id");
  const count = useLive("ledger")?.dead_letters;
  const [last, setLast] = useState<Letter>();
  const loaded = useLoaded((signal) => get("/v1/dead-letters", { query: { reason, limit: 500 }, signal }), [reason], count);
  const letters = loaded.data ? lettersOf(loaded.data) : undefined;
  const found = letters?.find((letter) => letter.id === chosenId);
  useEffect(() => setLast((old) => found ?? (old?.id === chosenId ? old : undefined)), [found, chosenId]);
  const shown = found ?? last;
  const replayAll = useAction(async () => {
    const outcome = await post("/v1/dead-letters/replay", { body: { reason } });
    loaded.reload();
    return told(outcome);
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    go(["data", "dead-letters"], { reason: String(new FormData(event.currentTarget as HTMLFormElement).get("reason") ?? "") });
  };
  return (
    <div class="stack">
      <section class="card" aria-label="Dead letters">
        <form class="row" onSubmit={submit}>
          <label>Reason contains<input name="reason" size={28} defaultValue={reason} /></label>
          <button type="submit">Show</button>
          <button type="button" disabled={replayAll.busy || !may("operator") || !letters?.some((letter) => letter.table.startsWith("stream."))} onClick={() => replayAll.run()}>Replay all of the streams that are shown</button>
        </form>
        {replayAll.outcome}
        <Show of={loaded}>
          {() => (letters?.length === 0 ? <p class="empty">No dead letters: every row is in a table.</p> : (
            <div class="scroll" tabIndex={0} role="region" aria-label="List of dead letters">
              <table>
                <thead><tr><th scope="col">Letter</th><th scope="col">Why</th><th scope="col">Table</th><th scope="col">Recorded (UTC)</th></tr></thead>
                <tbody>
                  {letters?.map((letter) => (
                    <tr key={`${letter.table} ${letter.id}`} class={letter.id === chosenId ? "is-chosen" : ""}>
                      <td class="mono"><a href={placeUrl(["data", "dead-letters"], { id: letter.id, reason })}>{letter.id}</a></td>
                      <td><span class="clip">{letter.reason}</span></td><td>{letter.table}</td><td class="mono">{letter.recordedAt}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          ))}
        </Show>
      </section>
      {shown && <LetterCard key={shown.id} letter={shown} done={loaded.reload} />}
    </div>
  );
}
