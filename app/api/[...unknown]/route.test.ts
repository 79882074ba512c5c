import { expect, it } from "vitest";
import { ErrorAnswer } from "../v1/contract";
import { GET, POST } from "./route";

it.each([GET, POST])("refuses an address that no call has in the form of every other refusal", async (handler) => {
  const response = await handler(new Request("http://localhost/api/v1/nope?token=wbl_x"));
  const { error } = ErrorAnswer.parse(await response.json());
  expect([response.status, error.code, error.message]).toEqual([404, "not_found", 'There is no call "/api/v1/nope".']);
});
