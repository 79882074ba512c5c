import type { Metadata } from "next";
import { SpendDetailPage } from "../../spend-detail-page";
import type { SpendPageProps } from "../../spend-request";

export const metadata: Metadata = { title: "Team" };

export default function TeamPage(props: SpendPageProps<{ word: string }>) {
  return <SpendDetailPage dimension="team" {...props} />;
}
