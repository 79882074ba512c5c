import type { Metadata } from "next";
import { SpendDetailPage } from "../../spend-detail-page";
import type { SpendPageProps } from "../../spend-request";

export const metadata: Metadata = { title: "Cost center" };

export default function CostCenterPage(props: SpendPageProps<{ word: string }>) {
  return <SpendDetailPage dimension="cost_center" {...props} />;
}
