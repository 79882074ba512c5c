import { z } from "zod";
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiResponsesObject } from "zod-openapi";
import { ClientReport } from "@/lib/intake/client-reports";
import { alertPaths } from "./alerts/operations";
import { budgetPaths } from "./budgets/operations";
import {
  ErrorAnswer,
  GenerationListAnswer,
  GenerationListQuery,
  GenerationsQuery,
  GenerationsTaken,
  ImportAccepted,
  ImportAnswer,
  ImportPath,
  ImportQuery,
  SpendAnswer,
  SpendQuery,
  TracesQuery,
  TracesTaken,
} from "./contract";
import { ChargebackQuery, ExportControlAnswer, FocusQuery, GenerationsExportQuery, SpendExportQuery } from "./exports/contract";
import { ForecastAnswer, ForecastQuery } from "./forecast/contract";
import { ModelsAnswer, ModelsQuery } from "./models/contract";
import { OtherCostsAnswer, OtherCostsQuery } from "./other-costs/contract";
import { RecommendationsAnswer, RecommendationsQuery } from "./recommendations/contract";
import { ReconciliationAnswer, ReconciliationQuery } from "./reconciliation/contract";
import { ReportAnswer, ReportListAnswer, ReportListQuery, ReportPath, ReportQuery } from "./reports/contract";
import { SpikesAnswer, SpikesQuery } from "./spikes/contract";

const json = (schema: z.ZodType) => ({ "application/json": { schema } });
const csv = { "text/csv": { schema: z.string().meta({ description: "RFC 4180, UTF-8, a header first." }) } };

const failures: ZodOpenApiResponsesObject = {
  "400": { description: "Something asked for cannot be understood.", content: json(ErrorAnswer) },
  "401": { description: "No token, or one that is unknown, revoked or expired.", content: json(ErrorAnswer) },
  "403": { description: "The token has not the scope.", content: json(ErrorAnswer) },
  default: { description: "Any other failure.", content: json(ErrorAnswer) },
};
const missing: ZodOpenApiResponsesObject = {
  "404": { description: "There is none in the token's organization.", content: json(ErrorAnswer) },
};

const spend: ZodOpenApiOperationObject = {
  operationId: "spend",
  summary: "Spend of a period, summed by one or more dimensions",
  description: "Needs the scope `read`. The rows add up to the total to the last digit.",
  requestParams: { query: SpendQuery },
  responses: { "200": { description: "The spend.", content: { ...json(SpendAnswer), ...csv } }, ...failures },
};

const forecast: ZodOpenApiOperationObject = {
  operationId: "forecast",
  summary: "What this month and the next are expected to come to",
  description: "Needs the scope `read`. The parts add up to the whole to the last digit.",
  requestParams: { query: ForecastQuery },
  responses: { "200": { description: "The forecast.", content: json(ForecastAnswer) }, ...failures },
};

const otherCosts: ZodOpenApiOperationObject = {
  operationId: "otherCosts",
  summary: "What was paid beside OpenRouter's bill: subscriptions, and the fee on purchases of credits",
  description: "Needs the scope `read`. No part of any spend; lines of their own in chargebacks and FOCUS.",
  requestParams: { query: OtherCostsQuery },
  responses: { "200": { description: "By day, oldest first.", content: json(OtherCostsAnswer) }, ...failures },
};

const spikes: ZodOpenApiOperationObject = {
  operationId: "spikes",
  summary: "Spend that was not as usual",
  description: "Needs the scope `read`. The newest first, 500 at most.",
  requestParams: { query: SpikesQuery },
  responses: { "200": { description: "The spikes.", content: json(SpikesAnswer) }, ...failures },
};

const reconciliation: ZodOpenApiOperationObject = {
  operationId: "reconciliation",
  summary: "The books of a period held against OpenRouter's figures",
  description: "Needs the scope `read`. Everything is added up anew from the stored facts.",
  requestParams: { query: ReconciliationQuery },
  responses: {
    "200": { description: "By day and connection, newest first.", content: { ...json(ReconciliationAnswer), ...csv } },
    ...failures,
  },
};

const weeklyReports: ZodOpenApiOperationObject = {
  operationId: "weeklyReports",
  summary: "The weekly reports that were made",
  description: "Needs the scope `read`. Newest week first, each in its latest edition.",
  requestParams: { query: ReportListQuery },
  responses: { "200": { description: "The reports.", content: json(ReportListAnswer) }, ...failures, ...missing },
};

const weeklyReport: ZodOpenApiOperationObject = {
  operationId: "weeklyReport",
  summary: "A week's report as it was made",
  description: "Needs the scope `read`. The document that page, print and e-mail show. An edition never changes.",
  requestParams: { path: ReportPath, query: ReportQuery },
  responses: { "200": { description: "The report.", content: json(ReportAnswer) }, ...failures, ...missing },
};

const recommendations: ZodOpenApiOperationObject = {
  operationId: "recommendations",
  summary: "What would save dollars",
  description: "Needs the scope `read`. Found once a day in the requests of the last thirty finished days.",
  requestParams: { query: RecommendationsQuery },
  responses: {
    "200": { description: "Those that would save most first.", content: { ...json(RecommendationsAnswer), ...csv } },
    ...failures,
  },
};

const models: ZodOpenApiOperationObject = {
  operationId: "models",
  summary: "OpenRouter's catalogue with tiers and the history of list prices",
  description: "Needs the scope `read`. Read once a day. Without `model`, what is listed now.",
  requestParams: { query: ModelsQuery },
  responses: { "200": { description: "Models, by name.", content: json(ModelsAnswer) }, ...failures },
};

const exported = (operationId: string, summary: string, query: z.ZodObject): ZodOpenApiOperationObject => ({
  operationId,
  summary,
  description:
    "Needs the scope `read`. Written while it is sent, of whatever length. The same address with `part=control` tells rows, sums and SHA-256.",
  requestParams: { query },
  responses: { "200": { description: "The file.", content: { ...csv, ...json(ExportControlAnswer) } }, ...failures },
});

const upload: ZodOpenApiOperationObject = {
  operationId: "upload",
  summary: "Upload a log CSV",
  description: "Needs the scope `ingest`. Rows of known requests are merged, so sending a file twice changes nothing.",
  requestParams: { query: ImportQuery },
  requestBody: { required: true, content: { "text/csv": { schema: z.string() } } },
  responses: {
    "202": {
      description: "Stored. Ask the address in Location how far it is.",
      headers: z.object({ location: z.string() }),
      content: json(ImportAccepted),
    },
    ...failures,
  },
};

const generations: ZodOpenApiOperationObject = {
  operationId: "generations",
  summary: "Report whom and what single requests were for",
  description:
    "Needs the scope `ingest`. A JSON list, or one record a line (NDJSON), 10,000 at most. Merged by generation id with what else is known of a request, so sending a record twice changes nothing. Prompts and completions are not stored.",
  requestParams: { query: GenerationsQuery },
  requestBody: {
    required: true,
    content: { ...json(z.array(ClientReport)), "application/x-ndjson": { schema: z.string() } },
  },
  responses: { "200": { description: "What was taken.", content: json(GenerationsTaken) }, ...failures },
};

const generationList: ZodOpenApiOperationObject = {
  operationId: "generationList",
  summary: "Single requests of a period, a page at a time",
  description:
    "Needs the scope `read`. Evidence, not the bill: what was billed without a request to show is in /api/v1/spend alone.",
  requestParams: { query: GenerationListQuery },
  responses: {
    "200": { description: "The requests, in order.", content: { ...json(GenerationListAnswer), ...csv } },
    ...failures,
  },
};

const protobuf = { "application/x-protobuf": { schema: z.string().meta({ format: "binary" }) } };
const exportRequest = z
  .looseObject({ resourceSpans: z.array(z.looseObject({})).optional() })
  .meta({ id: "ExportTraceServiceRequest", description: "As OpenTelemetry describes it." });
const traces = (operationId: string): ZodOpenApiOperationObject => ({
  operationId,
  summary: "Take generations from OpenRouter's Broadcast or an OpenTelemetry collector",
  description:
    "Needs the scope `ingest`, in Authorization or X-API-Key. An OTLP/HTTP ExportTraceServiceRequest, as JSON or protobuf, plain or gzip, 32 MB at most. Answered once it is stored; merged by generation id, so sending it twice changes nothing. Spans that are no OpenRouter generation are passed over. Prompts and completions are not stored. With the header X-Test-Connection nothing is.",
  requestParams: { query: TracesQuery },
  requestBody: {
    required: true,
    content: {
      "application/json": {
        schema: exportRequest,
      },
      ...protobuf,
    },
  },
  responses: {
    "200": { description: "Stored.", content: { ...json(TracesTaken), ...protobuf } },
    ...failures,
    "413": { description: "Larger than 32 MB, packed or unpacked.", content: json(ErrorAnswer) },
    "415": { description: "Neither JSON nor protobuf, or packed otherwise than by gzip.", content: json(ErrorAnswer) },
    "503": { description: "Nothing was stored: send it again.", content: json(ErrorAnswer) },
  },
});

const importState: ZodOpenApiOperationObject = {
  operationId: "import",
  summary: "What became of an uploaded file",
  description: "Needs the scope `ingest`.",
  requestParams: { path: ImportPath },
  responses: { "200": { description: "The import.", content: json(ImportAnswer) }, ...failures, ...missing },
};

const cancel: ZodOpenApiOperationObject = {
  operationId: "cancelImport",
  summary: "Cancel an import",
  description:
    "Needs the scope `ingest`. Nothing of the file stays: what was merged is taken back (status `cancelling`, then `cancelled`). Once every row is merged it is too late (409). A second time changes nothing.",
  requestParams: { path: ImportPath },
  responses: { "202": { description: "The import as it stands.", content: json(ImportAnswer) }, ...failures, ...missing },
};

const rejects: ZodOpenApiOperationObject = {
  operationId: "rejects",
  summary: "The refused rows of an uploaded file",
  description: "Needs the scope `ingest`. Columns: line, column, reason, value.",
  requestParams: { path: ImportPath },
  responses: { "200": { description: "The rows.", content: csv }, ...failures, ...missing },
};

/** The API's own description, made from the schemas that its handlers validate by. */
export function openApiDocument() {
  return createDocument({
    openapi: "3.1.0",
    info: {
      title: "Waybill",
      version: "1.0.0",
      description:
        "What an organization's OpenRouter money was spent on. Days are UTC; money is US dollars as exact decimal text.",
    },
    security: [{ token: [] }],
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "A token made in Settings, API tokens." } },
    },
    paths: {
      "/api/v1/spend": { get: spend },
      "/api/v1/exports/spend": { get: exported("exportSpend", "Spend at any grouping as a file", SpendExportQuery) },
      "/api/v1/exports/chargeback": {
        get: exported("exportChargeback", "Whom a month is charged to, with the tie to OpenRouter's total", ChargebackQuery),
      },
      "/api/v1/exports/focus": { get: exported("exportFocus", "Charges in the form of FOCUS 1.2", FocusQuery) },
      "/api/v1/exports/generations": {
        get: exported("exportGenerations", "Single requests as they were told, as a file", GenerationsExportQuery),
      },
      ...alertPaths(failures),
      ...budgetPaths(failures),
      "/api/v1/models": { get: models },
      "/api/v1/forecast": { get: forecast },
      "/api/v1/other-costs": { get: otherCosts },
      "/api/v1/spikes": { get: spikes },
      "/api/v1/reconciliation": { get: reconciliation },
      "/api/v1/reports/weekly": { get: weeklyReports },
      "/api/v1/reports/weekly/{week}": { get: weeklyReport },
      "/api/v1/recommendations": { get: recommendations },
      "/api/v1/generations": { get: generationList, post: generations },
      "/api/v1/otlp": { post: traces("traces"), put: traces("tracesPut") },
      "/api/v1/otlp/v1/traces": { post: traces("tracesAtFullAddress"), put: traces("tracesPutAtFullAddress") },
      "/api/v1/imports": { post: upload },
      "/api/v1/imports/{id}": { get: importState },
      "/api/v1/imports/{id}/cancel": { post: cancel },
      "/api/v1/imports/{id}/rejects": { get: rejects },
    },
  });
}
