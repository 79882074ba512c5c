import type { Metadata } from "next";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { Money } from "@/app/_components/spend/figures";
import { Table } from "@/app/_components/table";
import { addMonths, type Day, dayOf, startOfMonth } from "@/lib/domain/day";
import { formatUsd, percentText } from "@/lib/domain/format";
import { formatDay, formatRange } from "@/lib/domain/format-day";
import { feeRateOn, percentToString } from "@/lib/domain/other-costs";
import { usdToString } from "@/lib/domain/usd";
import { type OtherCostSettings, type OtherCosts, otherCostSettings, otherCosts } from "@/lib/queries/other-costs";
import { NotPermitted } from "../_components/not-permitted";
import { enterSettings, type SettingsProps } from "../entry";
import { AddForm, ChangeForms, FeeForm } from "./_components/forms";

export const metadata: Metadata = { title: "Other costs" };

/** The last half-year's charges stand on the page; older ones are in the chargebacks of their months. */
const MONTHS_BACK = 5;

interface Place {
  organization: string;
  today: Day;
  may: boolean;
}

function Subscriptions({ subscriptions, organization, today, may }: Place & Pick<OtherCostSettings, "subscriptions">) {
  return (
    <Table
      caption="Subscriptions"
      empty="None yet. What is paid by the month beside OpenRouter, such as seats of a tool, stands here and in chargebacks as a line of its own."
      columns={[
        { key: "name", label: "Name" },
        { key: "amount", label: "A month", align: "right" },
        { key: "when", label: "Charged" },
        ...(may ? [{ key: "actions", label: "", align: "right" as const }] : []),
      ]}
      rows={subscriptions.map(({ id, name, amountUsd, from, to }) => ({
        key: id,
        cells: {
          name,
          amount: <Money amount={amountUsd} />,
          when: to === null ? `from ${formatDay(from, today)} on` : formatRange(from, to),
          actions: (
            <ChangeForms
              organization={organization}
              subscriptionId={id}
              name={name}
              amount={usdToString(amountUsd)}
              from={from}
              to={to ?? ""}
            />
          ),
        },
      }))}
    />
  );
}

function Charges({ costs, purchasesKnownFrom, today }: OtherCosts & { today: Day }) {
  return (
    <>
      <Table
        caption="Charges"
        empty="Nothing was charged in these months that is known of."
        columns={[
          { key: "day", label: "Day" },
          { key: "name", label: "What" },
          { key: "amount", label: "Amount", align: "right" },
        ]}
        rows={costs.toReversed().map((cost, index) => ({
          key: `${cost.day} ${index}`,
          cells: {
            day: formatDay(cost.day, today),
            name: cost.kind === "fee" ? `${cost.name}: ${formatUsd(cost.creditsUsd)} bought` : cost.name,
            amount: <Money amount={cost.amountUsd} />,
          },
        }))}
      />
      <p className="px-4 py-3 text-xs text-muted">
        {purchasesKnownFrom === null
          ? "No account’s credits were read yet, so that no purchase is known."
          : `Purchases are known from ${formatDay(purchasesKnownFrom, today)} on, when credits were first read: what an account’s total grew by between two readings. Two purchases between them count as one.`}
      </p>
    </>
  );
}

export default async function OtherCostsPage({ params }: SettingsProps) {
  const { scope, organization, person, may } = await enterSettings(params, "other_costs.read");
  if (!may) return <NotPermitted title="Other costs" role={person.role} permission="other_costs.read" />;
  const today = dayOf(new Date());
  const { subscriptions, feeRates } = await otherCostSettings(scope);
  const charged = await otherCosts(scope, { from: addMonths(startOfMonth(today), -MONTHS_BACK), to: today });
  const rate = feeRateOn(feeRates, today);
  const place = { organization: organization.slug, today, may: scope.permissions.includes("other_costs.manage") };
  const percent = percentToString(rate.percentUnits);
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="Other costs"
        description="What is paid beside OpenRouter’s bill: lines of their own in the forecast and in chargebacks, never part of a spend total."
      />
      <Card title="Subscriptions" actions={place.may && <AddForm {...place} />} flush>
        <Subscriptions subscriptions={subscriptions} {...place} />
      </Card>
      <Card
        title="Fee on purchases of credits"
        actions={place.may && <FeeForm {...place} percent={percent} least={usdToString(rate.leastUsd)} />}
      >
        <p className="max-w-prose text-sm text-muted">
          {percentText(percent)} of the credits, at least {formatUsd(rate.leastUsd)}, in whole cents
          {feeRates.length === 0 ? ": OpenRouter’s own." : `, from ${formatDay(rate.from, today)} on.`}
        </p>
      </Card>
      <Card title="What was charged" note="This month and the five before it." flush>
        <Charges {...charged} today={today} />
      </Card>
    </div>
  );
}
