// Settings: what is in force and where it comes from; what hinders this pinflow.
import { useState } from "preact/hooks";
import type { PageProps } from "../app";
import { get, type Schemas } from "../api/client";
import { may } from "../api/session";
import * as format from "../format";
import { Badge } from "../parts/badge";
import { Show, useLoaded } from "../parts/loading";
import { PageHead } from "../parts/page_head";

function valueText(value: Schemas["Setting"]["value"]): string {
  return Array.isArray(value) ? value.join(", ") : String(value);
}

function Doctor() {
  const findings = useLoaded((signal) => get("/v1/doctor", { signal }), []);
  return (
    <section class="card" aria-label="Doctor">
      <div class="card-head"><h2>Doctor</h2><button type="button" disabled={findings.loading} onClick={findings.reload}>{findings.loading ? "Looking…" : "Look again"}</button></div>
      <Show of={findings}>
        {(all) => (
          <div class="scroll" tabIndex={0} role="region" aria-label="What the doctor found">
            <table>
              <thead><tr><th scope="col">State</th><th scope="col">What</th><th scope="col">Found</th><th scope="col">What to do</th></tr></thead>
              <tbody>{all.map((finding) => <tr key={finding.what}><td><Badge state={finding.state} /></td><td>{finding.what}</td><td>{finding.found}</td><td>{finding.mend}</td></tr>)}</tbody>
            </table>
          </div>
        )}
      </Show>
    </section>
  );
}

function AuditLog() {
  const log = useLoaded((signal) => get("/v1/audit-log", { signal }), []);
  return (
    <section class="card" aria-label="Audit log">
      <div class="card-head"><h2>Who changed what</h2><button type="button" disabled={log.loading} onClick={log.reload}>Look again</button></div>
      <Show of={log}>
        {(entries) => (entries.length === 0 ? <p class="empty">Nobody has asked for a change yet.</p> : (
          <div class="scroll" tabIndex={0} role="region" aria-label="Changes that were asked for">
            <table>
              <thead><tr><th scope="col">When (UTC)</th><th scope="col">Who</th><th scope="col">From</th><th scope="col">What</th><th scope="col">It was</th></tr></thead>
              <tbody>{entries.map((entry, index) => <tr key={index}><td class="mono">{format.time(entry.at_ms)}</td><td>{entry.who || <span class="muted">nobody we know</span>}</td><td class="mono">{entry.peer}</td><td class="mono"><span class="clip">{`${entry.method} ${entry.path}`}</span></td><td><Badge state={entry.allowed ? "allowed" : "refused"} /></td></tr>)}</tbody>
            </table>
          </div>
        ))}
      </Show>
    </section>
  );
}

export default function SettingsPage(_: PageProps) {
  const settings = useLoaded((signal) => get("/v1/settings", { signal }), []);
  const [filter, setFilter] = useState("");
  const [onlyOwn, setOnlyOwn] = useState(false);
  return (
    <>
      <PageHead title="Settings" about="They are changed in pinflow.toml, by PINFLOW__SECTION__KEY, or on the command line." />
      <Doctor />
      <section class="card" aria-label="Settings in force">
        <div class="row">
          <label class="inline">Contains<input value={filter} onInput={(event) => setFilter(event.currentTarget.value)} /></label>
          <label class="inline"><input type="checkbox" checked={onlyOwn} onChange={(event) => setOnlyOwn(event.currentTarget.checked)} />Only what differs from the default</label>
        </div>
        <Show of={settings}>
          {(all) => {
            const shown = Object.entries(all).filter(([key, setting]) => key.includes(filter) && (!onlyOwn || setting.origin !== "default"));
            return shown.length === 0 ? <p class="empty">No such setting.</p> : (
              <div class="scroll" tabIndex={0} role="region" aria-label="Settings">
                <table>
                  <thead><tr><th scope="col">Setting</th><th scope="col">Value</th><th scope="col">From</th></tr></thead>
                  <tbody>{shown.map(([key, setting]) => <tr key={key}><td class="mono">{key}</td><td class="mono"><span class="clip">{valueText(setting.value)}</span></td><td>{setting.origin}</td></tr>)}</tbody>
                </table>
              </div>
            );
          }}
        </Show>
      </section>
      {may("admin") && <AuditLog />}
    </>
  );
}
