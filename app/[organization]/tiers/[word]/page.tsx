import type { Metadata } from "next";
import { SpendDetailPage } from "../../spend-detail-page";
import type { SpendPageProps } from "../../spend-request";

export const metadata: Metadata = { title: "Tier" };

export default function TierPage(props: SpendPageProps<{ word: string }>) {
  return <SpendDetailPage dimension="tier" {...props} />;
}
