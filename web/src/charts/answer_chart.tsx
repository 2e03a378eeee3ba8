// AnswerChart: an answer drawn the way the pipeline declares: "map", "bar", "column", "heat", or as
// a table.
import { lazy } from "../parts/lazy";
import type { Table } from "../api/client";
import { ResultTable } from "../parts/result_table";
import { Bars } from "./bars";
import { Heat } from "./heat";
import { barsOf, shapeOf, type PickRow } from "./shape";

const WorldMap = lazy(() => import("./world_map"));

export function AnswerChart({ table, kind, label, pick }: { table: Table; kind: string; label: string; pick?: PickRow | undefined }) {
  const shape = shapeOf(table);
  const drawn = shape.measure >= 0 && table.rows.length > 0;
  if (drawn && kind === "map") return <WorldMap table={table} shape={shape} label={label} pick={pick} />;
  if (drawn && kind === "heat" && shape.groups.length === 2) return <Heat table={table} shape={shape} label={label} pick={pick} />;
  if (drawn && (kind === "bar" || kind === "column")) {
    const bars = barsOf(table, shape);
    const kinds = [...new Set(bars.map((bar) => String(bar.row[shape.groups.at(-1) ?? 0])))];
    const many = shape.groups.length > 1;
    return <Bars bars={bars} label={label} shown={40} pick={pick} colours={(bar) => (many ? kinds.indexOf(String(bar.row[shape.groups.at(-1) ?? 0])) : 0)} />;
  }
  return <ResultTable table={table} label={label} />;
}
