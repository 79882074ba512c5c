import type { AuthorizedScope } from "../domain/scope";
import type { FilterDimension } from "../domain/spend-question";

export interface Found {
  dimension: Extract<FilterDimension, "developer" | "key" | "model" | "feature">;
  /** A filter word: what the detail page's path takes. */
  word: string;
  label: string;
  /** E-mail, masked key, permaslug; null where there is nothing to add. */
  hint: string | null;
}

/** Developers, keys, models and features whose name, e-mail, mask or slug contains the text: the command palette. */
export async function search(_scope: AuthorizedScope, _text: string): Promise<Found[]> {
  throw new Error("being built");
}
