import type { Metadata } from "next";
import { SpendListPage } from "../spend-list-page";
import type { SpendPageProps } from "../spend-request";

export const metadata: Metadata = { title: "Apps" };

export default function AppsPage(props: SpendPageProps) {
  return <SpendListPage dimension="app" title="Through which app" {...props} />;
}
