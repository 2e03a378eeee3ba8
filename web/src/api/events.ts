// The event stream of the server, with a memory for tabs that come later.
import type { Schemas } from "./client";

export interface Words {
  topics: Schemas["Arrivals"];
  parts: Schemas["Part"][];
  runs: Schemas["Run"][];
  metrics: { changes: number };
  lags: Schemas["Lag"][];
  tables: Schemas["TableSummary"][];
  ledger: Schemas["Ledger"];
}
export type WordName = keyof Words;
export type Connection = "connecting" | "open" | "lost";
export type Message =
  | { kind: "word"; name: WordName; data: unknown }
  | { kind: "past"; samples: Schemas["Arrivals"][] }
  | { kind: "connection"; connection: Connection };

export const WORD_NAMES: WordName[] = ["topics", "parts", "runs", "metrics", "lags", "tables", "ledger"];
const SAMPLES_MAX = 300;
const RETRY_MS = 2000;

// Keeps one EventSource open and tells all receivers what it says.
export class Events {
  private readonly receivers = new Set<(message: Message) => void>();
  private readonly newest = new Map<WordName, unknown>();
  private readonly samples: Schemas["Arrivals"][] = [];
  private connection: Connection = "connecting";

  constructor(private readonly url: string) {
    this.open();
  }

  add(receive: (message: Message) => void): void {
    this.receivers.add(receive);
    receive({ kind: "connection", connection: this.connection });
    receive({ kind: "past", samples: this.samples });
    for (const [name, data] of this.newest) receive({ kind: "word", name, data });
  }

  private open(): void {
    const source = new EventSource(this.url);
    source.onopen = () => this.become("open");
    source.onerror = () => {
      this.become("lost");
      // It comes back by itself unless the server refused it.
      if (source.readyState === EventSource.CLOSED) setTimeout(() => this.open(), RETRY_MS);
    };
    for (const name of WORD_NAMES) {
      source.addEventListener(name, (event) => this.take(name, JSON.parse((event as MessageEvent<string>).data)));
    }
  }

  private take(name: WordName, data: unknown): void {
    if (typeof data === "object" && data !== null && "error" in data) return;
    this.newest.set(name, data);
    if (name === "topics") {
      this.samples.push(data as Schemas["Arrivals"]);
      if (this.samples.length > SAMPLES_MAX) this.samples.shift();
    }
    this.tell({ kind: "word", name, data });
  }

  private become(connection: Connection): void {
    if (connection === this.connection) return;
    this.connection = connection;
    this.tell({ kind: "connection", connection });
  }

  private tell(message: Message): void {
    for (const receive of this.receivers) receive(message);
  }
}
