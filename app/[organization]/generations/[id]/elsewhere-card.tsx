import { Card } from "@/app/_components/card";
import { Money, Unknown } from "@/app/_components/spend/figures";
import { Table } from "@/app/_components/table";
import { formatChange } from "@/lib/domain/format";
import { changeOf } from "@/lib/domain/spend/change";
import type { Usd } from "@/lib/domain/usd";
import type { GenerationDetail, PricedElsewhere } from "@/lib/queries/generation/detail";

const WHY = {
  no_price: "The catalogue names no price of this model.",
  no_tokens: "No source tells the request’s token counts, or they contradict each other.",
};
const UNTOLD = { cachedTokens: "cache reads", cacheWriteTokens: "cache writes", reasoningTokens: "reasoning" };

function usdOf({ price }: PricedElsewhere): Usd | null {
  return price.kind === "known" ? price.usd : null;
}

/** Cheapest first, unknown prices last. */
function byPrice(a: PricedElsewhere, b: PricedElsewhere): number {
  const [first, second] = [usdOf(a), usdOf(b)];
  if (first === null || second === null) return first === second ? 0 : first === null ? 1 : -1;
  return first < second ? -1 : first > second ? 1 : a.permaslug < b.permaslug ? -1 : 1;
}

function Price({ model: { price } }: { model: PricedElsewhere }) {
  if (price.kind === "unknown") return <Unknown reason={WHY[price.why]} />;
  if (price.untold.length === 0) return <Money amount={price.usd} />;
  const untold = price.untold.map((name) => UNTOLD[name]).join(" and ");
  return (
    <span title={`No source tells its ${untold}: priced as ordinary tokens.`}>
      about <Money amount={price.usd} />
    </span>
  );
}

/** The same tokens at other models' list prices: a what-if, never what was charged. */
export function ElsewhereCard({ detail }: { detail: GenerationDetail }) {
  const own = detail.elsewhere.find(({ isOwn }) => isOwn);
  const ownUsd = own ? usdOf(own) : null;
  return (
    <Card
      title="What it would have cost elsewhere"
      note="List price, not the bill: the same token counts at today’s public prices of models you use. Discounts, searches, images and how many words another model would have needed are left out."
      flush
    >
      <Table
        caption="The same token counts at list prices"
        empty="The catalogue has not been read yet."
        columns={[
          { key: "model", label: "Model" },
          { key: "price", label: "At list price", align: "right" },
          { key: "change", label: "Against its own model", align: "right" },
        ]}
        rows={detail.elsewhere.toSorted(byPrice).map((model) => {
          const usd = usdOf(model);
          return {
            key: model.permaslug,
            cells: {
              model: (
                <>
                  {model.name}
                  {model.isOwn && <span className="ml-2 font-normal text-muted">its own</span>}
                </>
              ),
              price: <Price model={model} />,
              change:
                model.isOwn || usd === null || ownUsd === null ? "" : usd === 0n ? "free" : formatChange(changeOf(usd, ownUsd)),
            },
          };
        })}
      />
    </Card>
  );
}
