import type { Charge } from "../rollup/charge";

/** One of those that a request is charged to; nearly always there is one alone. */
export interface ChargePart {
  developerId: string | null;
  teamId: string | null;
  costCenterId: string | null;
  feature: string | null;
}

interface Belonging {
  teamOf: (developerId: string) => string | null;
  costCenterOf: (teamId: string) => string | null;
}

/** Among whom a charge is split, as the lines of the books have it; without a split, the one it names. */
export function chargeParts(charge: Charge, { teamOf, costCenterOf }: Belonging): ChargePart[] {
  const { split, developerId, teamId, costCenterId, feature, teamRuleId } = charge;
  if (!split) return [{ developerId, teamId, costCenterId, feature }];
  const developers = split.developer?.map(({ to }) => to) ?? [developerId];
  const features = split.feature?.map(({ to }) => to) ?? [feature];
  return developers.flatMap((developer) => {
    const derived = split.developer && !teamRuleId && developer !== null ? teamOf(developer) : teamId;
    const teams = split.team?.map(({ to }) => to) ?? [derived];
    return teams.flatMap((team) =>
      features.map((to) => ({
        developerId: developer,
        teamId: team,
        costCenterId: team === null ? null : costCenterOf(team),
        feature: to,
      })),
    );
  });
}
