// PairedBars: the same question answered by the stream and by the batch way, one bar beside the
// other.
import { short } from "../format";
import { colourOf, type Bar } from "./shape";

const SHOWN = 15;

export function PairedBars({ stream, batch, label }: { stream: Bar[]; batch: Bar[]; label: string }) {
  const of = (bars: Bar[]) => new Map(bars.map((bar) => [bar.label, bar.value]));
  const [live, clean] = [of(stream), of(batch)];
  const names = [...new Set([...live.keys(), ...clean.keys()])];
  const largest = (name: string) => Math.max(live.get(name) ?? 0, clean.get(name) ?? 0);
  names.sort((a, b) => largest(b) - largest(a));
  if (names.length === 0) return <p class="empty">Nothing yet.</p>;
  const most = Math.max(largest(names[0] ?? ""), 1e-9);
  const fill = (value: number | undefined, colour: number) => (
    <span class="bar-fill" style={{ width: `${((value ?? 0) / most) * 100}%`, background: colourOf(colour), visibility: value === undefined ? "hidden" : "visible" }} />
  );
  const text = (value: number | undefined) => (value === undefined ? "—" : short(value));
  return (
    <div class="stack">
      <ul class="legend">
        {["stream", "batch"].map((name, index) => <li key={name}><span class="swatch" style={{ background: colourOf(index) }} />{name}</li>)}
      </ul>
      <div class="bars" role="list" aria-label={label}>
        {names.slice(0, SHOWN).map((name) => (
          <div class="bar is-paired" role="listitem" key={name}>
            <span class="bar-name" title={name}>{name}</span>
            <span class="bar-track paired" aria-hidden="true">{fill(live.get(name), 0)}{fill(clean.get(name), 1)}</span>
            <span class="bar-value"><span class="visually-hidden">stream </span>{text(live.get(name))}<span aria-hidden="true"> · </span><span class="visually-hidden">, batch </span>{text(clean.get(name))}</span>
          </div>
        ))}
      </div>
      {names.length > SHOWN && <p class="small muted">{`${names.length - SHOWN} more have less.`}</p>}
    </div>
  );
}
