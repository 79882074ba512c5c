import { expect, it } from "vitest";
import { askedHow } from "./asked-how";

it.each([
  ["plainly", "x/one", "x/one", "", null],
  ["a variant of the model", "x/one:free", "x/one:free", "", "free"],
  ["the fastest provider", "x/one", "x/one:nitro", "priority", "nitro"],
  ["a router", "x/one", "openrouter/auto", "", "auto"],
  ["a router that gave a free model", "x/one:free", "openrouter/auto", "", "free"],
  ["no router of models", "openrouter/free", "openrouter/free", "", null],
  ["the priority tier", "x/one", "x/one", "priority", "priority"],
  ["the usual tier", "x/one", "x/one", "default", null],
  ["nothing told", "", "", "", null],
  ["a hostile suffix", "x/one", "x/one:<b>", "<b>", null],
])("tells %s", (_name, served, asked, tier, expected) => expect(askedHow(served, asked, tier)).toBe(expected));
