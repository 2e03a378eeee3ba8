// useLoaded(): what an asynchronous question gave, and the states in between, shown the same way
// everywhere.
import type { ComponentChildren } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";

export interface Loaded<T> {
  data: T | undefined;
  error: string | undefined;
  loading: boolean;
  reload: () => void;
}

// Asks anew when one of `inputs` changes; when `fresh` does, the old answer stays until the new one is
// there, and what is being asked is answered first: what changes all the time would break off
// every slow answer.
export function useLoaded<T>(ask: (signal: AbortSignal) => Promise<T>, inputs: unknown[], fresh?: unknown): Loaded<T> {
  const [state, setState] = useState<{ data?: T; error?: string; loading: boolean }>({ loading: true });
  const [round, setRound] = useState(0);
  const current = useRef(ask);
  current.current = ask;
  const key = JSON.stringify(inputs);
  const lastKey = useRef(key);
  const lastFresh = useRef(fresh);
  const underWay = useRef<{ abort: AbortController; again: boolean } | undefined>(undefined);
  const start = () => {
    const one = { abort: new AbortController(), again: false };
    const end = (next: { data?: T; error?: string; loading: boolean }) => {
      if (one.abort.signal.aborted) return;
      underWay.current = undefined;
      setState(next);
      if (one.again) start();
    };
    underWay.current = one;
    setState((old) => (old.data === undefined ? { loading: true } : { data: old.data, loading: true }));
    current.current(one.abort.signal).then(
      (data) => end({ data, loading: false }),
      (error: unknown) => end({ error: messageOf(error), loading: false }),
    );
  };
  useEffect(() => {
    if (lastKey.current !== key) setState({ loading: true });
    lastKey.current = key;
    lastFresh.current = fresh;
    start();
    return () => {
      underWay.current?.abort.abort();
      underWay.current = undefined;
    };
  }, [key, round]);
  useEffect(() => {
    if (lastFresh.current === fresh) return;
    lastFresh.current = fresh;
    if (underWay.current) underWay.current.again = true;
    else start();
  }, [fresh]);
  const reload = useCallback(() => setRound((count) => count + 1), []);
  return { data: state.data, error: state.error, loading: state.loading, reload };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function Failure({ message }: { message: string | undefined }) {
  return message ? <div class="notice is-bad" role="alert">{message}</div> : null;
}

export function Show<T>({ of, children }: { of: Loaded<T>; children: (data: T) => ComponentChildren }) {
  if (of.error !== undefined) return <Failure message={of.error} />;
  if (of.data === undefined) return <p class="empty" role="status">Loading…</p>;
  return <>{children(of.data)}</>;
}

// Runs an action of a button: busy while it runs, with its error or what it says.
export function useAction<A extends unknown[]>(action: (...given: A) => Promise<string | undefined>) {
  const [state, setState] = useState<{ busy: boolean; error?: string; said?: string }>({ busy: false });
  const run = async (...given: A) => {
    setState({ busy: true });
    try {
      const said = await action(...given);
      setState(said === undefined ? { busy: false } : { busy: false, said });
    } catch (error) {
      setState({ busy: false, error: messageOf(error) });
    }
  };
  const outcome = (
    <div aria-live="polite">
      <Failure message={state.error} />
      {state.said !== undefined && <div class="notice is-good">{state.said}</div>}
    </div>
  );
  return { run, busy: state.busy, outcome };
}
