// One event stream for all tabs of a browser: a shared worker holds it.
import { Events } from "./events";

const events = new Events("/v1/events");

(self as unknown as { onconnect: (event: MessageEvent) => void }).onconnect = (event) => {
  const port = event.ports[0];
  if (port) events.add((message) => port.postMessage(message));
};
