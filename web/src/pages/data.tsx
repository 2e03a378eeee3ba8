// Data: topics, objects, tables and dead letters, each on a tab with an address of its own.
import type { PageProps } from "../app";
import { PageHead } from "../parts/page_head";
import { DeadLetters } from "./dead_letters";
import { Objects } from "./objects";
import { Tables } from "./tables";
import { Topics } from "./topics";

const TABS = [
  { name: "topics", title: "Topics" },
  { name: "objects", title: "Objects" },
  { name: "tables", title: "Tables" },
  { name: "dead-letters", title: "Dead letters" },
];

export default function DataPage({ place }: PageProps) {
  const tab = TABS.find((one) => one.name === place.parts[1]) ?? TABS[0];
  return (
    <>
      <PageHead title="Data" about="Records as they came, objects and tables as they are, and the rows that are in none." />
      <nav class="tabs" aria-label="Kinds of data">
        {TABS.map((one) => <a key={one.name} href={`#/data/${one.name}`} aria-current={one === tab ? "page" : undefined}>{one.title}</a>)}
      </nav>
      {tab?.name === "topics" && <Topics place={place} />}
      {tab?.name === "objects" && <Objects place={place} />}
      {tab?.name === "tables" && <Tables place={place} />}
      {tab?.name === "dead-letters" && <DeadLetters place={place} />}
    </>
  );
}
