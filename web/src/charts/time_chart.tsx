// TimeChart: lines over time by uPlot, redrawn at most four times a second.
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { short } from "../format";
import { colour, useTheme } from "../theme";
import { COLOURS } from "./shape";

const REDRAW_MS = 250;

export interface Line {
  label: string;
  values: (number | null)[];
}

const SHORTEST_S = 60;

function clock(seconds: number, withSeconds: boolean): string {
  return new Date(seconds * 1000).toISOString().slice(11, withSeconds ? 19 : 16);
}

// Never so narrow that one value alone would span years or milliseconds.
// Of a single point, uPlot itself makes a day.
function wide(plot: uPlot, least: number | null, most: number | null): [number, number] {
  const only = plot.data?.[0]?.length === 1 ? plot.data[0][0] : undefined;
  const end = only ?? most ?? Date.now() / 1000;
  return [Math.min(only ?? least ?? end, end - SHORTEST_S), end];
}

function options(lines: Line[], width: number, height: number): uPlot.Options {
  const axis = { stroke: colour("muted"), grid: { stroke: colour("line"), width: 1 }, ticks: { stroke: colour("line") } };
  return {
    width,
    height,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "UTC"),
    padding: [8, 28, 0, 0],
    cursor: { y: false },
    scales: { x: { range: wide }, y: { range: (_, __, most) => [0, Math.max(1, (most || 1) * 1.1)] } },
    axes: [{ ...axis, space: 80, values: (plot, ticks) => ticks.map((tick) => clock(tick, (plot.scales["x"]?.max ?? 0) - (plot.scales["x"]?.min ?? 0) < 600)) }, { ...axis, size: 56, values: (_, ticks) => ticks.map((tick) => short(tick)) }],
    series: [
      { label: "UTC", value: (_, seconds) => (seconds === null ? "" : new Date(seconds * 1000).toISOString().slice(11, 19)) },
      ...lines.map((line, index) => ({
        label: line.label,
        stroke: colour(`c${index % COLOURS}`),
        width: 2,
        points: { show: line.values.length < 3 },
        value: (_: uPlot, value: number | null) => (value === null ? "—" : short(value)),
      })),
    ],
  };
}

// `seconds` are Unix seconds; every line has as many values.
export function TimeChart({ seconds, lines, label, height = 220 }: { seconds: number[]; lines: Line[]; label: string; height?: number }) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const newest = useRef<uPlot.AlignedData>([[]]);
  const timer = useRef<number | undefined>(undefined);
  const theme = useTheme();
  const names = lines.map((line) => line.label).join("\n");
  newest.current = [seconds, ...lines.map((line) => line.values)];

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const width = () => Math.max(200, element.clientWidth);
    const made = new uPlot(options(lines, width(), height), newest.current, element);
    plot.current = made;
    const resized = new ResizeObserver(() => made.setSize({ width: width(), height }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [names, theme, height]);

  useEffect(() => {
    if (timer.current !== undefined) return;
    timer.current = window.setTimeout(() => {
      timer.current = undefined;
      plot.current?.setData(newest.current);
    }, REDRAW_MS);
  });
  useEffect(() => () => window.clearTimeout(timer.current), []);

  const last = lines.map((line) => `${line.label} ${line.values.at(-1) ?? "—"}`).join(", ");
  return <div class="chart" ref={place} role="img" aria-label={`${label}. Now: ${last}`} />;
}
