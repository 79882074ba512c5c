import type { z } from "zod";
import type { ZodOpenApiPathsObject, ZodOpenApiResponsesObject } from "zod-openapi";
import { ChannelsAnswer, ChannelsQuery } from "../channels/contract";
import { AlertsAnswer, AlertsQuery } from "./contract";

const json = (schema: z.ZodType) => ({ "application/json": { schema } });

/** Alerts and their channels, for the API's description; `failures` are those of every call. */
export function alertPaths(failures: ZodOpenApiResponsesObject): ZodOpenApiPathsObject {
  return {
    "/api/v1/alerts": {
      get: {
        operationId: "alerts",
        summary: "How alerts stand, and what changed",
        description: "Needs the scope `read`. The same as the Alerts page.",
        requestParams: { query: AlertsQuery },
        responses: { "200": { description: "The alerts.", content: json(AlertsAnswer) }, ...failures },
      },
    },
    "/api/v1/channels": {
      get: {
        operationId: "channels",
        summary: "Where alerts go, how each channel does, and what was sent",
        description: "Needs the scope `read`. Tells no address or secret that lets anybody send there.",
        requestParams: { query: ChannelsQuery },
        responses: { "200": { description: "The channels.", content: json(ChannelsAnswer) }, ...failures },
      },
    },
  };
}
