/** Writes a log CSV as OpenRouter exports it, of any length, the same bytes for the same length. */

import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";

const HEADER =
  "generation_id,created_at,cost_total,cost_web_search,cost_cache,cost_file_processing,byok_usage_inference,tokens_prompt," +
  "tokens_completion,tokens_reasoning,tokens_cached,model_permaslug,provider_name,variant,cancelled,streamed,user," +
  "finish_reason_raw,finish_reason_normalized,generation_time_ms,time_to_first_token_ms,app_name,api_key_name,api_key_disabled\n";

const DAYS = 90;
const NEWEST = Date.UTC(2026, 9, 31, 23, 59, 59, 999);
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Numbers from 0 (inclusive) to 1 (exclusive), the same for the same seed. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Writes `rows` rows, newest first, over 90 days: 200 people, 40 keys, 24 models, a header on top. People have habits, as
 * they do: one key each, shared by five, which serves one application that asks three models of two providers each.
 */
export async function writeLogFile(path: string, rows: number): Promise<void> {
  const random = generator(rows);
  const below = (count: number) => Math.floor(random() * count);
  const id = () => Array.from({ length: 20 }, () => ALPHABET[below(ALPHABET.length)]).join("");
  const file = createWriteStream(path);
  let text = HEADER;
  for (let row = 0; row < rows; row += 1) {
    const at = NEWEST - Math.floor(((row + random()) / rows) * DAYS * 86_400_000);
    const created = new Date(at).toISOString().replace("T", " ").replace("Z", "");
    const person = below(200);
    const key = person % 40;
    const model = (key * 7 + below(3)) % 24;
    const provider = (model * 5 + below(2)) % 16;
    const [prompt, completion] = [below(40_000), below(2_000)];
    const cached = below(3) === 0 ? Math.floor(prompt * 0.8) : 0;
    const byok = below(20) === 0;
    const cost = ((prompt * (1 + model) + completion * 5) / 4_000_000).toFixed(6).replace(/0+$/, "");
    const saved = cached > 0 ? "-0.000331" : "";
    const tokens = `${prompt},${completion},${completion >> 2},${cached}`;
    const figures = `${byok ? 0 : cost},,${saved},,${byok ? cost : 0},${tokens}`;
    const whence = `maker-${model % 6}/model-${model}-20260709,Provider ${provider},standard,false,${below(5) > 0}`;
    const outcome = `developer-${person}@example.com,completed,stop,${below(30_000)},${below(3_000)}`;
    text += `gen-${Math.floor(at / 1000)}-${id()},${created},${figures},${whence},${outcome},App ${key % 8},key-${key},false\n`;
    if (text.length > 1_000_000) {
      if (!file.write(text)) await once(file, "drain");
      text = "";
    }
  }
  file.end(text);
  await finished(file);
}
