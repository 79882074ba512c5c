import { expect, it } from "vitest";
import { ownAddress } from "./own-address";

it.each([
  ["localhost:3000", "http://127.0.0.1:3000", "http://127.0.0.1:3000"],
  ["127.0.0.1:3000", "http://localhost:3000", "http://localhost:3000"],
  ["[::1]:3000", "http://127.0.0.1:3000", "http://127.0.0.1:3000"],
  ["127.0.0.1:3000", "http://127.0.0.1:3000", null],
  ["127.0.0.1:3000", "https://waybill.example.com", null],
  ["waybill.internal", "https://waybill.example.com", null],
  ["evil.example", "http://127.0.0.1:3000", null],
  ["a b", "http://127.0.0.1:3000", null],
  [null, "http://127.0.0.1:3000", null],
])("who comes to %s of %s signs in at %s", (host, origin, address) => expect(ownAddress(host, origin)).toBe(address));
