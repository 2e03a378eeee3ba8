// Objects: what is in the buckets, by the beginning of the key, and how each object begins.
import type { PageProps } from "../app";
import { get } from "../api/client";
import { useLive } from "../api/live";
import * as format from "../format";
import { Show, useLoaded } from "../parts/loading";
import { go, placeUrl } from "../router";

const SHOWN = 100;

function Preview({ bucket, objectKey }: { bucket: string; objectKey: string }) {
  const loaded = useLoaded((signal) => get("/v1/buckets/{bucket}/preview", { path: { bucket }, query: { key: objectKey }, signal }), [bucket, objectKey]);
  const notes = { json: "JSON", text: "text", base64: "bytes, as Base64" };
  return (
    <section class="card" aria-label={`Object ${objectKey}`} data-testid="preview">
      <h2 class="breaks">{objectKey}</h2>
      <Show of={loaded}>
        {(object) => (
          <>
            <p class="small muted">{`${format.bytes(object.size_bytes)} of ${format.time(object.modified_at_ms)} UTC; ${notes[object.value_encoding]}${object.truncated ? ", the first 64 KiB" : ""}`}</p>
            <pre tabIndex={0}>{object.value_encoding === "json" ? format.prettyJson(object.value) : object.value}</pre>
          </>
        )}
      </Show>
    </section>
  );
}

function Listing({ bucket, query }: { bucket: string; query: URLSearchParams }) {
  const [prefix, after, chosen] = ["prefix", "after", "key"].map((name) => query.get(name) ?? "") as [string, string, string];
  // There are more once connectors have taken more; a page further on stays as it is.
  const behind = useLive("lags")?.reduce((sum, lag) => sum + lag.records, 0) ?? 0;
  const taken = (useLive("topics")?.topics.reduce((sum, topic) => sum + topic.end, 0) ?? 0) - behind;
  const loaded = useLoaded((signal) => get("/v1/buckets/{bucket}/objects", { path: { bucket }, query: { prefix, after, limit: SHOWN }, signal }), [bucket, prefix, after], after === "" ? taken : undefined);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    go(["data", "objects"], { bucket, prefix: String(form.get("prefix") ?? "") });
  };
  return (
    <div class="stack">
      <section class="card" aria-label={`Objects of ${bucket}`}>
        <h2>{bucket}</h2>
        <form class="row" onSubmit={submit} key={`${bucket} ${prefix}`}>
          <label>Keys that begin with<input name="prefix" size={40} defaultValue={prefix} /></label>
          <button type="submit" class="primary">Show</button>
        </form>
        <Show of={loaded}>
          {({ objects, truncated }) => objects.length === 0 ? <p class="empty">No such objects.</p> : (
            <>
              <div class="scroll" tabIndex={0} role="region" aria-label="Objects">
                <table>
                  <thead><tr><th scope="col">Key</th><th scope="col" class="number">Size</th><th scope="col">Written (UTC)</th></tr></thead>
                  <tbody>
                    {objects.map((object) => (
                      <tr key={object.key} class={object.key === chosen ? "is-chosen" : ""}>
                        <td class="mono"><a href={placeUrl(["data", "objects"], { bucket, prefix, after, key: object.key })}>{object.key}</a></td>
                        <td class="number">{format.bytes(object.size_bytes)}</td>
                        <td class="mono">{format.time(object.modified_at_ms)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
              <div class="row">
                {after !== "" && <a class="button" href={placeUrl(["data", "objects"], { bucket, prefix })}>From the beginning</a>}
                {truncated && <a class="button" href={placeUrl(["data", "objects"], { bucket, prefix, after: objects.at(-1)?.key })}>Objects behind</a>}
              </div>
            </>
          )}
        </Show>
      </section>
      {chosen !== "" && <Preview key={`${bucket} ${chosen}`} bucket={bucket} objectKey={chosen} />}
    </div>
  );
}

export function Objects({ place }: PageProps) {
  const buckets = useLoaded((signal) => get("/v1/buckets", { signal }), []);
  return (
    <Show of={buckets}>
      {(names) => {
        const chosen = place.query.get("bucket") ?? names[0];
        if (chosen === undefined) return <p class="empty">No buckets yet: connectors make them when records come.</p>;
        return (
          <div class="pair">
            <nav class="card" aria-label="Buckets">
              <ul class="list">
                {names.map((name) => <li key={name}><a href={placeUrl(["data", "objects"], { bucket: name })} aria-current={name === chosen ? "true" : undefined}>{name}</a></li>)}
              </ul>
            </nav>
            <Listing key={chosen} bucket={chosen} query={place.query} />
          </div>
        );
      }}
    </Show>
  );
}
