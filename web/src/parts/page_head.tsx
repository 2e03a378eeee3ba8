// PageHead: the page's title, what it is for, and what can be done there.
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";

export function PageHead({ title, about, children }: { title: string; about?: string; children?: ComponentChildren }) {
  useEffect(() => {
    document.title = `${title} · pinflow`;
  }, [title]);
  return (
    <header class="page-head">
      <div>
        <h1>{title}</h1>
        {about && <p>{about}</p>}
      </div>
      {children && <div class="row">{children}</div>}
    </header>
  );
}
