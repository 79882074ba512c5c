"use server";
import { z } from "zod";
import type { ActionState } from "@/app/_components/form/action-state";
import { addConnection, replaceConnectionKey } from "@/lib/intake/connections";
import { pauseConnection, removeConnection, renameConnection, resumeConnection } from "@/lib/ledger/connections";
import { requestSync } from "@/lib/ledger/sync/runs";
import { act } from "../act";

const id = z.string("Choose a connection.");
const key = z.string("Paste a management key.");
const One = z.object({ connectionId: id });

export async function addKey(_state: ActionState, form: FormData): Promise<ActionState> {
  const schema = z.object({ key, name: z.string().default(""), connectionId: z.string().default("") });
  return act(form, schema, (scope, asked) =>
    addConnection(scope, { key: asked.key, name: asked.name || undefined, connectionId: asked.connectionId || undefined }),
  );
}

export async function replaceKey(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, One.extend({ key }), (scope, asked) => replaceConnectionKey(scope, asked.connectionId, asked.key));
}

export async function rename(_state: ActionState, form: FormData): Promise<ActionState> {
  const schema = One.extend({ name: z.string("Write a name.") });
  return act(form, schema, (scope, asked) => renameConnection(scope, asked.connectionId, asked.name));
}

export async function syncNow(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, One, (scope, asked) => requestSync(scope, asked.connectionId, "manual"));
}

export async function pause(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, One, (scope, asked) => pauseConnection(scope, asked.connectionId));
}

export async function resume(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, One, (scope, asked) => resumeConnection(scope, asked.connectionId, new Date()));
}

export async function remove(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, One, (scope, asked) => removeConnection(scope, asked.connectionId, new Date()));
}
