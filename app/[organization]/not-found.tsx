import { LinkButton } from "@/app/_components/button";
import { EmptyState } from "@/app/_components/states";

export default function NotFoundHere() {
  return (
    <EmptyState title="There is nothing here" action={<LinkButton href="/">Go to the overview</LinkButton>}>
      The address may be mistyped, or what it led to is not yours to see.
    </EmptyState>
  );
}
