// CommitRates: what the streams' batches took and gave each minute, by the metrics that the pipeline
// keeps of commits.
import { get, type Schemas } from "../api/client";
import { useLive } from "../api/live";
import { TimeChart, type Line } from "../charts/time_chart";
import { useLoaded } from "../parts/loading";

type Row = Schemas["MetricRows"]["rows"][number];

// "2026-11-22 07:19:00" in UTC.
export function secondsOf(text: unknown): number {
  return Date.parse(`${String(text).replace(" ", "T")}Z`) / 1000;
}

function merged(all: Schemas["MetricRows"][], window: string, measures: string[]): { seconds: number[]; lines: Line[] } {
  const sums = new Map<number, Map<string, number>>();
  for (const row of all.flatMap((one): Row[] => one.rows)) {
    const second = secondsOf(row[window]);
    const sum = sums.get(second) ?? new Map<string, number>();
    for (const name of measures) sum.set(name, (sum.get(name) ?? 0) + Number(row[name] ?? 0));
    sums.set(second, sum);
  }
  const seconds = [...sums.keys()].sort((a, b) => a - b);
  return { seconds, lines: measures.map((label) => ({ label: label.replaceAll("_", " "), values: seconds.map((second) => sums.get(second)?.get(label) ?? 0) })) };
}

export function CommitRates() {
  const changes = useLive("metrics")?.changes;
  const loaded = useLoaded(async (signal) => {
    const [pipeline, fed] = await Promise.all([get("/v1/pipeline", { signal }), get("/v1/metrics", { signal })]);
    const metrics = pipeline.metrics.filter((metric) => metric.of === "commits");
    const asked = metrics.filter((metric) => fed.some((one) => one.name === metric.name && one.user_ids.length > 0));
    const answers = await Promise.all(asked.map((metric) => get("/v1/metrics/{name}", { path: { name: metric.name }, query: { limit: 1000 }, signal })));
    return { metric: metrics[0], answers };
  }, [], changes);
  const metric = loaded.data?.metric;
  if (loaded.error !== undefined || (loaded.data && !metric)) return null;
  const { seconds, lines } = metric ? merged(loaded.data?.answers ?? [], metric.window, metric.measures) : { seconds: [], lines: [] };
  return (
    <section class="card">
      <h2>What the streams took and gave, each minute</h2>
      {seconds.length === 0 ? <p class="empty">No batch has been committed yet.</p> : <TimeChart seconds={seconds} lines={lines} label="Rows of the streams each minute" height={180} />}
    </section>
  );
}
