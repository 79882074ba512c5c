"use client";
import { Button } from "./_components/button";
import { ErrorState } from "./_components/states";

/** Shown for an unforeseen error. The server's log has the cause under the same digest; the page never shows it. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main className="mx-auto max-w-xl px-4 py-16">
      <ErrorState
        title="This page could not be made"
        todo={
          <>
            Nothing was changed or lost. Try again; if it stays so, tell whoever runs Waybill
            {error.digest ? ` this number: ${error.digest}.` : "."}
          </>
        }
        action={<Button onClick={reset}>Try again</Button>}
      />
    </main>
  );
}
