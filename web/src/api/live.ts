// Live data in components: useLive("tables") is the newest word, undefined before there is one.
import { useEffect, useState } from "preact/hooks";
import type { Schemas } from "./client";
import { Events, type Connection, type Message, type WordName, type Words } from "./events";

type Listener = () => void;

const SAMPLES_MAX = 300;
const words: Partial<Words> = {};
let samples: Schemas["Arrivals"][] = [];
let connection: Connection = "connecting";
const listeners = new Map<string, Set<Listener>>();

function tell(what: string): void {
  for (const listener of listeners.get(what) ?? []) listener();
}

function receive(message: Message): void {
  if (message.kind === "connection") {
    connection = message.connection;
    tell("connection");
  } else if (message.kind === "past") {
    samples = message.samples.slice();
  } else {
    (words as Record<string, unknown>)[message.name] = message.data;
    if (message.name === "topics") {
      const sample = message.data as Schemas["Arrivals"];
      if (samples.at(-1)?.at_ms !== sample.at_ms) samples = [...samples.slice(1 - SAMPLES_MAX), sample];
    }
    tell(message.name);
  }
}

let started = false;

export function startLive(): void {
  if (started) return;
  started = true;
  if (typeof SharedWorker === "undefined") {
    new Events("/v1/events").add(receive);
    return;
  }
  const worker = new SharedWorker(new URL("./events_worker.ts", import.meta.url), { type: "module" });
  worker.port.onmessage = (event: MessageEvent<Message>) => receive(event.data);
}

function useWord<T>(what: string, read: () => T): T {
  const [, redraw] = useState(0);
  useEffect(() => {
    const listener = () => redraw((count) => count + 1);
    const known = listeners.get(what) ?? new Set<Listener>();
    listeners.set(what, known);
    known.add(listener);
    listener();
    return () => {
      known.delete(listener);
    };
  }, [what]);
  return read();
}

export function useLive<N extends WordName>(name: N): Words[N] | undefined {
  return useWord(name, () => words[name]);
}
export function useConnection(): Connection {
  return useWord("connection", () => connection);
}
export function useSamples(): Schemas["Arrivals"][] {
  return useWord("topics", () => samples);
}
