import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { oneLine } from "../domain/alert/message";
import type { AttemptOutcome } from "../domain/alert/message-retry";
import { retryAfterMs } from "../domain/retry-after";
import { guardedAgent, isRefusedAddress } from "./guard";
import { withoutAddress } from "./hidden-secrets";

/** All of an attempt: name, connection, request and answer. */
const TIMEOUT_MS = 15_000;
/** What is read of an answer, for its words. A longer one is cut off. */
const ANSWER_BYTES = 4_096;
const WORDS = 160;

export interface Post {
  url: string;
  headers: Record<string, string>;
  body: string;
  allowPrivate: boolean;
  timeoutMs?: number;
}

interface Answer {
  status: number;
  retryAfter: string | null;
  text: string;
}

function ask({ url, headers, body, allowPrivate, timeoutMs = TIMEOUT_MS }: Post): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = url.startsWith("https:") ? requestHttps : requestHttp;
    const options = {
      method: "POST",
      headers: { ...headers, "content-length": Buffer.byteLength(body), "user-agent": "Waybill", accept: "*/*" },
      agent: guardedAgent(url, allowPrivate),
      // One clock for everything: a destination that drips a byte at a time hangs just as well.
      signal: AbortSignal.timeout(timeoutMs),
    };
    let heard: (() => void) | null = null;
    const sent = request(url, options, (response) => {
      const status = response.statusCode ?? 0;
      const parts: Buffer[] = [];
      let bytes = 0;
      heard = () => {
        const text = Buffer.concat(parts).toString("utf8").slice(0, ANSWER_BYTES);
        resolve({ status, retryAfter: response.headers["retry-after"] ?? null, text });
        sent.destroy();
      };
      // The status is the acceptance: waiting for a body that nobody reads would send a message again when that body
      // hangs.
      if (isAcceptance(status)) return heard();
      response.on("data", (part: Buffer) => {
        parts.push(part);
        bytes += part.length;
        if (bytes >= ANSWER_BYTES) heard?.();
      });
      response.on("end", heard).on("error", heard);
    });
    sent.on("error", (error) => (heard ? heard() : reject(error))).end(body);
  });
}

const isAcceptance = (status: number) => status >= 200 && status < 300;

function connectionWords(error: NodeJS.ErrnoException, timeoutMs: number): string {
  if (isRefusedAddress(error)) return "The address leads into a private network, where Waybill does not send.";
  if (error.name === "TimeoutError" || error.name === "AbortError") {
    return `It did not answer within ${Math.round(timeoutMs / 1000)} seconds.`;
  }
  switch (error.code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "Its name could not be resolved.";
    case "ECONNREFUSED":
      return "It refused the connection.";
    case "ECONNRESET":
    case "EPIPE":
      return "It cut the connection.";
    default:
      return `It could not be reached (${oneLine(error.code ?? error.message).slice(0, WORDS)}).`;
  }
}

const ofDestination = (error: string, code: number | null = null, askedMs: number | null = null): AttemptOutcome => ({
  code,
  error,
  fault: "destination",
  askedMs,
});

/** What an answer means. Only 2xx is acceptance; a redirect is not followed, as it may lead anywhere. */
function judged({ status, retryAfter, text }: Answer): AttemptOutcome {
  if (isAcceptance(status)) return { code: status, error: null, fault: null, askedMs: null };
  const said = oneLine(text).slice(0, WORDS);
  const words = said ? `It answered ${status}: ${said}` : `It answered ${status}.`;
  if (status === 410) return { code: status, error: words, fault: "gone", askedMs: null };
  if (status >= 300 && status < 400) {
    return ofDestination(
      `It answered ${status}, sending elsewhere, which is not followed: enter the address it leads to.`,
      status,
    );
  }
  if (status === 400 || status === 413 || status === 422) return { code: status, error: words, fault: "message", askedMs: null };
  return ofDestination(words, status, retryAfterMs(retryAfter, new Date()));
}

/**
 * Posts once and says what came of it; never throws. Reads a little of a refusal, follows nothing, waits 15 seconds at most. Where the
 * answer quotes the address, that is left out.
 */
export async function post(wanted: Post): Promise<AttemptOutcome> {
  try {
    const answer = await ask(wanted);
    return judged({ ...answer, text: withoutAddress(answer.text, wanted.url) });
  } catch (error) {
    return ofDestination(connectionWords(error as NodeJS.ErrnoException, wanted.timeoutMs ?? TIMEOUT_MS));
  }
}
