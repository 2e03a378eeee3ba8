// Saves what a chart shows: CSV of its table, PNG of its picture.
import type { Table } from "../api/client";

function save(name: string, blob: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function csvCell(cell: unknown): string {
  if (cell === null) return "";
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csvOf(table: Table): string {
  const lines = [table.columns.map((column) => csvCell(column.name)), ...table.rows.map((row) => row.map(csvCell))];
  return `${lines.map((cells) => cells.join(",")).join("\r\n")}\r\n`;
}

export function saveCsv(name: string, table: Table): void {
  save(`${name}.csv`, new Blob([csvOf(table)], { type: "text/csv" }));
}

// Draws the table's first rows as bars: what is on the screen may be HTML, which no canvas takes.
export function savePng(name: string, title: string, bars: { label: string; value: number; colour: string }[]): void {
  const style = getComputedStyle(document.documentElement);
  const colour = (of: string) => style.getPropertyValue(`--${of}`).trim();
  const width = 1100;
  const line = 28;
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = 70 + bars.length * line;
  const drawing = canvas.getContext("2d");
  if (!drawing) return;
  drawing.fillStyle = colour("surface");
  drawing.fillRect(0, 0, width, canvas.height);
  drawing.fillStyle = colour("text");
  drawing.font = "600 20px system-ui, sans-serif";
  drawing.fillText(title, 20, 34);
  drawing.font = "14px system-ui, sans-serif";
  const most = Math.max(...bars.map((bar) => bar.value), 1);
  bars.forEach((bar, index) => {
    const y = 55 + index * line;
    drawing.fillStyle = colour("text");
    drawing.fillText(bar.label.slice(0, 42), 20, y + 15);
    drawing.fillText(bar.value.toLocaleString("en"), width - 110, y + 15);
    drawing.fillStyle = bar.colour;
    drawing.fillRect(340, y, Math.max(2, ((width - 470) * bar.value) / most), 20);
  });
  canvas.toBlob((blob) => blob && save(`${name}.png`, blob), "image/png");
}
