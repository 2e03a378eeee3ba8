// Bars: horizontal bars as a list, so that every number can be read without seeing them.
import { short, number } from "../format";
import { colourOf, type Bar, type PickRow } from "./shape";

export function Bars({ bars, label, shown = 20, colours, text = short, pick }: { bars: Bar[]; label: string; shown?: number; colours?: (bar: Bar) => number; text?: (value: number) => string; pick?: PickRow | undefined }) {
  if (bars.length === 0) return <p class="empty">Nothing yet.</p>;
  const most = Math.max(...bars.map((bar) => bar.value), 1e-9);
  return (
    <div class="stack">
      <div class="bars" role="list" aria-label={label}>
        {bars.slice(0, shown).map((bar, index) => (
          <div class={`bar ${pick ? "is-pickable" : ""}`} role="listitem" key={`${bar.label} ${index}`} onClick={pick && (() => pick(bar.row))}>
            {pick ? <button type="button" class="bar-name" title={`Rows of ${bar.label}`}>{bar.label}</button> : <span class="bar-name" title={bar.label}>{bar.label}</span>}
            <span class="bar-track" aria-hidden="true">
              <span class="bar-fill" style={{ display: "block", width: `${Math.max(0, (bar.value / most) * 100)}%`, background: colourOf(colours?.(bar) ?? 0) }} />
            </span>
            <span class="bar-value" title={number(bar.value)}>{text(bar.value)}</span>
          </div>
        ))}
      </div>
      {bars.length > shown && <p class="small muted">{number(bars.length - shown)} more are in the table.</p>}
    </div>
  );
}
