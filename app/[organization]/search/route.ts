import type { PaletteHit } from "@/app/_components/shell/command-palette";
import { detailPath } from "@/app/_components/shell/pages";
import { DIMENSION_WORDS } from "@/app/_components/spend/dimension-words";
import { answering } from "@/app/api/answer";
import { requireScopeOrThrow } from "@/lib/access/scope";
import { seesGeneration } from "@/lib/queries/generation/detail";
import { search } from "@/lib/queries/search";
import { generationPath } from "../generations/generation-words";

/** Answers the command palette: everything whose name contains `q`, and where its page is. */
export async function GET(request: Request, { params }: { params: Promise<{ organization: string }> }): Promise<Response> {
  const { organization } = await params;
  return answering(async () => {
    const scope = await requireScopeOrThrow(organization);
    const text = (new URL(request.url).searchParams.get("q") ?? "").trim();
    const found = await search(scope, text);
    const hits = found.map(
      ({ dimension, word, label, hint }): PaletteHit => ({
        path: detailPath(organization, dimension, word) ?? "",
        label,
        hint: hint === label ? null : hint,
        kind: DIMENSION_WORDS[dimension].title,
      }),
    );
    // A generation is found by its whole id alone: there may be millions.
    if (/^(gen|row)-\S{1,300}$/.test(text) && (await seesGeneration(scope, text))) {
      hits.unshift({ path: generationPath(organization, text), label: text, hint: null, kind: "Generation" });
    }
    return Response.json(hits, { headers: { "cache-control": "no-store" } });
  });
}
