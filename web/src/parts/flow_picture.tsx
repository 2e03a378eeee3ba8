// FlowPicture: the pipeline's parts and the ways between them, with what is live about each.
import { placeUrl } from "../router";
import type { Schemas } from "../api/client";

type Node = Schemas["FlowNode"];

export interface NodeFacts {
  note: string; // Under the name.
  tone: "" | "bad" | "warn" | "busy" | "idle"; // Idle: nothing has come yet.
}

const WIDTH = 188;
const HEIGHT = 50;
const GAP_X = 40;
const GAP_Y = 12;
const TOP = 6;
const KIND_NAMES: Record<Node["kind"], string> = {
  topic: "topic", connector: "connector", stream: "stream", bucket: "bucket", table: "table", answers: "answers",
};

interface Placed {
  node: Node;
  x: number;
  y: number;
}

// Rows of the picture: each dataset's batch way, then its stream, then what comes by a shared stream,
// so that lines cross as little as can be and what is mostly idle is last. What all of them share
// is in no row.
function rowsOf(flow: Schemas["Flow"]): Map<string, string> {
  const of = new Map(flow.nodes.map((node) => [node.id, node]));
  const before = (id: string) => flow.edges.filter(([, to]) => to === id).map(([from = ""]) => of.get(from));
  const way = (node: Node): number => {
    if (node.kind === "topic") return flow.edges.some(([from, to = ""]) => from === node.id && of.get(to)?.kind === "connector") ? 0 : 1;
    if (node.kind === "stream") return before(node.id).some((one) => one?.dataset === "") ? 2 : 1;
    return before(node.id).some((one) => one?.kind === "stream") ? 1 : 0;
  };
  const datasets = [...new Set(flow.nodes.map((node) => node.dataset))];
  const users = [...new Set(flow.nodes.map((node) => node.user_id))];
  const two = (index: number) => String(index).padStart(5, "0");
  const inRows = flow.nodes.filter((node) => node.dataset !== "");
  return new Map(inRows.map((node) => [node.id, `${two(users.indexOf(node.user_id))} ${way(node)} ${two(datasets.indexOf(node.dataset))}`]));
}

// Where each row begins, and where the last one ends.
function heights(rows: Map<string, string>, depth: Map<string, number>): { tops: Map<string, number>; end: number } {
  const counts = new Map<string, Map<number, number>>();
  for (const [id, row] of rows) {
    const columns = counts.get(row) ?? new Map<number, number>();
    counts.set(row, columns.set(depth.get(id) ?? 0, (columns.get(depth.get(id) ?? 0) ?? 0) + 1));
  }
  const tops = new Map<string, number>();
  let end = TOP;
  for (const row of [...counts.keys()].sort()) {
    tops.set(row, end);
    end += Math.max(...(counts.get(row)?.values() ?? [])) * (HEIGHT + GAP_Y);
  }
  return { tops, end };
}

// Columns by the longest way from a beginning. What is in no row is in the middle of the rows that
// it leads to or comes from.
export function place(flow: Schemas["Flow"]): { placed: Map<string, Placed>; width: number; height: number } {
  const depth = new Map(flow.nodes.map((node) => [node.id, 0]));
  for (let round = 0; round < flow.nodes.length; round += 1) {
    let moved = false;
    for (const [from = "", to = ""] of flow.edges) {
      const wanted = (depth.get(from) ?? 0) + 1;
      if (wanted > (depth.get(to) ?? 0) && wanted < flow.nodes.length) {
        depth.set(to, wanted);
        moved = true;
      }
    }
    if (!moved) break;
  }
  const rows = rowsOf(flow);
  const { tops, end } = heights(rows, depth);
  const ownTop = (id = "") => tops.get(rows.get(id) ?? "");
  const wishOf = (id: string): number => {
    const own = ownTop(id);
    if (own !== undefined) return own;
    const beside = flow.edges.filter((edge) => edge.includes(id)).map(([from, to]) => ownTop(from === id ? to : from)).filter((y) => y !== undefined);
    return beside.length === 0 ? end : beside.reduce((sum, y) => sum + y, 0) / beside.length;
  };
  const placed = new Map<string, Placed>();
  const deepest = Math.max(0, ...depth.values());
  let lowest = 0;
  for (let column = 0; column <= deepest; column += 1) {
    const nodes = flow.nodes.filter((node) => depth.get(node.id) === column);
    const wish = new Map(nodes.map((node) => [node.id, wishOf(node.id)]));
    nodes.sort((a, b) => (wish.get(a.id) ?? 0) - (wish.get(b.id) ?? 0));
    let free = TOP;
    for (const node of nodes) {
      const y = Math.max(free, wish.get(node.id) ?? 0);
      placed.set(node.id, { node, x: column * (WIDTH + GAP_X) + 4, y });
      free = y + HEIGHT + GAP_Y;
      lowest = Math.max(lowest, free);
    }
  }
  return { placed, width: (deepest + 1) * (WIDTH + GAP_X) - GAP_X + 8, height: lowest + 4 };
}

function clip(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function hrefOf(node: Node): string {
  if (node.kind === "topic") return placeUrl(["data", "topics"], { name: node.name });
  if (node.kind === "table") return placeUrl(["data", "tables"], { name: node.name });
  if (node.kind === "answers") return placeUrl(["insights"]);
  return placeUrl(["connectors"]);
}

export function FlowPicture({ flow, factsOf, busy }: { flow: Schemas["Flow"]; factsOf: (node: Node) => NodeFacts; busy: (from: string) => boolean }) {
  const { placed, width, height } = place(flow);
  return (
    <div class="flow-scroll" tabIndex={0} role="region" aria-label="The pipeline as a picture">
      <svg class="flow" viewBox={`0 0 ${width} ${height}`} role="group" aria-label="Parts of the pipeline">
        {flow.edges.map(([from = "", to = ""]) => {
          const a = placed.get(from);
          const b = placed.get(to);
          if (!a || !b) return null;
          const [x1, y1, x2, y2] = [a.x + WIDTH, a.y + HEIGHT / 2, b.x, b.y + HEIGHT / 2];
          const bend = (x2 - x1) / 2;
          return <path key={`${from} ${to}`} class={`wire ${busy(from) ? "is-busy" : ""}`} d={`M${x1},${y1} C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`} aria-hidden="true" />;
        })}
        {[...placed.values()].map(({ node, x, y }) => {
          const facts = factsOf(node);
          return (
            <a key={node.id} href={hrefOf(node)} class={facts.tone && `is-${facts.tone}`}>
              <rect x={x} y={y} width={WIDTH} height={HEIGHT} rx="9"><title>{`${node.name}\n${facts.note}`}</title></rect>
              <text class="kind" x={x + 10} y={y + 15}>{KIND_NAMES[node.kind]}</text>
              <text x={x + 10} y={y + 29}>{clip(node.name.replace(/^stream\//, ""), 24)}</text>
              <text class="note" x={x + 10} y={y + 43}>{clip(facts.note, 26)}</text>
            </a>
          );
        })}
      </svg>
    </div>
  );
}
