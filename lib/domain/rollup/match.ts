import type { KeyFacts } from "../attribution/attribution";
import type { Figures } from "../figures";
import { textKey } from "../text-key";

/** A billed cell of the day, its key resolved. */
export interface BilledCell extends Figures {
  keyId: string | null;
  model: string;
  provider: string | null;
}

/** What tells the cell that a request was billed in. */
export interface CellEvidence {
  /** The key, told for certain or found by a name that only it can have had. */
  keyId: string | null;
  keyIsCertain: boolean;
  keyName: string | null;
  model: string;
  provider: string | null;
}

/**
 * A cell, or why there is none: `ambiguous`: several fit, or none and it is not certain which key it was;
 * `unbilled`: the key is certain and nothing was billed to it for this model.
 */
export type CellMatch = { cell: BilledCell } | "ambiguous" | "unbilled";

/** `/activity` may name an endpoint behind the provider (`Stealth/int8`) where evidence names the provider alone. */
function providerWord(provider: string): string {
  return (provider.split("/")[0] ?? provider).toLowerCase();
}

function theOnly(cells: readonly BilledCell[]): CellMatch | null {
  const [first, second] = cells;
  if (!first) return null;
  return second ? "ambiguous" : { cell: first };
}

/** Of cells that fit otherwise, those whose provider agrees: in full if any does, else by the provider's own name. */
function agreeingOnProvider(cells: readonly BilledCell[], provider: string | null): readonly BilledCell[] {
  if (provider === null) return cells;
  const inFull = cells.filter((cell) => cell.provider === provider);
  if (inFull.length > 0) return inFull;
  const word = providerWord(provider);
  const byWord = cells.filter((cell) => cell.provider !== null && providerWord(cell.provider) === word);
  return byWord.length > 0 ? byWord : cells.filter((cell) => cell.provider === null);
}

function sharesName(names: ReadonlySet<string>, key: KeyFacts | undefined): boolean {
  return key?.names.some((name) => names.has(name)) ?? false;
}

/** Finds the billed cell of a request: by key and model where it can, else by name, else where only one is left. */
export class CellFinder {
  private readonly byModel = new Map<string, BilledCell[]>();
  private readonly found = new Map<string, CellMatch>();

  constructor(
    cells: Iterable<BilledCell>,
    private readonly keys: ReadonlyMap<string, KeyFacts>,
  ) {
    for (const cell of cells) {
      const sameModel = this.byModel.get(cell.model);
      if (sameModel) sameModel.push(cell);
      else this.byModel.set(cell.model, [cell]);
    }
  }

  find(evidence: CellEvidence): CellMatch {
    const { keyId, keyIsCertain, keyName, model, provider } = evidence;
    const question = textKey(keyId, keyIsCertain ? "certain" : null, keyName, model, provider);
    let match = this.found.get(question);
    if (!match) {
      match = this.search(evidence);
      this.found.set(question, match);
    }
    return match;
  }

  private search(evidence: CellEvidence): CellMatch {
    const cells = agreeingOnProvider(this.byModel.get(evidence.model) ?? [], evidence.provider);
    const key = evidence.keyId === null ? undefined : this.keys.get(evidence.keyId);
    const sameKey = theOnly(evidence.keyId === null ? [] : cells.filter((cell) => cell.keyId === evidence.keyId));
    if (sameKey) return sameKey;

    const names = new Set([...(evidence.keyName === null ? [] : [evidence.keyName]), ...(key?.names ?? [])]);
    const sameName = theOnly(
      cells.filter((cell) => {
        const cellKey = cell.keyId === null ? undefined : this.keys.get(cell.keyId);
        // Two hashes are two keys, whatever their names.
        return !(key?.hasHash && cellKey?.hasHash) && sharesName(names, cellKey);
      }),
    );
    if (sameName) return sameName;

    const withoutKey = theOnly(cells.filter((cell) => cell.keyId === null));
    if (evidence.keyId === null && names.size === 0) return theOnly(cells) ?? "ambiguous";
    if (withoutKey) return withoutKey;
    return evidence.keyIsCertain && key ? "unbilled" : "ambiguous";
  }
}
