"use client";
import { usePolled } from "../../_components/use-polled";
import { ConnectionCard, type ShownConnection } from "./connection-card";

type Shown = ShownConnection[];

const anyBusy = (shown: Shown) => shown.some(({ busy }) => busy);

/** The connections, live while something goes on. */
export function ConnectionList({ organization, connections }: { organization: string; connections: Shown }) {
  const shown = usePolled(connections, `/${organization}/settings/connections/progress`, anyBusy);
  return (
    <ul className="flex flex-col gap-4" aria-label="Connections">
      {shown.map((connection) => (
        <li key={connection.id}>
          <ConnectionCard organization={organization} connection={connection} />
        </li>
      ))}
    </ul>
  );
}
