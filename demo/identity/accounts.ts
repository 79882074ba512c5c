import type { Person } from "../acme";

export interface Claims {
  [claim: string]: string | boolean;
  sub: string;
  email: string;
  email_verified: boolean;
  name: string;
}

function nameFrom(email: string): string {
  const words = (email.split("@")[0] ?? email).split(/[._+-]+/).filter((word) => word !== "");
  return words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join(" ");
}

/** What is said of whoever gives this address. One with `+unverified` in it is not vouched for. */
export function claimsOf(email: string, people: Record<string, Person>): Claims {
  const address = email.trim().toLowerCase();
  const known = Object.values(people).find((person) => person.email === address);
  return {
    sub: address,
    email: address,
    email_verified: !address.includes("+unverified"),
    name: known?.name ?? nameFrom(address),
  };
}
