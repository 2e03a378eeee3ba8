// lazy(): a component that is loaded when it is first shown.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Failure, messageOf } from "./loading";

export function lazy<P extends object>(load: () => Promise<{ default: ComponentType<P> }>): ComponentType<P> {
  let loaded: ComponentType<P> | undefined;
  return function Lazy(props: P) {
    const [error, setError] = useState<string>();
    const [, redraw] = useState(0);
    useEffect(() => {
      if (loaded) return;
      load().then(
        (module) => {
          loaded = module.default;
          redraw((count) => count + 1);
        },
        (cause: unknown) => setError(messageOf(cause)),
      );
    }, []);
    if (error !== undefined) return <Failure message={error} />;
    const Loaded = loaded;
    return Loaded ? <Loaded {...props} /> : <p class="empty" role="status">Loading…</p>;
  };
}
