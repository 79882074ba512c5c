import fc from "fast-check";
import { expect, it } from "vitest";
import { decodeExport } from "./decode";
import { decodeExportRequest, encodeExportResponse, encodeStatus } from "./otlp-protobuf";

const NOW = new Date("2026-11-21T10:00:00Z");

/** A field that holds bytes. */
function field(id: number, bytes: Uint8Array): Buffer {
  const length: number[] = [];
  for (let left = bytes.length; ; left = Math.floor(left / 128)) {
    length.push(left < 128 ? left : (left % 128) + 128);
    if (left < 128) break;
  }
  return Buffer.concat([Buffer.from([id * 8 + 2, ...length]), bytes]);
}

/** What the bytes come to: an error, or generations and refusals. */
function outcome(bytes: Uint8Array): "unreadable" | number {
  let request: unknown;
  try {
    request = decodeExportRequest(bytes);
  } catch {
    return "unreadable";
  }
  const { generations, refused } = decodeExport(request, NOW);
  return generations.length + refused.length;
}

it("reads any bytes, or says that it cannot", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(["unreadable", 0]).toContain(outcome(bytes));
    }),
    { numRuns: 2_000 },
  );
});

it.each([10, 1_000, 5_000])("survives a value %d lists deep", (depth) => {
  let value: Buffer = field(1, Buffer.from("x"));
  for (let level = 0; level < depth; level++) value = field(5, field(1, value));
  const attribute = (key: string, told: Buffer) => field(9, Buffer.concat([field(1, Buffer.from(key)), field(2, told)]));
  const span = Buffer.concat([
    attribute("span.type", field(1, Buffer.from("generation"))),
    attribute("gen_ai.response.id", field(1, Buffer.from("gen-1790605442-deep"))),
    attribute("trace.metadata.deep", value),
  ]);
  const found = outcome(field(1, field(2, field(2, span))));
  // Without a clock it is refused; nested past all sense, the whole of it cannot be read.
  expect(depth === 10 ? [1] : [1, "unreadable"]).toContain(found);
});

it("answers as OTLP has it", () => {
  expect(Buffer.from(encodeExportResponse({ partialSuccess: {} }))).toEqual(field(1, Buffer.alloc(0)));
  const refused = Buffer.concat([Buffer.from([1 * 8, 3]), field(2, Buffer.from("why"))]);
  expect(Buffer.from(encodeExportResponse({ partialSuccess: { rejectedSpans: "3", errorMessage: "why" } }))).toEqual(
    field(1, refused),
  );
  expect(Buffer.from(encodeStatus("no"))).toEqual(field(2, Buffer.from("no")));
});
