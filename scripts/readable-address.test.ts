import { expect, it } from "vitest";
import { isReadable } from "./readable-address";

it.each([
  ["/acme/models/openai%2Fgpt-5", true],
  ["/acme/keys?name=100%", true],
  ["/acme/models/%E0%A4%A", false],
  ["/acme/models/100%", false],
  ["/%ff", false],
])("%s: %s", (address, readable) => expect(isReadable(address)).toBe(readable));
