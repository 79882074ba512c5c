import type { Metadata } from "next";
import { SpendDetailPage } from "../../spend-detail-page";
import type { SpendPageProps } from "../../spend-request";

export const metadata: Metadata = { title: "Feature" };

export default function FeaturePage(props: SpendPageProps<{ word: string }>) {
  return <SpendDetailPage dimension="feature" {...props} />;
}
