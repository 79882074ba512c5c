import type { z } from "zod";
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from "zod-openapi";
import { ChannelsAnswer, ChannelsQuery } from "../channels/contract";
import { ErrorAnswer } from "../contract";
import { AlertsAnswer, AlertsQuery } from "./contract";

const json = (schema: z.ZodType) => ({ "application/json": { schema } });

function operation(
  operationId: string,
  [summary, description]: readonly [string, string],
  query: z.ZodObject,
  answer: z.ZodType,
): ZodOpenApiOperationObject {
  return {
    operationId,
    summary,
    description: `Needs the scope \`read\`. ${description}`,
    requestParams: { query },
    responses: {
      "200": { description: summary, content: json(answer) },
      "400": { description: "Something asked for cannot be understood.", content: json(ErrorAnswer) },
      "401": { description: "No token, or one that is unknown, revoked or expired.", content: json(ErrorAnswer) },
      "403": { description: "The token has not the scope.", content: json(ErrorAnswer) },
      default: { description: "Any other failure.", content: json(ErrorAnswer) },
    },
  };
}

const alerts = ["How alerts stand, and what changed", "The same as the Alerts page."] as const;
const channels = [
  "Where alerts go, how each channel does, and what was sent",
  "Tells no address or secret that lets anybody send there.",
] as const;

/** Alerts and their channels, as the API's description tells them. */
export const alertPaths: ZodOpenApiPathsObject = {
  "/api/v1/alerts": { get: operation("alerts", alerts, AlertsQuery, AlertsAnswer) },
  "/api/v1/channels": { get: operation("channels", channels, ChannelsQuery, ChannelsAnswer) },
};
