import type { Metadata } from "next";
import { SpendListPage } from "../spend-list-page";
import type { SpendPageProps } from "../spend-request";

export const metadata: Metadata = { title: "Models" };

export default function ModelsPage(props: SpendPageProps) {
  return <SpendListPage dimension="model" title="Which model" {...props} />;
}
