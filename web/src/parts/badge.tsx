// Badge: a state in one word, told by its text and not by colour alone.
const GOOD = new Set(["running", "succeeded", "ok", "open", "balances", "allowed", "passed", "idle", "RUNNING"]);
const BAD = new Set(["failed", "BAD", "FAILED", "lost", "refused", "does not balance"]);
const WARN = new Set(["paused", "stopped", "skipped", "cancelled", "warning", "PAUSED", "STOPPED", "RESTARTING", "waiting"]);

export function toneOf(state: string): "good" | "bad" | "warn" | "" {
  if (GOOD.has(state)) return "good";
  if (BAD.has(state)) return "bad";
  return WARN.has(state) ? "warn" : "";
}

export function Badge({ state }: { state: string }) {
  const tone = toneOf(state);
  const sign = { good: "●", bad: "✕", warn: "!", "": "○" }[tone];
  return (
    <span class={`badge ${tone && `is-${tone}`}`}>
      <span aria-hidden="true">{sign}</span>
      {state}
    </span>
  );
}
