import type { CauseKind, WarningKind } from "./reconciliation";

export interface Words {
  title: string;
  /** What it is, as a sentence. */
  means: string;
  /** What to do about it, as a sentence. */
  todo: string;
}

export const CAUSE_WORDS: Record<CauseKind, Words> = {
  today_open: {
    title: "Today is still running",
    means: "Single requests reach Waybill a little later than the bill does.",
    todo: "Nothing: it closes by itself within hours.",
  },
  late_settlement: {
    title: "Settled late",
    means: "OpenRouter still settles the last two days, or changed a day after it was settled.",
    todo: "Nothing: the books follow OpenRouter, and old and new amounts are listed below.",
  },
  sampling: {
    title: "Only some requests are sent",
    means: "A Broadcast destination samples: it sends a share of the requests instead of all.",
    todo: "Repair it in Settings, Connections, Broadcast.",
  },
  filters: {
    title: "Requests are filtered out",
    means: "A Broadcast destination has rules, a list of keys or of regions that keep requests back.",
    todo: "Repair it in Settings, Connections, Broadcast.",
  },
  broadcast_began: {
    title: "Broadcast was not on all day",
    means: "OpenRouter sends only requests that are made while Broadcast is on, and nothing afterwards.",
    todo: "Upload the log of that day in Settings, Imports, to fill it in.",
  },
  deliveries_lost: {
    title: "Deliveries did not arrive",
    means: "Broadcast was on and was to send everything, yet these requests never came.",
    todo: "See in Settings, Connections, Broadcast whether Waybill could be reached, and upload the log of that day in Settings, Imports.",
  },
  not_told: {
    title: "Known by key and model alone",
    means: "No source told the single requests behind this part of the bill.",
    todo: "Turn on Broadcast in Settings, Connections. For past days, upload the log in Settings, Imports.",
  },
  log_cut: {
    title: "Cut to millionths of a dollar",
    means: "The log export cuts each request's cost after six decimals, so that its sum falls short of the bill.",
    todo: "Nothing: it is at most a millionth of a dollar a request. Broadcast tells every digit.",
  },
  rounding: {
    title: "Last digits",
    means: "Each request's cost is kept to a trillionth of a dollar, and the bill is a sum of its own.",
    todo: "Nothing.",
  },
  evidence_exceeds_bill: {
    title: "Requests exceed the bill",
    means: "Single requests of a key and model add up to more than OpenRouter billed for them.",
    todo: "Open the day to see which. If it stays once the day is settled, send those generation ids to OpenRouter's support.",
  },
  unmatched: {
    title: "Requests without a place in the bill",
    means:
      "No source says for certain which key these requests were billed to (none names it, or keys share its name), or what they cost, so they are kept out of the books.",
    todo: "A log without the column api_key_name: export it again with it. Keys that share a name: give each its own at OpenRouter.",
  },
  byok: {
    title: "Charged by your own providers",
    means: "Requests through your own provider keys: the provider charges them, and OpenRouter bills only its fee.",
    todo: "Nothing: look for this amount on the providers' invoices, not on OpenRouter's.",
  },
};

const REBUILD = "Have the day added up again (the button beside it, or `npm run waybill -- rebuild`).";

export const WARNING_WORDS: Record<WarningKind, Words> = {
  lines: {
    title: "The spend lines do not add up to the bill",
    means: "Something changed the database without Waybill.",
    todo: REBUILD,
  },
  totals: {
    title: "The totals that pages show differ from the spend lines",
    means: "Something changed the database without Waybill.",
    todo: REBUILD,
  },
  book: {
    title: "The day's own sums do not agree with the bill",
    means: "Something changed the database without Waybill.",
    todo: REBUILD,
  },
  cells: {
    title: "The stored bill is not what was read from OpenRouter",
    means: "Something changed the database without Waybill.",
    todo: "Restore the database from a backup, or remove the day's bill and sync again: see the operations guide, When the books do not balance.",
  },
  activity: {
    title: "OpenRouter's two reports of the day differ",
    means:
      "Its activity report and its analytics, both read after the day was settled, tell different totals. The books follow analytics.",
    todo: "Sync the connection. If it stays, ask OpenRouter's support about the day, with both figures.",
  },
  credits: {
    title: "The credits used are not what the books have",
    means: "The account's credits fell by another amount between two readings than its settled days add up to.",
    todo: "Sync the connection. If it stays, compare with the credits page at OpenRouter, and ask its support with both figures.",
  },
};
