"use server";
import { z } from "zod";
import type { ActionState } from "@/app/_components/form/action-state";
import { TOKEN_SCOPES } from "@/lib/domain/scope";
import { createToken, revokeToken } from "@/lib/ledger/tokens";
import { act } from "../act";

/** `token` is there once, right after it was made. */
export type CreatedState = ActionState & { token: string | null };

const New = z.object({
  name: z.string("Write a name."),
  "scopes[]": z.array(z.enum(TOKEN_SCOPES)).default([]),
  days: z.coerce.number("Choose how long it is to work.").int().min(0).max(3650),
});

export async function create(_state: CreatedState, form: FormData): Promise<CreatedState> {
  let token: string | null = null;
  const state = await act(form, New, async (scope, asked) => {
    const now = new Date();
    const expiresAt = asked.days === 0 ? null : new Date(now.getTime() + asked.days * 86_400_000);
    token = (await createToken(scope, { name: asked.name, scopes: asked["scopes[]"], expiresAt }, now)).token;
  });
  return { ...state, token };
}

export async function revoke(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, z.object({ tokenId: z.string("Choose a token.") }), (scope, asked) =>
    revokeToken(scope, asked.tokenId, new Date()),
  );
}
