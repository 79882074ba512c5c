import type { Metadata } from "next";
import { SpendDetailPage } from "../../spend-detail-page";
import type { SpendPageProps } from "../../spend-request";

export const metadata: Metadata = { title: "Provider" };

export default function ProviderPage(props: SpendPageProps<{ word: string }>) {
  return <SpendDetailPage dimension="provider" {...props} />;
}
