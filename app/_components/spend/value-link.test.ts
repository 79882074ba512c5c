import { describe, expect, it } from "vitest";
import type { Day } from "@/lib/domain/day";
import { parseView } from "@/lib/domain/spend/view";
import { detailPath, listPath } from "../shell/pages";
import { valueHref } from "./value-link";

const TODAY = "2026-11-21" as Day;

function place(query: string) {
  return { organization: "acme", path: "/acme/models", view: parseView(new URLSearchParams(query), TODAY) };
}

describe("where a value leads", () => {
  it("keeps period, comparison and filters, and drops what belongs to the table it left", () => {
    const from = place("period=30d&compare=year&provider=OpenAI&sort=-requests&rows=all&by=key");
    expect(valueHref(from, "model", { kind: "value", id: "openai/gpt-5" })).toBe(
      "/acme/models/openai%2Fgpt-5?period=30d&compare=year&provider=OpenAI",
    );
  });

  it("narrows the page where the value has no page of its own", () => {
    const id = "0b7f4a52-6d1d-4f0e-9d0c-000000000001";
    expect(valueHref(place(""), "workspace", { kind: "value", id })).toBe(`/acme/models?workspace=${id}`);
  });

  it("leads to spend without a value, and tells a feature called none from it", () => {
    expect(valueHref(place(""), "feature", { kind: "none", id: null })).toBe("/acme/features/none");
    expect(valueHref(place(""), "feature", { kind: "value", id: "none" })).toBe("/acme/features/%3Dnone");
  });
});

it.each(["../settings", "a/b", "a?b#c", "100%", "né", " "])("keeps hostile names inside one step of the path: %j", (name) => {
  const path = detailPath("acme", "feature", name) ?? "";
  const { pathname } = new URL(path, "http://waybill.test");
  expect(pathname.split("/")).toHaveLength(4);
  expect(decodeURIComponent(pathname.split("/")[3] ?? "")).toBe(name);
});

it.each([".", "..", ""])("marks a name that browsers take for a way up: %j", (name) => {
  expect(detailPath("acme", "feature", name)).toBe(`/acme/features/%3D${name}`);
});

it("has no page for dimensions without one", () => {
  expect(listPath("acme", "workspace")).toBeNull();
  expect(detailPath("acme", "workspace", "0b7f4a52-6d1d-4f0e-9d0c-000000000001")).toBeNull();
});
