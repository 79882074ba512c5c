import type { Metadata } from "next";
import { SpendDetailPage } from "../../spend-detail-page";
import type { SpendPageProps } from "../../spend-request";

export const metadata: Metadata = { title: "Developer" };

export default function DeveloperPage(props: SpendPageProps<{ word: string }>) {
  return <SpendDetailPage dimension="developer" {...props} />;
}
