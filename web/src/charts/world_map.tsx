// WorldMap: countries coloured by a text (one colour each, with a legend) or by a number. The
// shapes come from the same file as the report's; they are loaded when a map is first shown.
import { useEffect, useState } from "preact/hooks";
import type { Table } from "../api/client";
import { number } from "../format";
import { colourOf, COLOURS, type PickRow, type Shape } from "./shape";

interface World {
  width: number;
  height: number;
  countries: { name: string; path: string }[];
}

interface Country {
  says: string;
  fill: string;
}

// The texts that rows give for a country; ties are told together.
function textsOf(table: Table, shape: Shape): Map<string, string[]> {
  const [country = 0, text = -1] = shape.groups;
  const texts = new Map<string, string[]>();
  for (const row of table.rows) {
    const name = String(row[country]);
    texts.set(name, [...(texts.get(name) ?? []), String(row[text])]);
  }
  return texts;
}

function colouring(table: Table, shape: Shape): { countries: Map<string, Country>; legend: { text: string; fill: string }[] } {
  const countries = new Map<string, Country>();
  const texts = shape.groups.length > 1 ? textsOf(table, shape) : new Map<string, string[]>();
  const kinds = [...new Set([...texts.values()].flat())].sort();
  const measure = table.columns[shape.measure]?.name ?? "";
  if (kinds.length > 0 && kinds.length <= COLOURS) {
    for (const [name, all] of texts) {
      countries.set(name, { says: all.join(", "), fill: colourOf(kinds.indexOf(all[0] ?? "")) });
    }
    return { countries, legend: kinds.map((text, index) => ({ text, fill: colourOf(index) })) };
  }
  const values = table.rows.map((row) => Number(row[shape.measure] ?? 0));
  const most = Math.log1p(Math.max(...values, 1));
  for (const row of table.rows) {
    const name = String(row[shape.groups[0] ?? 0]);
    const value = Number(row[shape.measure] ?? 0);
    const share = Math.round(15 + (Math.log1p(value) / most) * 85);
    const who = texts.get(name)?.join(", ");
    countries.set(name, {
      says: `${who ? `${who}, ` : ""}${number(value)} ${measure}`,
      fill: `color-mix(in srgb, var(--c0) ${share}%, var(--surface))`,
    });
  }
  return { countries, legend: [] };
}

export default function WorldMap({ table, shape, label, pick }: { table: Table; shape: Shape; label: string; pick?: PickRow | undefined }) {
  const [world, setWorld] = useState<World>();
  const [pointed, setPointed] = useState<string>();
  const [clicked, setClicked] = useState<string>(); // Stays while the pointer goes elsewhere.
  const chosen = clicked ?? pointed;
  useEffect(() => {
    import("../../../assets/world_map.json").then((module) => setWorld(module.default as World));
  }, []);
  const { countries, legend } = colouring(table, shape);
  if (!world) return <p class="empty" role="status">Loading the map…</p>;
  const known = new Set(world.countries.map((country) => country.name));
  const elsewhere = [...countries].filter(([name]) => !known.has(name));
  const row = table.rows.find((one) => String(one[shape.groups[0] ?? 0]) === chosen);
  const says = chosen === undefined ? undefined : countries.get(chosen)?.says;
  return (
    <div class="stack">
      <svg class="map" viewBox={`0 0 ${world.width} ${world.height}`} role="group" aria-label={label}>
        {world.countries.map((country) => {
          const told = countries.get(country.name);
          if (!told) return <path key={country.name} d={country.path} aria-hidden="true" />;
          return (
            <path
              key={country.name} d={country.path} class="has-value" role="img" tabIndex={-1}
              aria-label={`${country.name}: ${told.says}`} style={{ fill: told.fill }}
              onClick={() => setClicked(clicked === country.name ? undefined : country.name)} onMouseEnter={() => setPointed(country.name)}
            >
              <title>{`${country.name}: ${told.says}`}</title>
            </path>
          );
        })}
      </svg>
      <p aria-live="polite" class="small">{says === undefined ? <span class="muted">Point at a country, or look into the table.</span> : <><strong>{chosen}</strong>: {says} {pick && row && clicked !== undefined && <button type="button" class="quiet" onClick={() => pick(row)}>{`Rows of ${chosen}`}</button>}</>}</p>
      {legend.length > 0 && (
        <ul class="legend">
          {legend.map((entry) => <li key={entry.text}><span class="swatch" style={{ background: entry.fill }} />{entry.text}</li>)}
        </ul>
      )}
      {elsewhere.length > 0 && <p class="small muted">Not on the map: {elsewhere.map(([name, told]) => `${name} (${told.says})`).join("; ")}</p>}
    </div>
  );
}
