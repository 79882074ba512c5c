import type { ComponentProps } from "react";
import { Card } from "@/app/_components/card";
import { Table } from "@/app/_components/table";
import { changeWords, overrideWords, priceChanges, priceWords } from "@/lib/domain/catalogue/price-words";
import { percentText } from "@/lib/domain/format";
import { formatDate } from "@/lib/domain/format-day";
import type { AuthorizedScope } from "@/lib/domain/scope";
import { catalogue } from "@/lib/queries/catalogue/catalogue";
import { type PriceSince, priceHistory } from "@/lib/queries/catalogue/price-history";

/** What each reading that found other prices changed, newest first. */
function historyRows(history: readonly PriceSince[]) {
  return history
    .map((since, index) => {
      const before = history[index - 1];
      const changes = before ? priceChanges(before.pricing, since.pricing).map(changeWords) : priceWords(since.pricing);
      return { since, changes, isFirst: before === undefined };
    })
    .filter(({ changes, isFirst }) => isFirst || changes.length > 0)
    .reverse();
}

/** A further table of the card, under its caption. */
function HeadedTable(table: ComponentProps<typeof Table>) {
  return (
    <>
      <h3 className="border-t border-line px-4 pt-4 pb-1 text-sm font-medium text-ink">{table.caption}</h3>
      <Table {...table} />
    </>
  );
}

/** A model's list prices over time, those that hold under conditions, and who serves it at which. */
export async function PriceCard({ scope, permaslug }: { scope: AuthorizedScope; permaslug: string }) {
  const [history, [model]] = await Promise.all([priceHistory(scope, [permaslug]), catalogue(scope, { permaslugs: [permaslug] })]);
  if (!model) return null;
  const conditional = overrideWords(model.pricing);
  return (
    <Card
      title="List prices over time"
      note="US dollars a million tokens, as OpenRouter’s catalogue was read. For comparison alone: costs here are what OpenRouter charged."
      flush
    >
      <Table
        caption="List prices over time"
        empty="The catalogue has not been read yet."
        columns={[
          { key: "from", label: "From (UTC)" },
          { key: "what", label: "Price" },
        ]}
        rows={historyRows(history).map(({ since, changes, isFirst }) => ({
          key: since.fromAt.toISOString(),
          cells: {
            from: `${formatDate(since.fromAt)}${isFirst ? ", first read" : ""}`,
            what: changes.join(" · ") || "not published",
          },
        }))}
      />
      {conditional.length > 0 && (
        <HeadedTable
          caption="Prices under conditions"
          columns={[
            { key: "when", label: "For" },
            { key: "what", label: "Price" },
          ]}
          rows={conditional.map(({ when, prices }, index) => ({
            key: `${index}`,
            cells: { when, what: prices.join(" · ") },
          }))}
        />
      )}
      {model.endpoints.length > 0 && (
        <HeadedTable
          caption="Who serves it"
          columns={[
            { key: "provider", label: "Served by" },
            { key: "what", label: "Price" },
            { key: "uptime", label: "Up, last day", align: "right" },
          ]}
          rows={model.endpoints.map(({ tag, provider, pricing, uptimeLastDay }) => ({
            key: tag,
            cells: {
              provider: (
                <>
                  {provider} <span className="font-normal text-muted">{tag}</span>
                </>
              ),
              what: priceWords(pricing).join(" · "),
              uptime: uptimeLastDay === null ? "" : percentText(uptimeLastDay.toFixed(1)),
            },
          }))}
        />
      )}
    </Card>
  );
}
