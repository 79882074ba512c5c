import type { Metadata } from "next";
import { SpendListPage } from "../spend-list-page";
import type { SpendPageProps } from "../spend-request";

export const metadata: Metadata = { title: "Teams" };

export default function TeamsPage(props: SpendPageProps) {
  return <SpendListPage dimension="team" title="Which team" {...props} />;
}
