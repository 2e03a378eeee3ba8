// Cost: what this pinflow would cost a month at AWS, line by line.
import type { PageProps } from "../app";
import { get } from "../api/client";
import { Bars } from "../charts/bars";
import * as format from "../format";
import { Show, useLoaded } from "../parts/loading";
import { PageHead } from "../parts/page_head";

function usd(amount: number): string {
  return amount.toLocaleString("en", { style: "currency", currency: "USD", maximumFractionDigits: amount < 1 ? 4 : 2 });
}

export default function CostPage(_: PageProps) {
  const cost = useLoaded((signal) => get("/v1/cost", { signal }), []);
  return (
    <>
      <PageHead title="Cost" about="What the same would cost a month at AWS, if it goes on as since the start.">
        <button type="button" onClick={cost.reload}>Estimate again</button>
      </PageHead>
      <Show of={cost}>
        {(estimate) => (
          <>
            <section class="card">
              <p><span class="tile-value">{usd(estimate.total_usd)}</span> a month</p>
              <p class="small muted">{`List prices of ${estimate.region}, read on ${estimate.date}; without free tiers, discounts, taxes and transfer. Counted over ${format.number(Math.round(estimate.uptime_s))} s${estimate.uptime_s < 600 ? ", which is little to go by" : ""}.`}</p>
              <Bars label="Cost by service" text={usd} bars={[...estimate.lines].sort((a, b) => b.usd - a.usd).map((line) => ({ label: `${line.service}: ${line.item}`, value: Math.round(line.usd * 100) / 100, row: [] }))} />
            </section>
            <section class="card">
              <div class="scroll" tabIndex={0} role="region" aria-label="Lines of the estimate">
                <table>
                  <thead><tr><th scope="col">Service</th><th scope="col">Item</th><th scope="col" class="number">In a month</th><th scope="col" class="number">USD each</th><th scope="col" class="number">USD</th><th scope="col">Why</th></tr></thead>
                  <tbody>
                    {estimate.lines.map((line) => (
                      <tr key={line.name}><td>{line.service}</td><td>{line.item}</td><td class="number">{format.short(line.quantity)}</td><td class="number">{`${line.usd_each}${line.per === 1 ? "" : ` per ${format.number(line.per)}`}`}</td><td class="number">{usd(line.usd)}</td><td>{line.why}</td></tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </section>
          </>
        )}
      </Show>
    </>
  );
}
