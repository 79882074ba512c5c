import type { Metadata } from "next";
import { SpendDetailPage } from "../../spend-detail-page";
import type { SpendPageProps } from "../../spend-request";

export const metadata: Metadata = { title: "Model" };

export default function ModelPage(props: SpendPageProps<{ word: string }>) {
  return <SpendDetailPage dimension="model" {...props} />;
}
