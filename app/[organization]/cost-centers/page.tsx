import type { Metadata } from "next";
import { SpendListPage } from "../spend-list-page";
import type { SpendPageProps } from "../spend-request";

export const metadata: Metadata = { title: "Cost centers" };

export default function CostCentersPage(props: SpendPageProps) {
  return <SpendListPage dimension="cost_center" title="Which cost center" {...props} />;
}
