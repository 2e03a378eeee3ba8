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

// Columns by the longest way from a beginning; within one, beside what comes before.
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
  const placed = new Map<string, Placed>();
  const deepest = Math.max(0, ...depth.values());
  let lowest = 0;
  for (let column = 0; column <= deepest; column += 1) {
    const nodes = flow.nodes.filter((node) => depth.get(node.id) === column);
    const wish = new Map(nodes.map((node, index) => {
      const before = flow.edges.filter(([, to]) => to === node.id).map(([from = ""]) => placed.get(from)?.y ?? 0);
      return [node.id, before.length > 0 ? before.reduce((sum, y) => sum + y, 0) / before.length : TOP + index * (HEIGHT + GAP_Y)];
    }));
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
