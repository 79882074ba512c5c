import type { Party } from "./parties";
import type { TwoTeams } from "./two-teams";

/** All that the places in a page's or a route's path may be filled with: one's own, others', and what is shared. */
export function placesOf(file: string, world: TwoTeams, alertIds: readonly string[]): Record<string, string>[] {
  const { own, mate, other, shared, week, today, furnished } = world;
  const of = (values: (party: Party) => readonly string[]) => [own, mate, other].flatMap(values);
  if (file.includes("[week]")) return [{ week }];
  if (file.includes("[day]")) return [{ id: furnished.connectionId, day: today }];
  const section = file.split("/")[1] ?? "";
  if (file.includes("[word]")) {
    const words: Record<string, readonly string[]> = {
      developers: of(({ developerId }) => [developerId]),
      teams: of(({ teamId }) => [teamId]),
      "cost-centers": of(({ costCenterId }) => [costCenterId]),
      keys: [...of(({ keyId }) => [keyId]), shared.keyId],
      models: [...of(({ model }) => [model]), "acme/common"],
      tiers: ["mid"],
    };
    return [...(words[section] ?? of(({ name }) => [name])), "none"].map((word) => ({ word }));
  }
  if (!file.includes("[id]")) return [{}];
  const ids: Record<string, readonly string[]> = {
    spikes: [...of(({ spikeIds }) => spikeIds), ...shared.spikeIds],
    budgets: [...of(({ budgetIds }) => budgetIds), ...shared.budgetIds],
    recommendations: [...of(({ recommendationId }) => [recommendationId]), shared.recommendationId],
    alerts: alertIds,
    generations: of(({ generationId }) => [generationId]),
  };
  return (ids[section] ?? [furnished.connectionId, ...of(({ developerId }) => [developerId])]).map((id) => ({ id }));
}
