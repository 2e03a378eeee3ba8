// Connectors: what each one does, and the commands of Kafka Connect for it; the streams beside them.
import type { PageProps } from "../app";
import { send } from "../api/client";
import { useLive } from "../api/live";
import { may } from "../api/session";
import * as format from "../format";
import { Badge } from "../parts/badge";
import { Show, useAction, useLoaded } from "../parts/loading";
import { PageHead } from "../parts/page_head";

interface Connector {
  info: { name: string; config: Record<string, string>; type: string };
  status: { name: string; connector: { state: string }; tasks: { id: number; state: string; trace?: string }[] };
}

function ConnectorCard({ connector, reload }: { connector: Connector; reload: () => void }) {
  const { info, status } = connector;
  const state = status.connector.state;
  const act = useAction(async (method: string, word: string) => {
    await send<unknown>(method, `/connectors/${encodeURIComponent(info.name)}/${word}`);
    reload();
    return undefined;
  });
  const topics = useLoaded((signal) => send<Record<string, { topics: string[] }>>("GET", `/connectors/${encodeURIComponent(info.name)}/topics`, undefined, signal), [info.name]);
  return (
    <section class="card" aria-label={info.name}>
      <div class="card-head">
        <h2>{info.name} <Badge state={state} /></h2>
        <div class="row">
          {state === "RUNNING" ? <button type="button" disabled={act.busy || !may("operator")} onClick={() => act.run("PUT", "pause")}>Pause</button> : <button type="button" class="primary" disabled={act.busy || !may("operator")} onClick={() => act.run("PUT", "resume")}>Resume</button>}
          <button type="button" disabled={act.busy || !may("operator") || state === "STOPPED"} onClick={() => act.run("PUT", "stop")}>Stop</button>
          <button type="button" disabled={act.busy || !may("operator")} onClick={() => act.run("POST", "restart")}>Restart</button>
        </div>
      </div>
      {act.outcome}
      <p class="small muted">{`${info.type}, ${status.tasks.length} tasks${topics.data ? `, topics ${topics.data[info.name]?.topics.join(", ") || "none yet"}` : ""}`}</p>
      {status.tasks.filter((task) => task.trace).map((task) => <p key={task.id} class="notice is-bad"><strong>{`Task ${task.id}, ${task.state}: `}</strong>{task.trace}</p>)}
      <details>
        <summary>Its properties</summary>
        <div class="scroll" tabIndex={0} role="region" aria-label={`Properties of ${info.name}`}>
          <table>
            <thead><tr><th scope="col">Property</th><th scope="col">Value</th></tr></thead>
            <tbody>{Object.entries(info.config).sort().map(([name, value]) => <tr key={name}><td class="mono">{name}</td><td class="mono"><span class="clip">{value}</span></td></tr>)}</tbody>
          </table>
        </div>
      </details>
    </section>
  );
}

export default function ConnectorsPage(_: PageProps) {
  const parts = useLive("parts");
  const fresh = parts?.filter((part) => part.part.startsWith("connector/")).map((part) => `${part.part} ${part.state} ${part.updated_at_ms}`).join();
  const connectors = useLoaded((signal) => send<Record<string, Connector>>("GET", "/connectors?expand=info&expand=status", undefined, signal), [], fresh);
  const streams = parts?.filter((part) => part.part.startsWith("stream/")) ?? [];
  return (
    <>
      <PageHead title="Connectors" about="What carries records from topics into objects, and streams into tables." />
      <Show of={connectors}>
        {(all) => (Object.keys(all).length === 0 ? <p class="empty">There are no connectors.</p> : <>{Object.values(all).map((connector) => <ConnectorCard key={connector.info.name} connector={connector} reload={connectors.reload} />)}</>)}
      </Show>
      <section class="card">
        <h2>Streams</h2>
        {parts === undefined ? <p class="empty" role="status">Loading…</p> : streams.length === 0 ? <p class="empty">No stream is running.</p> : (
          <div class="scroll" tabIndex={0} role="region" aria-label="Streams">
            <table>
              <thead><tr><th scope="col">Stream</th><th scope="col">State</th><th scope="col">It says</th><th scope="col">Since</th></tr></thead>
              <tbody>{streams.map((part) => <tr key={part.part}><td>{part.part.replace("stream/", "")}</td><td><Badge state={part.state} /></td><td><span class="clip">{part.message}</span></td><td>{format.age(part.updated_at_ms)}</td></tr>)}</tbody>
            </table>
          </div>
        )}
      </section>
    </>
  );
}
