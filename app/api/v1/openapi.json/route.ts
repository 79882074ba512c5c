import { openApiDocument } from "../openapi";

/** The API's description in OpenAPI 3.1. Anybody may read it. */
export function GET(): Response {
  return Response.json(openApiDocument());
}

export const dynamic = "force-static";
