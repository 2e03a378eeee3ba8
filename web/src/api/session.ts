// Who is signed in: asked when the page opens, and anew when the server says that nobody is.
import { useEffect, useState } from "preact/hooks";
import { credentials, get, post, remove, type Schemas } from "./client";

export type Session = Schemas["Session"];
type Role = NonNullable<Session["role"]>;

const ROLES: Role[] = ["viewer", "operator", "admin"];
let session: Session | undefined;
const listeners = new Set<() => void>();

function become(next: Session): void {
  session = next;
  credentials.csrf = next.csrf ?? "";
  for (const listener of listeners) listener();
}

export async function loadSession(): Promise<void> {
  become(await get("/v1/session"));
}

export async function signIn(key: string): Promise<void> {
  become(await post("/v1/session", { body: { key } }));
}

// The page begins anew, so that nothing of what was shown stays.
export async function signOut(): Promise<void> {
  await remove("/v1/session");
  location.reload();
}

credentials.onLost = () => session?.role !== undefined && become({ keys: true });

export function useSession(): Session | undefined {
  const [, redraw] = useState(0);
  useEffect(() => {
    const listener = () => redraw((count) => count + 1);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, []);
  return session;
}

// Whether the one who is signed in may do what a role may. The server decides; this only spares
// people buttons that would be refused.
export function may(role: Role): boolean {
  return session?.role !== undefined && ROLES.indexOf(session.role) >= ROLES.indexOf(role);
}
