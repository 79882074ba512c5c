import type { Metadata } from "next";
import Link from "next/link";
import { Badge } from "@/app/_components/badge";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { Money, Unknown } from "@/app/_components/spend/figures";
import { Table } from "@/app/_components/table";
import { shortPrice } from "@/lib/domain/catalogue/price-words";
import { TIER_RULE, TIERS, tierLabel } from "@/lib/domain/catalogue/tier";
import { formatCount } from "@/lib/domain/format";
import { formatDate } from "@/lib/domain/format-day";
import type { CatalogueModel } from "@/lib/queries/catalogue/catalogue";
import { type TieredModels, tieredModels } from "@/lib/queries/catalogue/tiered-models";
import { NotPermitted } from "../_components/not-permitted";
import { enterSettings, type SettingsProps } from "../entry";
import { TierForm } from "./_components/tier-form";

export const metadata: Metadata = { title: "Model tiers" };

function TierCell({ model }: { model: CatalogueModel }) {
  const tier = model.tier ? tierLabel(model.tier) : <Unknown reason="Its price depends, or is not published: say its tier." />;
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      {tier}
      {model.tierSet && (
        <Badge title={model.tierByPrice ? `By its price: ${tierLabel(model.tierByPrice)}` : "Its price is not known"}>
          Set by {model.tierSet.by}, {formatDate(model.tierSet.at)}
        </Badge>
      )}
    </span>
  );
}

function Models({
  models,
  caption,
  empty,
  organization,
  mayChange,
}: {
  models: readonly CatalogueModel[];
  caption: string;
  empty: string;
  organization: string;
  mayChange: boolean;
}) {
  return (
    <Table
      caption={caption}
      empty={empty}
      columns={[
        { key: "model", label: "Model" },
        { key: "tier", label: "Tier" },
        { key: "blended", label: "Blended, a million tokens", align: "right" },
        { key: "price", label: "List price" },
        ...(mayChange ? [{ key: "change", label: "" }] : []),
      ]}
      rows={models.map((model) => ({
        key: model.permaslug,
        cells: {
          model: model.name,
          tier: <TierCell model={model} />,
          blended: model.blendedUsd === null ? <Unknown reason="Not published" /> : <Money amount={model.blendedUsd} />,
          price: shortPrice(model.pricing) ?? <Unknown reason="It depends on the request, or is not published" />,
          change: (
            <TierForm
              organization={organization}
              model={model.permaslug}
              name={model.name}
              current={model.tierSet ? model.tier : null}
              byPrice={model.tierByPrice}
            />
          ),
        },
      }))}
    />
  );
}

function Counts({ models }: { models: TieredModels }) {
  const all = [...models.used, ...models.others];
  return (
    <p className="text-sm text-muted">
      {TIERS.map(
        (tier) => `${formatCount(all.filter((model) => model.tier === tier).length)} ${tierLabel(tier).toLowerCase()}`,
      ).join(" · ")}{" "}
      of {formatCount(all.length)} models that OpenRouter lists or you used.
    </p>
  );
}

export default async function TiersSettingsPage({ params }: SettingsProps) {
  const { scope, organization, person, may } = await enterSettings(params, "tiers.read");
  if (!may) return <NotPermitted title="Model tiers" role={person.role} permission="tiers.read" />;
  const models = await tieredModels(scope);
  const shared = { organization: organization.slug, mayChange: scope.permissions.includes("tiers.manage") };
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="Model tiers"
        description="Where each model stands. A tier follows from the model’s list price, unless you say otherwise."
      />
      <Card title="The rule">
        <div className="flex max-w-prose flex-col gap-2 text-sm">
          <p>{TIER_RULE}</p>
          <Counts models={models} />
          <p>
            <Link href={`/${organization.slug}/tiers`} className="text-brand-strong hover:underline">
              Spend by tier
            </Link>
          </p>
        </div>
      </Card>
      <Card title="Models you use or set" flush>
        <Models {...shared} models={models.used} caption="Models you use" empty="No model was charged for yet." />
      </Card>
      <Card title="All other models" flush>
        <Models {...shared} models={models.others} caption="Other models" empty="The catalogue has not been read yet." />
      </Card>
    </div>
  );
}
