import type { Metadata } from "next";
import { SpendListPage } from "../spend-list-page";
import type { SpendPageProps } from "../spend-request";

export const metadata: Metadata = { title: "Features" };

export default function FeaturesPage(props: SpendPageProps) {
  return <SpendListPage dimension="feature" title="What it is for" {...props} />;
}
