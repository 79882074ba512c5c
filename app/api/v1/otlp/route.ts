import { answerDelivery } from "./deliver";

/** Takes generations from OpenRouter's Broadcast or an OpenTelemetry collector. Answers when they are stored. */
export async function POST(request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const { status, headers, body } = await answerDelivery({ headers: request.headers, search: searchParams, body: request.body });
  return new Response(body as BodyInit, { status, headers });
}

/** A destination may be set to PUT. */
export const PUT = POST;
