import type { FilterDimension } from "@/lib/domain/spend/question";
import type { SpendSeries } from "@/lib/domain/spend/series";
import { viewToQuery } from "@/lib/domain/spend/view";
import { Card } from "../../card";
import { listPath, withQuery } from "../../shell/pages";
import { DIMENSION_WORDS } from "../dimension-words";
import { GroupBy } from "../group-by";
import type { SpendPlace } from "../spend-page";
import { valueHref } from "../value-link";
import { SpendChart } from "./chart";

/** The one chart of a page: spend by day, stacked by what the reader chooses; each band leads to what it is made of. */
export function SpendChartCard({
  place,
  series,
  comparable,
  except = null,
}: {
  place: SpendPlace;
  series: SpendSeries /** The books have the comparison period. */;
  comparable: boolean;
  /** A detail page's own dimension. */
  except?: FilterDimension | null;
}) {
  const { dimension } = series;
  const { view } = place;
  const title = dimension ? `Spend by day and ${DIMENSION_WORDS[dimension].one}` : "Spend by day";
  const otherHref = (of: FilterDimension) => {
    const list = listPath(place.organization, of);
    return list && list !== place.path ? withQuery(list, viewToQuery(view, { by: [] })) : null;
  };
  return (
    <Card title={title} note="US dollars" actions={<GroupBy path={place.path} view={view} current={dimension} except={except} />}>
      <SpendChart
        series={series}
        today={place.today}
        title={title}
        comparisonLabel={comparable && view.comparison ? view.comparison.label : null}
        hrefOf={(band) => {
          if (!dimension) return null;
          return band.kind === "other" ? otherHref(dimension) : valueHref(place, dimension, { kind: band.kind, id: band.id });
        }}
      />
    </Card>
  );
}
