import { LinkButton } from "./_components/button";
import { EmptyState } from "./_components/states";

export default function NotFound() {
  return (
    <main className="mx-auto max-w-xl px-4 py-16">
      <EmptyState title="There is no such page" action={<LinkButton href="/">Go to the overview</LinkButton>}>
        The address may be mistyped, or what it led to is in an organization you do not belong to.
      </EmptyState>
    </main>
  );
}
