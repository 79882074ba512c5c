/** A message that the demo's inbox took. */
export interface Arrival {
  kind: "email" | "slack" | "webhook";
  at: Date;
  /** What the sender calls it; the same for a repetition. Slack has none. */
  id: string | null;
  path: string;
  headers: Record<string, string>;
  to: readonly string[];
  title: string;
  text: string;
  html: string | null;
  body: string;
}
