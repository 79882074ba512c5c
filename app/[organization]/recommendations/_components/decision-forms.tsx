"use client";
import { ActionDialog, ActionForm } from "@/app/_components/form/action-form";
import { Field, Input } from "@/app/_components/form/field";
import type { RecommendationState } from "@/lib/domain/recommendation/life";
import { decideOn, lookAgain, saveDistance } from "../actions";

interface Place {
  organization: string;
  recommendationId: string;
}

const VERBS: Partial<Record<RecommendationState, { submit: string; done: string }>> = {
  trial: { submit: "Put on trial", done: "On trial. The requests to replay are listed below." },
  accepted: { submit: "Accept", done: "Accepted. From today the traffic is held against it." },
  open: { submit: "Take back", done: "Open again." },
};

/** What may be done with a recommendation as it stands. */
export function DecisionForms({
  organization,
  recommendationId,
  decisions,
}: Place & { decisions: readonly RecommendationState[] }) {
  return (
    <div className="flex flex-wrap items-start gap-2">
      {decisions.map((state) => {
        const verb = VERBS[state];
        const fields = { organization, recommendationId, state };
        if (verb) {
          return (
            <ActionForm
              key={state}
              action={decideOn}
              fields={fields}
              size="small"
              look={state === "accepted" ? "primary" : "secondary"}
              {...verb}
            />
          );
        }
        return (
          <ActionDialog
            key={state}
            action={decideOn}
            fields={fields}
            trigger="Reject"
            title="Reject this recommendation"
            submit="Reject"
            done="Rejected. It stays so until it would save twice as much."
          >
            <Field id="reject-reason" label="Reason" hint="Others will see it and need not ask again.">
              <Input id="reject-reason" name="reason" required maxLength={1000} data-first-focus />
            </Field>
          </ActionDialog>
        );
      })}
    </div>
  );
}

/** Asks the worker to look at once. */
export function LookAgainForm({ organization, first }: { organization: string; first: boolean }) {
  return (
    <ActionForm
      action={lookAgain}
      fields={{ organization }}
      submit={first ? "Look now" : "Look again"}
      pending="Asking…"
      done="Asked. New figures are here within a minute or so."
      look="secondary"
      size="small"
    />
  );
}

/** How far below the model in use a candidate may be rated. */
export function DistanceForm({ organization, points }: { organization: string; points: number }) {
  return (
    <ActionDialog
      action={saveDistance}
      fields={{ organization }}
      trigger="Benchmark distance"
      title="How much worse may a candidate be rated?"
      submit="Save"
      done="Saved. It is looked for anew."
    >
      <Field
        id="distance-points"
        label="Points"
        hint="Of Artificial Analysis’ intelligence index, below the model in use. 0 takes only models rated as high; models without a rating are never recommended."
      >
        <Input
          id="distance-points"
          name="points"
          inputMode="decimal"
          defaultValue={points}
          className="max-w-32"
          data-first-focus
        />
      </Field>
    </ActionDialog>
  );
}
