import type { Metadata } from "next";
import { SpendDetailPage } from "../../spend-detail-page";
import type { SpendPageProps } from "../../spend-request";

export const metadata: Metadata = { title: "Key" };

export default function KeyPage(props: SpendPageProps<{ word: string }>) {
  return <SpendDetailPage dimension="key" {...props} />;
}
