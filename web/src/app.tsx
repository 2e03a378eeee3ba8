// App: the frame around every page: menu, connection, theme.
import type { ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { startLive, useConnection, useLive } from "./api/live";
import { loadSession, signOut, useSession } from "./api/session";
import icon from "./icon.svg";
import ConnectorsPage from "./pages/connectors";
import CostPage from "./pages/cost";
import DataPage from "./pages/data";
import FlowPage from "./pages/flow";
import InsightsPage from "./pages/insights";
import RecordPage from "./pages/record";
import RunsPage from "./pages/runs";
import SettingsPage from "./pages/settings";
import { SignIn } from "./pages/sign_in";
import { lazy } from "./parts/lazy";
import { Failure, messageOf } from "./parts/loading";
import { usePlace, type Place } from "./router";
import { toggleTheme, useTheme } from "./theme";

export interface PageProps {
  place: Place;
}

const PAGES: { name: string; title: string; page: ComponentType<PageProps> }[] = [
  { name: "flow", title: "Flow", page: FlowPage },
  { name: "insights", title: "Insights", page: InsightsPage },
  { name: "data", title: "Data", page: DataPage },
  { name: "record", title: "Record", page: RecordPage },
  { name: "runs", title: "Runs", page: RunsPage },
  { name: "sql", title: "SQL", page: lazy<PageProps>(() => import("./pages/sql")) },
  { name: "connectors", title: "Connectors", page: ConnectorsPage },
  { name: "settings", title: "Settings", page: SettingsPage },
  { name: "cost", title: "Cost", page: CostPage },
];

function ConnectionState() {
  const connection = useConnection();
  const [tone, sign, says] = {
    open: ["is-good", "●", "live"],
    lost: ["is-bad", "✕", "pinflow does not answer"],
    connecting: ["", "○", "connecting"],
  }[connection];
  return <span class={`badge ${tone}`} role="status" data-testid="connection"><span aria-hidden="true">{sign}</span>{says}</span>;
}

function ThemeSwitch() {
  const theme = useTheme();
  return (
    <button type="button" onClick={toggleTheme} aria-label={theme === "dark" ? "Use light colours" : "Use dark colours"}>
      <span aria-hidden="true">{theme === "dark" ? "☀" : "☾"}</span>{theme === "dark" ? "Light" : "Dark"}
    </button>
  );
}

function WhoIsIn() {
  const session = useSession();
  if (!session?.keys) return null;
  return (
    <div class="who">
      <span class="small"><strong>{session.name}</strong> <span class="muted">{session.role}</span></span>
      <button type="button" class="quiet" onClick={() => signOut()}>Sign out</button>
    </div>
  );
}

// What needs attention beside the entries of the menu.
function useCounts(): Record<string, string | undefined> {
  const ledger = useLive("ledger");
  const runs = useLive("runs");
  const letters = ledger?.dead_letters ?? 0;
  return {
    data: letters > 0 ? String(letters) : undefined,
    runs: runs?.[0]?.state === "failed" ? "!" : undefined,
  };
}

// The sign-in, where keys are wanted and none was given; else the pages.
export function App() {
  const session = useSession();
  const [failure, setFailure] = useState<string>();
  useEffect(() => {
    const ask = () => loadSession().then(() => setFailure(undefined), (error: unknown) => { setFailure(messageOf(error)); setTimeout(ask, 2000); });
    ask();
  }, []);
  if (!session) return failure === undefined ? null : <main class="gate"><Failure message={failure} /></main>;
  return session.role === undefined ? <SignIn /> : <Pages />;
}

function Pages() {
  const place = usePlace();
  const counts = useCounts();
  const main = useRef<HTMLElement>(null);
  const name = place.parts[0] ?? "flow";
  const entry = PAGES.find((page) => page.name === name) ?? PAGES[0];
  const first = useRef(true);
  useEffect(startLive, []);
  // Lost may mean that nobody is signed in any more, in another tab or on the server.
  const connection = useConnection();
  useEffect(() => {
    if (connection === "lost") loadSession().catch(() => undefined);
  }, [connection]);
  useEffect(() => {
    if (!first.current) main.current?.focus({ preventScroll: true });
    first.current = false;
  }, [name]);
  if (!entry) return null;
  const Page = entry.page;
  return (
    <div class="shell">
      <a class="skip" href={location.hash || "#/flow"} onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>To the page</a>
      <div class="side">
        <a class="brand" href="#/flow"><img src={icon} alt="" />pinflow</a>
        <nav aria-label="Pages">
          <ul class="menu">
            {PAGES.map((page) => (
              <li key={page.name}>
                <a href={`#/${page.name}`} aria-current={page === entry ? "page" : undefined}>
                  {page.title}
                  {counts[page.name] !== undefined && <span class="badge is-bad"><span class="visually-hidden">{page.name === "data" ? "dead letters: " : "the last run failed "}</span>{counts[page.name]}</span>}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div class="side-foot">
          <ConnectionState />
          <WhoIsIn />
          <ThemeSwitch />
        </div>
      </div>
      <main class="main" ref={main} tabIndex={-1} key={entry.name}>
        <Page place={place} />
      </main>
    </div>
  );
}
