import { addDays, type Day, dayOf, daysBetween } from "../day";
import { type CreditFeeRate, creditFee } from "../other-costs";
import { addUsd, compareUsd, subtractUsd, type Usd, usdToApproximateNumber, ZERO_USD } from "../usd";
import { type DayCost, sevenDayTotal } from "./forecast";
import { stillToCome } from "./period";

export interface AccountBalance {
  /** Credits left when they were read today or before. */
  balanceUsd: Usd;
  /** What was charged by then, the balance has lost already. */
  readAt: Date;
  /** Spend of the account by complete days. Missing or null is unknown. */
  history: readonly DayCost[];
}

export interface RunOut {
  /** The mean of the last seven known days. */
  averageDayUsd: Usd;
  /** The balance in such days; null where nothing is spent. */
  averageDaysLeft: number | null;
  /** The day on which the balance is expected to be used up; null: not within a year. */
  runsOutOn: Day | null;
  /** In four of five cases it is between these; null: not within a year. */
  earliest: Day | null;
  latest: Day | null;
}

export interface TopUp {
  until: Day;
  /** Credits to buy so that the expected spend of the days up to `until` is covered; zero: the balance lasts. */
  creditsUsd: Usd;
  /** So that it lasts in nine of ten cases. */
  safeCreditsUsd: Usd;
  /** What is charged on top of the safe credits. */
  feeUsd: Usd;
}

/** Beyond a year nobody knows. */
const MOST_DAYS = 366;

/** What is still to be spent from the reading up to the end of a day. */
interface Ahead {
  expectedUsd: Usd;
  lowUsd: Usd;
  highUsd: Usd;
}

function positive(amount: Usd): Usd {
  return compareUsd(amount, ZERO_USD) < 0 ? ZERO_USD : amount;
}

/** Null where no complete day before the reading is known. */
function spendAhead({ history, readAt }: AccountBalance): ((to: Day) => Ahead) | null {
  const ahead = stillToCome({ history, today: dayOf(readAt), knownUntil: readAt });
  if (!ahead) return null;
  return (to) => {
    const { expectedUsd, bands } = ahead(to);
    const [lowUsd, highUsd] = bands.p80;
    return { expectedUsd, lowUsd, highUsd };
  };
}

/** The first day by whose end so much is spent; null: none within a year. */
function firstDay(from: Day, reached: (to: Day) => boolean): Day | null {
  let [low, high] = [0, MOST_DAYS];
  if (!reached(addDays(from, high))) return null;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (reached(addDays(from, middle))) high = middle;
    else low = middle + 1;
  }
  return addDays(from, low);
}

/** When an account's credits are used up. Null where nothing is known of its spend. */
export function runOut(account: AccountBalance): RunOut | null {
  const { balanceUsd, readAt, history } = account;
  const readOn = dayOf(readAt);
  const ahead = spendAhead(account);
  const averageDayUsd = sevenDayTotal(history, { from: readOn, to: readOn });
  if (!ahead || averageDayUsd === null) return null;
  const [balance, average] = [usdToApproximateNumber(balanceUsd), usdToApproximateNumber(averageDayUsd)];
  const by = (of: keyof Ahead) => firstDay(readOn, (to) => compareUsd(ahead(to)[of], balanceUsd) >= 0);
  if (compareUsd(balanceUsd, ZERO_USD) <= 0) {
    return { averageDayUsd, averageDaysLeft: 0, runsOutOn: readOn, earliest: readOn, latest: readOn };
  }
  return {
    averageDayUsd,
    averageDaysLeft: average > 0 ? balance / average : null,
    runsOutOn: by("expectedUsd"),
    earliest: by("highUsd"),
    latest: by("lowUsd"),
  };
}

/** What to buy so that the credits last to the end of a day. Null where nothing is known of the spend, or the day is past. */
export function topUpUntil(account: AccountBalance, until: Day, rate: CreditFeeRate): TopUp | null {
  const ahead = spendAhead(account);
  if (!ahead || daysBetween(dayOf(account.readAt), until) < 0) return null;
  const { expectedUsd, highUsd } = ahead(until);
  const creditsUsd = positive(subtractUsd(expectedUsd, account.balanceUsd));
  const safeCreditsUsd = positive(subtractUsd(highUsd, account.balanceUsd));
  return { until, creditsUsd, safeCreditsUsd, feeUsd: creditFee(safeCreditsUsd, rate) };
}

/** What is charged for so many credits, fee included. */
export function chargedFor({ safeCreditsUsd, feeUsd }: TopUp): Usd {
  return addUsd(safeCreditsUsd, feeUsd);
}
