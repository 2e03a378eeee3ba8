// ResultTable: an answer of SQL as a table that can be scrolled by keyboard.
import type { Table } from "../api/client";
import { cellText, number } from "../format";

const NUMERIC = /^(TINY|SMALL|BIG|HUGE|U\w*)?INT|INTEGER|DOUBLE|FLOAT|DECIMAL|long|integer|double/i;

export function isNumeric(type: string): boolean {
  return NUMERIC.test(type) && !type.includes("[");
}

export function ResultTable({ table, label, shown = 500 }: { table: Table; label: string; shown?: number }) {
  if (table.rows.length === 0) return <p class="empty">No rows.</p>;
  const rows = table.rows.slice(0, shown);
  const more = table.truncated || rows.length < table.rows.length;
  return (
    <div class="stack">
      <div class="scroll" tabIndex={0} role="region" aria-label={label}>
        <table>
          <thead>
            <tr>
              {table.columns.map((column) => (
                <th key={column.name} class={isNumeric(column.type) ? "number" : ""} title={column.type} scope="col">{column.name}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={index}>
                {row.map((cell, at) => {
                  const numeric = isNumeric(table.columns[at]?.type ?? "");
                  return (
                    <td key={at} class={numeric ? "number" : ""}>
                      {cell === null ? <span class="muted">—</span> : numeric ? cellText(cell) : <span class="clip">{String(cell)}</span>}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {more && <p class="small muted">{number(rows.length)} rows are shown; there are more.</p>}
    </div>
  );
}
