import type { Metadata } from "next";
import { SpendListPage } from "../spend-list-page";
import type { SpendPageProps } from "../spend-request";

export const metadata: Metadata = { title: "Developers" };

export default function DevelopersPage(props: SpendPageProps) {
  return <SpendListPage dimension="developer" title="Who spent it" {...props} />;
}
