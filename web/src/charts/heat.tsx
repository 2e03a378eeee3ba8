// Heat: a measure over two groups as a table whose cells are shaded.
import type { Table } from "../api/client";
import { number } from "../format";
import type { PickRow, Shape } from "./shape";

export function Heat({ table, shape, label, pick }: { table: Table; shape: Shape; label: string; pick?: PickRow | undefined }) {
  const [down = 0, across = 0] = shape.groups;
  const text = (row: Table["rows"][number], index: number) => String(row[index] ?? "—");
  const lines = [...new Set(table.rows.map((row) => text(row, down)))];
  const columns = [...new Set(table.rows.map((row) => text(row, across)))].sort();
  const rows = new Map(table.rows.map((row) => [`${text(row, down)}\n${text(row, across)}`, row]));
  const most = Math.max(...table.rows.map((row) => Number(row[shape.measure])), 1e-9);
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={label}>
      <table class="heat">
        <thead>
          <tr>
            <th scope="col">{table.columns[down]?.name}</th>
            {columns.map((name) => <th key={name} scope="col">{name}</th>)}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line}>
              <th scope="row">{line}</th>
              {columns.map((column) => {
                const row = rows.get(`${line}\n${column}`);
                const value = row && Number(row[shape.measure]);
                const share = value === undefined ? 0 : Math.round((value / most) * 45);
                return (
                  <td key={column} style={{ background: `color-mix(in srgb, var(--c0) ${share}%, var(--surface))` }}>
                    {row && value !== undefined && (pick ? <button type="button" class="plain" aria-label={`Rows of ${line}, ${column}: ${number(value)}`} onClick={() => pick(row)}>{number(value)}</button> : number(value))}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
