"use client";
import { ActionForm } from "@/app/_components/form/action-form";
import type { Day } from "@/lib/domain/day";
import { assignOwner } from "../../keys/actions";

/** One click: the person whom the books suggest answers for the key from its first unattributed day on. */
export function ChargeForm({
  organization,
  keyId,
  owner,
  fromDay,
}: {
  organization: string;
  keyId: string;
  owner: { developerId: string; name: string };
  fromDay: Day;
}) {
  return (
    <ActionForm
      action={assignOwner}
      fields={{ organization, keyId, developerId: owner.developerId, fromDay }}
      submit={`Charge to ${owner.name}`}
      pending="Setting…"
      done={`${owner.name} answers for the key. The days it concerns are being rebuilt.`}
      size="small"
    />
  );
}
