declare const given: unique symbol;

/**
 * Proof that somebody consented that settings of this connection's account are changed at OpenRouter. Only
 * lib/ledger/broadcast/consents.ts has one made (linted), from a consent that is stored and not withdrawn; without one no
 * writing call leaves the process.
 */
export interface WritingConsent {
  readonly [given]: true;
  readonly connectionId: string;
  readonly givenBy: string;
  readonly givenAt: Date;
}
