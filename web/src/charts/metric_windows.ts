// chooseWindow(): which of a metric's windows a chart shows, and what to say of it.
import type { Schemas } from "../api/client";
import { number } from "../format";

type Row = Schemas["MetricRows"]["rows"][number];

// So many of the newest windows may be "now": the newest has hardly begun.
const NOW_WINDOWS = 10;

interface Chosen {
  rows: Row[];
  says: string;
}

function byWindow(rows: Row[], window: string): Map<string, Row[]> {
  const windows = new Map<string, Row[]>();
  for (const row of rows) {
    const name = String(row[window]);
    windows.set(name, [...(windows.get(name) ?? []), row]);
  }
  return windows;
}

// One row for each group, its measures summed.
function summed(rows: Row[], window: string, measures: string[]): Row[] {
  const sums = new Map<string, Row>();
  for (const row of rows) {
    const group = Object.entries(row).filter(([name]) => name !== window && !measures.includes(name));
    const key = JSON.stringify(group);
    const sum = sums.get(key) ?? Object.fromEntries(group);
    for (const name of measures) sum[name] = Number(sum[name] ?? 0) + Number(row[name] ?? 0);
    sums.set(key, sum);
  }
  return [...sums.values()];
}

// Rows have a time of their own, and one that is odd makes the newest window a lonely one. So a
// ranking (which has an order) shows its fullest window, of the newest ones where time is that of
// arrival; and what is counted window by window is shown of all together.
export function chooseWindow(metric: Schemas["Metric"], rows: Row[], measure: string): Chosen {
  const windows = byWindow(rows, metric.window);
  const names = [...windows.keys()].sort();
  const what = metric.window.replaceAll("_", " ");
  const [first = "", last = ""] = [names[0], names.at(-1)];
  if (names.length <= 1) return { rows, says: names.length === 1 ? `${what} ${first}` : "" };
  if (metric.order_by === "") {
    return { rows: summed(rows, metric.window, metric.measures), says: `${number(names.length)} windows together, ${what} ${first} to ${last}` };
  }
  const total = (name: string) => (windows.get(name) ?? []).reduce((sum, row) => sum + Number(row[measure] ?? 0), 0);
  const asked = metric.of === "arrivals" ? names.slice(-NOW_WINDOWS) : names;
  const fullest = asked.reduce((best, name) => (total(name) >= total(best) ? name : best), asked[0] ?? "");
  const which = metric.of === "arrivals" ? `the fullest of the newest ${asked.length}` : `the fullest of ${number(asked.length)}`;
  return { rows: windows.get(fullest) ?? [], says: `${what} ${fullest}, ${which}` };
}
