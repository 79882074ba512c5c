import type { Adapter, AdapterFactory, AdapterPayload } from "oidc-provider";

interface Kept {
  payload: AdapterPayload;
  expiresAt: number;
}

/** Keeps the provider's sessions, codes and tokens while it runs: a demo that is restarted asks everybody anew. */
export function memoryAdapter(clock: () => number = () => Date.now()): AdapterFactory {
  const kept = new Map<string, Kept>();
  return (model): Adapter => {
    const nameOf = (id: string) => `${model}:${id}`;
    const search = (matches: (payload: AdapterPayload) => boolean) =>
      [...kept].find(([name, entry]) => name.startsWith(`${model}:`) && entry.expiresAt > clock() && matches(entry.payload))?.[1]
        .payload;
    return {
      async upsert(id, payload, expiresIn) {
        const expiresAt = expiresIn === undefined ? Number.POSITIVE_INFINITY : clock() + expiresIn * 1000;
        kept.set(nameOf(id), { payload, expiresAt });
      },
      async find(id) {
        const entry = kept.get(nameOf(id));
        return entry && entry.expiresAt > clock() ? entry.payload : undefined;
      },
      async findByUid(uid) {
        return search((payload) => payload.uid === uid);
      },
      async findByUserCode(userCode) {
        return search((payload) => payload.userCode === userCode);
      },
      async destroy(id) {
        kept.delete(nameOf(id));
      },
      async consume(id) {
        const entry = kept.get(nameOf(id));
        if (entry) entry.payload.consumed = Math.floor(clock() / 1000);
      },
      async revokeByGrantId(grantId) {
        for (const [name, { payload }] of kept)
          if (name.startsWith(`${model}:`) && payload.grantId === grantId) kept.delete(name);
      },
    };
  };
}
