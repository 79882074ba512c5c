import { expect, it, vi } from "vitest";
import { errorAnswer } from "./answer";

it("says that the database is away, and not that Waybill is at fault, and keeps its words in the log", async () => {
  const log = vi.spyOn(console, "error").mockImplementation(() => {});
  const answer = errorAnswer(Object.assign(new Error("connect ECONNREFUSED 10.0.0.7:5432"), { code: "ECONNREFUSED" }));
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
  const { error } = await answer.json();
  expect(error).toMatchObject({ code: "unavailable", message: expect.stringContaining("database cannot be reached") });
  expect(JSON.stringify(error)).not.toContain("10.0.0.7");
  expect(log).toHaveBeenCalledOnce();
  log.mockRestore();
});
