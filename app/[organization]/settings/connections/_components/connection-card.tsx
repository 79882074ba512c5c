"use client";
import { Badge, type Tone } from "@/app/_components/badge";
import { LinkButton } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { ActionDialog, ActionForm } from "@/app/_components/form/action-form";
import { Field, Input } from "@/app/_components/form/field";
import { ProgressBar } from "@/app/_components/progress-bar";
import { Notice } from "@/app/_components/states";
import { pause, remove, rename, replaceKey, resume, syncNow } from "../actions";

/** A connection, in words. */
export interface ShownConnection {
  id: string;
  name: string;
  status: { word: string; tone: Tone };
  paused: boolean;
  hasKey: boolean;
  /** Something goes on that is worth looking at again soon. */
  busy: boolean;
  progress: { value: number | null; label: string; detail: string | null } | null;
  /** What went wrong last time, and what is kept. */
  problem: string | null;
  facts: { label: string; value: string }[];
}

interface ConnectionCardProps {
  organization: string;
  connection: ShownConnection;
}

function Actions({ organization, connection }: ConnectionCardProps) {
  const fields = { organization, connectionId: connection.id };
  const nameId = `name-${connection.id}`;
  const keyId = `key-${connection.id}`;
  return (
    <>
      {connection.hasKey && !connection.paused && (
        <ActionForm
          action={syncNow}
          fields={fields}
          submit="Sync now"
          pending="Asking…"
          done="A sync is on its way."
          look="secondary"
          size="small"
        />
      )}
      <ActionDialog
        trigger="Rename"
        title={`Rename ${connection.name}`}
        action={rename}
        fields={fields}
        submit="Rename"
        done="The connection has its new name."
      >
        <Field id={nameId} label="Name">
          <Input id={nameId} name="name" required maxLength={100} defaultValue={connection.name} autoComplete="off" />
        </Field>
      </ActionDialog>
      {connection.hasKey && (
        <>
          <LinkButton size="small" href={`/${organization}/settings/connections/${connection.id}/broadcast`}>
            Broadcast
          </LinkButton>
          <ActionDialog
            trigger="Replace key"
            title={`Replace the key of ${connection.name}`}
            action={replaceKey}
            fields={fields}
            submit="Replace key"
            pending="Asking OpenRouter…"
            done="The new key is in use."
          >
            <Field
              id={keyId}
              label="Management key"
              hint="Of the same account. The present key stays in use if this one is refused."
            >
              <Input id={keyId} name="key" type="password" required autoComplete="off" spellCheck={false} className="font-mono" />
            </Field>
          </ActionDialog>
          <ActionForm
            action={connection.paused ? resume : pause}
            fields={fields}
            submit={connection.paused ? "Resume" : "Pause"}
            done={connection.paused ? "The connection syncs again." : "The connection is paused."}
            look="secondary"
            size="small"
          />
        </>
      )}
      <ActionDialog
        trigger="Remove"
        triggerLook="danger"
        title={`Remove ${connection.name}?`}
        action={remove}
        fields={fields}
        submit="Remove connection"
        done="The connection is removed. Its spend stays in the books."
        look="danger"
      >
        <p className="text-sm text-muted">
          Its key is wiped from Waybill and nothing is read from the account any more. All spend that is in the books stays.
          Adding a key of the same account later continues them. If Broadcast is on, turn it off first: without the key Waybill
          cannot remove its destinations at OpenRouter, and refuses what they send.
        </p>
      </ActionDialog>
    </>
  );
}

/** One connection: how it stands, how far its sync is, what went wrong, and what can be done with it. */
export function ConnectionCard({ organization, connection }: ConnectionCardProps) {
  const { name, status, progress, problem, facts } = connection;
  return (
    <Card
      title={
        <span className="flex flex-wrap items-center gap-2">
          <span className="[overflow-wrap:anywhere]">{name}</span>
          <Badge tone={status.tone}>{status.word}</Badge>
        </span>
      }
      actions={<Actions organization={organization} connection={connection} />}
    >
      <div className="flex flex-col gap-4">
        {problem && <Notice tone="bad">{problem}</Notice>}
        {progress && <ProgressBar {...progress} />}
        <dl className="grid grid-cols-2 gap-x-6 gap-y-3 text-sm sm:grid-cols-3 xl:grid-cols-4">
          {facts.map((fact) => (
            <div key={fact.label} className="min-w-0">
              <dt className="text-xs text-muted">{fact.label}</dt>
              <dd className="text-ink tabular-nums [overflow-wrap:anywhere]">{fact.value}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Card>
  );
}
