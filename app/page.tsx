import { redirect } from "next/navigation";
import { myOrganizations, requirePerson } from "@/lib/access/scope";
import { SignOut } from "./_components/shell/sign-out";
import { EmptyState } from "./_components/states";

/** The front door: to the first organization of who is signed in, or to the sign-in page. */
export default async function Home() {
  const person = await requirePerson();
  const [first] = await myOrganizations();
  if (first) redirect(`/${first.slug}/overview`);
  return (
    <main className="mx-auto max-w-xl px-4 py-16">
      <EmptyState title="You belong to no organization yet" action={<SignOut />}>
        You are signed in as {person.email}. Ask an owner or admin of your organization to add this address under Settings,
        Members.
      </EmptyState>
    </main>
  );
}
