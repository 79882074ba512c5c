/**
 * OTLP's trace export as protobuf: the part of opentelemetry-proto v1 that a generation is read from, by its published
 * field numbers. Fields that stand here without need would only be decoded to be dropped.
 */
import protobuf from "protobufjs";

const repeated = (type: string, id: number) => ({ rule: "repeated", type, id });

const ROOT = protobuf.Root.fromJSON({
  nested: {
    ExportTraceServiceRequest: { fields: { resourceSpans: repeated("ResourceSpans", 1) } },
    ResourceSpans: { fields: { resource: { type: "Resource", id: 1 }, scopeSpans: repeated("ScopeSpans", 2) } },
    Resource: { fields: { attributes: repeated("KeyValue", 1) } },
    ScopeSpans: { fields: { scope: { type: "Scope", id: 1 }, spans: repeated("Span", 2) } },
    Scope: { fields: { name: { type: "string", id: 1 } } },
    Span: {
      fields: {
        name: { type: "string", id: 5 },
        startTimeUnixNano: { type: "fixed64", id: 7 },
        endTimeUnixNano: { type: "fixed64", id: 8 },
        attributes: repeated("KeyValue", 9),
      },
    },
    KeyValue: { fields: { key: { type: "string", id: 1 }, value: { type: "AnyValue", id: 2 } } },
    AnyValue: {
      oneofs: {
        value: { oneof: ["stringValue", "boolValue", "intValue", "doubleValue", "arrayValue", "kvlistValue"] },
      },
      fields: {
        stringValue: { type: "string", id: 1 },
        boolValue: { type: "bool", id: 2 },
        intValue: { type: "int64", id: 3 },
        doubleValue: { type: "double", id: 4 },
        arrayValue: { type: "ArrayValue", id: 5 },
        kvlistValue: { type: "KeyValueList", id: 6 },
      },
    },
    ArrayValue: { fields: { values: repeated("AnyValue", 1) } },
    KeyValueList: { fields: { values: repeated("KeyValue", 1) } },
    ExportTraceServiceResponse: { fields: { partialSuccess: { type: "PartialSuccess", id: 1 } } },
    PartialSuccess: { fields: { rejectedSpans: { type: "int64", id: 1 }, errorMessage: { type: "string", id: 2 } } },
    Status: { fields: { code: { type: "int32", id: 1 }, message: { type: "string", id: 2 } } },
  },
});

const ExportRequest = ROOT.lookupType("ExportTraceServiceRequest");
const ExportResponse = ROOT.lookupType("ExportTraceServiceResponse");
const Status = ROOT.lookupType("Status");

/** The request in the shape that its JSON form has. Throws for bytes that are none. */
export function decodeExportRequest(bytes: Uint8Array): unknown {
  return ExportRequest.toObject(ExportRequest.decode(bytes), { longs: String });
}

/** What OTLP answers to a taken export. */
export function encodeExportResponse(answer: { partialSuccess: { rejectedSpans?: string; errorMessage?: string } }): Uint8Array {
  return ExportResponse.encode(ExportResponse.fromObject(answer)).finish();
}

/** What OTLP answers to a refused export: google.rpc.Status. */
export function encodeStatus(message: string): Uint8Array {
  return Status.encode(Status.fromObject({ message })).finish();
}
