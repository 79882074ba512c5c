import type { Day } from "../domain/day";
import type { Usd } from "../domain/usd";

interface Named {
  id: string;
  label: string;
}

/** Who answers for a key, from a day (inclusive) to a day (exclusive; null: still). */
export interface KeyOwner extends Named {
  fromDay: Day;
  toDay: Day | null;
}

/** Header facts of a detail page. Null: OpenRouter or the evidence does not tell. */
export type About =
  | {
      kind: "key";
      name: string;
      hash: string | null;
      /** Masked, as OpenRouter shows it. */
      keyLabel: string | null;
      connection: Named;
      workspace: Named | null;
      creatorEmail: string | null;
      disabled: boolean;
      limitUsd: Usd | null;
      limitReset: string | null;
      usageUsd: Usd | null;
      createdAt: Date | null;
      expiresAt: Date | null;
      goneAt: Date | null;
      owners: KeyOwner[];
      /** Every name it was seen under, newest first. */
      names: { name: string; firstSeen: Date; lastSeen: Date }[];
    }
  | {
      kind: "developer";
      email: string | null;
      service: boolean;
      aliases: { kind: "user" | "email" | "member"; value: string }[];
      team: Named | null;
      /** Keys owned today. */
      keys: Named[];
    }
  | {
      kind: "model";
      permaslug: string;
      /** Null where the catalogue does not know the model. */
      slug: string | null;
      author: string | null;
      contextLength: number | null;
      expirationDate: string | null;
      /** List prices, US dollars per token as decimal strings, as published. For what-if questions alone. */
      prices: { name: string; usd: string }[];
      pricesFetchedAt: Date | null;
    }
  | { kind: "other"; firstDay: Day | null; lastDay: Day | null };
