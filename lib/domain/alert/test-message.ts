import type { MessageContent } from "./message";

/** What the test button of a channel sends. */
export function testMessage(channelName: string, askedBy: string): MessageContent {
  return {
    title: "Waybill reaches this channel",
    lines: [
      "This is a test. Alerts will look like this one and say what happened, by how much, what made the difference, and where to look.",
    ],
    facts: [
      { label: "Channel", value: channelName },
      { label: "Asked for by", value: askedBy },
    ],
    link: { label: "Open Waybill", path: "/" },
    event: { type: "channel.test", data: {} },
  };
}
