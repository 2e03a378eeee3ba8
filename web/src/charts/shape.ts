// shapeOf(): what of an answer a chart shows: the last numeric column is the measure, the others
// say of what.
import type { Table } from "../api/client";
import { isNumeric } from "../parts/result_table";

export interface Shape {
  measure: number; // Index of the column; -1: there is none.
  groups: number[];
}

export interface Bar {
  label: string;
  value: number;
  row: Table["rows"][number];
}

// What happens when somebody clicks on what stands for a row of the answer.
export type PickRow = (row: Table["rows"][number]) => void;

export function shapeOf(table: Table, measureName?: string): Shape {
  let measure = measureName === undefined ? -1 : table.columns.findIndex((column) => column.name === measureName);
  if (measure < 0) measure = table.columns.findLastIndex((column) => isNumeric(column.type));
  const groups = table.columns.map((_, index) => index).filter((index) => index !== measure);
  return { measure, groups };
}

export function barsOf(table: Table, shape: Shape): Bar[] {
  if (shape.measure < 0) return [];
  return table.rows.map((row) => ({
    label: shape.groups.map((index) => row[index] ?? "—").join(" · "),
    value: Number(row[shape.measure] ?? 0),
    row,
  }));
}

export const COLOURS = 13;
export function colourOf(index: number): string {
  return `var(--c${index % COLOURS})`;
}
