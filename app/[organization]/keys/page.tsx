import type { Metadata } from "next";
import { SpendListPage } from "../spend-list-page";
import type { SpendPageProps } from "../spend-request";

export const metadata: Metadata = { title: "Keys" };

export default function KeysPage(props: SpendPageProps) {
  return <SpendListPage dimension="key" title="Through which key" {...props} />;
}
