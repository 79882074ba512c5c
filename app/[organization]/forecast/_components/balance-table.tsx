import { Money, Unknown } from "@/app/_components/spend/figures";
import { Table } from "@/app/_components/table";
import type { Day } from "@/lib/domain/day";
import { chargedFor, type RunOut, type TopUp } from "@/lib/domain/forecast/balance-outlook";
import { formatUsd } from "@/lib/domain/format";
import { formatDay, formatInstant } from "@/lib/domain/format-day";
import type { Usd } from "@/lib/domain/usd";

interface Account {
  connection: { id: string; name: string };
  balanceUsd: Usd;
  readAt: Date;
  runOut: RunOut | null;
  topUp: TopUp | null;
}

const NOT_KNOWN = "Nothing is known of the account’s spend.";

function RunsOut({ runOut, today }: { runOut: RunOut | null; today: Day }) {
  if (!runOut) return <Unknown reason={NOT_KNOWN} />;
  const { runsOutOn, earliest, latest } = runOut;
  return (
    <>
      {runsOutOn === null ? "Not within a year" : formatDay(runsOutOn, today)}
      {earliest !== null && (earliest !== runsOutOn || latest !== runsOutOn) && (
        <span className="block text-xs text-muted">
          {latest === null
            ? `not before ${formatDay(earliest, today)} in 90 of 100 cases`
            : `${formatDay(earliest, today)} to ${formatDay(latest, today)} in 80 of 100 cases`}
        </span>
      )}
    </>
  );
}

function Buy({ topUp }: { topUp: TopUp | null }) {
  if (!topUp) return <Unknown reason={NOT_KNOWN} />;
  if (topUp.safeCreditsUsd === 0n) return <>Nothing: it lasts</>;
  return (
    <>
      {formatUsd(topUp.safeCreditsUsd)}
      <span className="block text-xs text-muted">
        {formatUsd(chargedFor(topUp))} with the fee; lasts in 90 of 100 cases, {formatUsd(topUp.creditsUsd)} in 50
      </span>
    </>
  );
}

/** When each account's credits run out, and what to buy so that they last. */
export function BalanceTable({ accounts, today, until }: { accounts: readonly Account[]; today: Day; until: Day }) {
  return (
    <Table
      caption="Credits of each account"
      empty="Credits were never read. They are once a management key is imported and synced."
      columns={[
        { key: "account", label: "Account" },
        { key: "left", label: "Credits left", align: "right" },
        { key: "average", label: "A day, of late", align: "right" },
        { key: "out", label: "Runs out", align: "right" },
        { key: "buy", label: `To last until ${formatDay(until, today)}`, align: "right" },
      ]}
      rows={accounts.map(({ connection, balanceUsd, readAt, runOut, topUp }) => ({
        key: connection.id,
        cells: {
          account: connection.name,
          left: (
            <>
              <Money amount={balanceUsd} />
              <span className="block text-xs text-muted">as of {formatInstant(readAt)}</span>
            </>
          ),
          average: <Money amount={runOut?.averageDayUsd ?? null} reason={NOT_KNOWN} />,
          out: <RunsOut runOut={runOut} today={today} />,
          buy: <Buy topUp={topUp} />,
        },
      }))}
    />
  );
}
