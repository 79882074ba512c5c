import type { Metadata } from "next";
import { SpendListPage } from "../spend-list-page";
import type { SpendPageProps } from "../spend-request";

export const metadata: Metadata = { title: "Providers" };

export default function ProvidersPage(props: SpendPageProps) {
  return <SpendListPage dimension="provider" title="By which provider" {...props} />;
}
