import type { Metadata } from "next";
import { SpendListPage } from "../spend-list-page";
import type { SpendPageProps } from "../spend-request";

export const metadata: Metadata = { title: "Tiers" };

export default function TiersPage(props: SpendPageProps) {
  return <SpendListPage dimension="tier" title="Which tier of models" {...props} />;
}
