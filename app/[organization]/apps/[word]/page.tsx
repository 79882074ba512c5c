import type { Metadata } from "next";
import { SpendDetailPage } from "../../spend-detail-page";
import type { SpendPageProps } from "../../spend-request";

export const metadata: Metadata = { title: "App" };

export default function AppPage(props: SpendPageProps<{ word: string }>) {
  return <SpendDetailPage dimension="app" {...props} />;
}
