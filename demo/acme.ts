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
