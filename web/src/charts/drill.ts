// Drilling down: SQL for the rows that a bar or a country of a chart stands for.
import type { Schemas, Table } from "../api/client";

type Row = Table["rows"][number];
type Condition = { column: string; sql: string };

const ROWS_MAX = 1000;

function literal(value: Row[number]): string {
  return typeof value === "number" ? String(value) : `'${String(value).replaceAll("'", "''")}'`;
}

function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

function conditionsOf(columns: Table["columns"], groups: number[], row: Row): Condition[] {
  return groups.map((index) => {
    const column = columns[index]?.name ?? "";
    const value = row[index] ?? null;
    return { column, sql: value === null ? `${quoted(column)} IS NULL` : `${quoted(column)} = ${literal(value)}` };
  });
}

function has(dataset: Schemas["Dataset"], column: string): boolean {
  return dataset.columns.some((one) => one.name === column);
}

// The datasets that have all the columns between them: one, if one has; none, where a column is
// made by the question.
function datasetsWith(datasets: Schemas["Dataset"][], conditions: Condition[]): Schemas["Dataset"][] {
  const one = datasets.find((dataset) => conditions.every(({ column }) => has(dataset, column)));
  if (one) return [one];
  const found = conditions.map(({ column }) => datasets.find((dataset) => has(dataset, column)));
  return found.every((dataset) => dataset !== undefined) ? [...new Set(found)] : [];
}

// Of a question of the batch way: the clean rows, joined by the first column that all have; or,
// where the question makes up a column, the rows of its answer.
export function rowsBehindAnswer(query: Schemas["Query"], table: Table, groups: number[], row: Row, datasets: Schemas["Dataset"][], userId: string): string {
  const conditions = conditionsOf(table.columns, groups, row);
  const where = conditions.map(({ sql }) => sql).join(" AND ");
  const [first, ...others] = datasetsWith(datasets, conditions);
  const key = first?.columns.find((column) => others.every((dataset) => has(dataset, column.name)))?.name;
  if (!first || (others.length > 0 && key === undefined)) {
    return `SELECT * FROM (\n${query.sql.trim().replace(/;$/, "")}\n) WHERE ${where}`;
  }
  const name = (dataset: Schemas["Dataset"]) => `silver.${userId}_${dataset.name} AS ${quoted(dataset.view)}`;
  const joined = others.map((dataset) => `\nJOIN ${name(dataset)} USING (${quoted(key ?? "")})`).join("");
  return `SELECT * FROM ${name(first)}${joined}\nWHERE ${where}\nLIMIT ${ROWS_MAX}`;
}

// Of a live metric: the rows of its stream's table; undefined where the metric makes up a column.
export function rowsBehindMetric(metric: Schemas["Metric"], table: Table, groups: number[], row: Row, datasets: Schemas["Dataset"][], userId: string): string | undefined {
  const conditions = conditionsOf(table.columns, groups, row);
  const dataset = datasets.find((one) => one.name === metric.dataset);
  if (!dataset || metric.of === "commits" || !conditions.every(({ column }) => has(dataset, column))) return undefined;
  return `SELECT * FROM stream.${userId}_${dataset.name}_table\nWHERE ${conditions.map(({ sql }) => sql).join(" AND ")}\nLIMIT ${ROWS_MAX}`;
}
