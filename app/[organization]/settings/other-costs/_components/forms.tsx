"use client";
import { ActionDialog } from "@/app/_components/form/action-form";
import { Field, Input } from "@/app/_components/form/field";
import { add, change, remove, setFee } from "../actions";

interface Written {
  name: string;
  amount: string;
  from: string;
  to: string;
}

function SubscriptionFields({ id, before }: { id: string; before: Written }) {
  return (
    <>
      <Field id={`${id}-name`} label="Name" hint="As it stands on its invoice.">
        <Input id={`${id}-name`} name="name" required maxLength={100} defaultValue={before.name} />
      </Field>
      <Field id={`${id}-amount`} label="US dollars a month">
        <Input id={`${id}-amount`} name="amount" required inputMode="decimal" autoComplete="off" defaultValue={before.amount} />
      </Field>
      <Field id={`${id}-from`} label="First charge" hint="It is charged on this date of every month, or on the month’s last day.">
        <Input id={`${id}-from`} name="fromDay" type="date" required defaultValue={before.from} />
      </Field>
      <Field id={`${id}-to`} label="Last day" hint="No charge after it. Open: until it is ended.">
        <Input id={`${id}-to`} name="lastDay" type="date" defaultValue={before.to} />
      </Field>
    </>
  );
}

export function AddForm({ organization, today }: { organization: string; today: string }) {
  return (
    <ActionDialog
      trigger="Add a subscription"
      triggerLook="primary"
      title="Add a subscription"
      action={add}
      fields={{ organization }}
      submit="Add"
      done="The subscription is added"
    >
      <SubscriptionFields id="add" before={{ name: "", amount: "", from: today, to: "" }} />
    </ActionDialog>
  );
}

export function ChangeForms({
  organization,
  subscriptionId,
  ...before
}: Written & { organization: string; subscriptionId: string }) {
  const fields = { organization, subscriptionId };
  return (
    <span className="inline-flex gap-2">
      <ActionDialog
        trigger="Edit"
        title="Edit the subscription"
        action={change}
        fields={fields}
        submit="Save"
        done="The subscription is changed"
      >
        <p className="text-sm text-muted">
          For what was written wrongly, or to end it by a last day. A new price is a new subscription from its first day on, so
          that past months keep theirs.
        </p>
        <SubscriptionFields id={`edit-${subscriptionId}`} before={before} />
      </ActionDialog>
      <ActionDialog
        trigger="Delete"
        title={`Delete ${before.name}`}
        action={remove}
        fields={fields}
        submit="Delete it and its charges"
        done="The subscription is deleted"
        look="danger"
      >
        <p className="text-sm text-muted">
          All its charges go, also of past months. If it was ever paid, give it a last day instead.
        </p>
      </ActionDialog>
    </span>
  );
}

export function FeeForm({
  organization,
  percent,
  least,
  today,
}: {
  organization: string;
  percent: string;
  least: string;
  today: string;
}) {
  return (
    <ActionDialog
      trigger="Change the fee"
      title="Change the fee"
      action={setFee}
      fields={{ organization }}
      submit="Change"
      done="The fee is changed"
    >
      <Field id="fee-percent" label="Percent of the credits">
        <Input id="fee-percent" name="percent" required inputMode="decimal" defaultValue={percent} />
      </Field>
      <Field id="fee-least" label="At least, in US dollars">
        <Input id="fee-least" name="least" required inputMode="decimal" defaultValue={least} />
      </Field>
      <Field id="fee-from" label="From" hint="Purchases before it keep their fee.">
        <Input id="fee-from" name="fromDay" type="date" required defaultValue={today} />
      </Field>
    </ActionDialog>
  );
}
