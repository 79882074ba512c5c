import { secretOf } from "./account/identifiers";

/** The organization of the demo and the people who sign in to it. Everything here is invented. */
export const ORGANIZATION = { slug: "acme", name: "Acme Robotics" } as const;
const EMAIL_DOMAIN = "acme-robotics.example";
export const SEED = "acme";

export interface Person {
  name: string;
  email: string;
}

function person(name: string): Person {
  return { name, email: `${name.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll(" ", ".")}@${EMAIL_DOMAIN}` };
}

/** One person for each of Waybill's roles. */
export const PEOPLE = {
  owner: person("Olivia Marsh"),
  admin: person("Ada Okafor"),
  finance: person("Felix Braun"),
  manager: person("Mei Tanaka"),
  member: person("Jonas Weber"),
} as const;

/** The management key that the demo imports into Waybill. */
export const MANAGEMENT_KEY = secretOf(SEED, "management");
/** Keys that Waybill must refuse, each with its own words. */
export const DISABLED_MANAGEMENT_KEY = secretOf(SEED, "management", "disabled");
export const EXPIRED_MANAGEMENT_KEY = secretOf(SEED, "management", "expired");
/** An inference key of the account: may ask for completions, may not manage. */
export const INFERENCE_KEY = secretOf(SEED, "key", "platform-gateway");

/** Which cost center each team is charged to. */
export const COST_CENTERS: Record<string, { code: string; teams: string[] }> = {
  Engineering: { code: "4100", teams: ["Platform", "Search"] },
  Robotics: { code: "4200", teams: ["Control", "Perception"] },
  "Customer care": { code: "5300", teams: ["Support"] },
};

/** Developers by team; those without e-mail are contractors who send a handle as `user`. */
export const TEAMS: Record<string, (Person | { handle: string })[]> = {
  Platform: [PEOPLE.admin, PEOPLE.member, person("Priya Raman"), person("Tomás Silva"), person("Wei Chen")],
  Search: [PEOPLE.manager, person("Lukas Novak"), person("Fatima Zahra"), person("Oliver Grant")],
  Control: [
    person("Ingrid Solberg"),
    person("Kwame Mensah"),
    person("Sofia Rossi"),
    { handle: "dkim-contractor" },
    person("Amara Diallo"),
  ],
  Perception: [person("Noah Fischer"), person("Yuki Sato"), person("Elena Petrova"), person("Mateo García")],
  Support: [person("Hannah Lee"), person("Ravi Patel"), person("Chloé Martin")],
  Research: [person("Ibrahim Khan"), person("Greta Lindqvist"), { handle: "samir.h" }, { handle: "nina-k" }],
};

interface DemoBudget {
  name: string;
  per: "day" | "month";
  dollars: string;
  kind?: "hard_cap";
  on?: { developer: Person } | { team: string } | { feature: string };
  owner: Person;
  note: string;
}

/**
 * What the company allows itself: comfortable as a whole, close to its limit for coding, and too little for the developer
 * whose loop runs away.
 */
export const BUDGETS: readonly DemoBudget[] = [
  { name: "All of OpenRouter", per: "month", dollars: "1400", owner: PEOPLE.finance, note: "As agreed for the year." },
  {
    name: "All of OpenRouter (daily)",
    per: "day",
    dollars: "63.64",
    owner: PEOPLE.finance,
    note: "The month over 22 working days.",
  },
  {
    ...{ name: "All of OpenRouter (hard cap)", per: "month", dollars: "1820", kind: "hard_cap" },
    ...{ owner: PEOPLE.owner, note: "130 % of what is expected." },
  },
  { name: "Coding assistants", per: "month", dollars: "900", on: { feature: "code-assistant" }, owner: PEOPLE.admin, note: "" },
  { name: "Search team", per: "month", dollars: "75", on: { team: "Search" }, owner: PEOPLE.manager, note: "" },
  { name: "Jonas Weber", per: "month", dollars: "120", on: { developer: PEOPLE.member }, owner: PEOPLE.admin, note: "" },
];

/** Credits bought before the first reading of the balance: just enough to get there. */
export const EARLY_CREDITS = [
  { daysAgo: 424, dollars: "4000" },
  { daysAgo: 280, dollars: "3500" },
  { daysAgo: 160, dollars: "3500" },
] as const;

/** Credits bought lately, so that each month has a purchase and its fee. */
export const TOP_UPS = [
  { daysAgo: 62, dollars: "2500" },
  { daysAgo: 34, dollars: "1500" },
  { daysAgo: 9, dollars: "2000" },
] as const;

/** What is paid by the month whatever is used. The last one was given up. */
export const SUBSCRIPTIONS: readonly { name: string; dollars: string; fromDaysAgo: number; toDaysAgo?: number }[] = [
  { name: "Coding assistant, 20 seats", dollars: "380", fromDaysAgo: 200 },
  { name: "Prompt tracing", dollars: "59", fromDaysAgo: 120 },
  { name: "Notebook assistant, 5 seats", dollars: "95.50", fromDaysAgo: 160, toDaysAgo: 40 },
];
