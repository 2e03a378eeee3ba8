// lazy(): a component that is loaded when it is first shown.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Failure, messageOf } from "./loading";

export function lazy<P extends object>(load: () => Promise<{ default: ComponentType<P> }>): ComponentType<P> {
  let known: ComponentType<P> | undefined;
  return function Lazy(props: P) {
    // What this one shows is its own state: were it `known`, another one that ends loading between this
    // one's drawing and its effect would leave it at "Loading…", as nothing draws it again.
    const [Loaded, setLoaded] = useState(() => known);
    const [error, setError] = useState<string>();
    useEffect(() => {
      if (Loaded) return;
      load().then(
        (module) => {
          known = module.default;
          setLoaded(() => module.default);
        },
        (cause: unknown) => setError(messageOf(cause)),
      );
    }, []);
    if (error !== undefined) return <Failure message={error} />;
    return Loaded ? <Loaded {...props} /> : <p class="empty" role="status">Loading…</p>;
  };
}
