"use server";
import { z } from "zod";
import type { ActionState } from "@/app/_components/form/action-state";
import { ALIAS_KINDS, DEVELOPER_KINDS } from "@/lib/domain/attribution/developer-alias";
import { type Day, isDay } from "@/lib/domain/day";
import { type KeyOwnersReport, setKeyOwners } from "@/lib/intake/key-owners";
import { changeCostCenter, createCostCenter, deleteCostCenter, setCostCenter } from "@/lib/ledger/people/cost-centers";
import { createDeveloper, deleteDeveloper, takeAlias } from "@/lib/ledger/people/developer-making";
import { mergeDevelopers, renameDeveloper, setAlias, setDeveloperKind } from "@/lib/ledger/people/developers";
import { createTeam, renameTeam, setTeam } from "@/lib/ledger/people/teams";
import { act } from "../act";

const day = (words: string) => z.custom<Day>((value) => typeof value === "string" && isDay(value), words);
const name = z.string("Write a name.");
const kind = z.enum(DEVELOPER_KINDS, "Say whether it is a person or a service.");
const Developer = z.object({ developerId: z.uuid("Choose a developer.") });
const Team = z.object({ teamId: z.uuid("Choose a team.") });
const CostCenter = z.object({ costCenterId: z.uuid("Choose a cost center.") });
const Alias = Developer.extend({
  aliasKind: z.enum(ALIAS_KINDS, "Say what kind of alias it is."),
  value: z.string("Write the value."),
});
/** From a day on, or to another, exclusive. An empty choice is nobody and nothing. */
const dates = {
  fromDay: day("Choose the first day."),
  toDay: z.union([z.literal(""), day("Choose an end, or none.")]).nullish(),
};
const choice = z.union([z.literal(""), z.uuid("Choose one from the list.")]);

export async function addDeveloper(_state: ActionState, form: FormData): Promise<ActionState> {
  const schema = z.object({ name, email: z.string().nullish(), kind });
  return act(form, schema, (scope, asked) => createDeveloper(scope, { ...asked, email: asked.email || null }));
}

export async function changeDeveloper(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, Developer.extend({ name, kind }), async (scope, asked) => {
    await renameDeveloper(scope, asked.developerId, asked.name);
    await setDeveloperKind(scope, asked.developerId, asked.kind);
  });
}

export async function addAlias(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, Alias, (scope, asked) =>
    setAlias(scope, asked.developerId, { kind: asked.aliasKind, value: asked.value }, new Date()),
  );
}

export async function removeAlias(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, Alias, (scope, asked) =>
    takeAlias(scope, asked.developerId, { kind: asked.aliasKind, value: asked.value }, new Date()),
  );
}

export async function placeDeveloper(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, Developer.extend({ teamId: choice, ...dates }), (scope, asked) =>
    setTeam(scope, asked.developerId, asked.teamId || null, asked.fromDay, new Date(), asked.toDay || null),
  );
}

export async function merge(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, Developer.extend({ intoId: z.uuid("Choose whom to merge into.") }), (scope, asked) =>
    mergeDevelopers(scope, asked.developerId, asked.intoId, new Date()),
  );
}

export async function removeDeveloper(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, Developer, (scope, asked) => deleteDeveloper(scope, asked.developerId, new Date()));
}

/** A form's answer with what became of each pasted line. */
export type KeyOwnersState = ActionState & { report?: KeyOwnersReport };

export async function setOwners(_state: KeyOwnersState, form: FormData): Promise<KeyOwnersState> {
  let report: KeyOwnersReport | undefined;
  const state = await act(form, z.object({ csv: z.string("Paste the list.") }), async (scope, asked) => {
    report = await setKeyOwners(scope, asked.csv, new Date());
  });
  return { ...state, ...(report && { report }) };
}

export async function addTeam(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, z.object({ name }), (scope, asked) => createTeam(scope, asked.name));
}

export async function changeTeam(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, Team.extend({ name }), (scope, asked) => renameTeam(scope, asked.teamId, asked.name));
}

export async function chargeTeam(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, Team.extend({ costCenterId: choice, ...dates }), (scope, asked) => {
    const { teamId, costCenterId, fromDay, toDay } = asked;
    return setCostCenter(scope, teamId, { fromDay, toDay: toDay || null, valueId: costCenterId || null }, new Date());
  });
}

export async function addCostCenter(_state: ActionState, form: FormData): Promise<ActionState> {
  const schema = z.object({ name, code: z.string().nullish() });
  return act(form, schema, (scope, asked) => createCostCenter(scope, { name: asked.name, code: asked.code || null }));
}

export async function changeCenter(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, CostCenter.extend({ name, code: z.string().nullish() }), (scope, asked) =>
    changeCostCenter(scope, asked.costCenterId, { name: asked.name, code: asked.code || null }),
  );
}

export async function removeCenter(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, CostCenter, (scope, asked) => deleteCostCenter(scope, asked.costCenterId));
}
