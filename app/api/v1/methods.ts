import { WaybillError } from "@/lib/domain/error";
import { openApiDocument } from "./openapi";

const WORDS = ["get", "post", "put", "patch", "delete"] as const;

/** By address, in the words of HTTP, what the API's description says may be asked there. */
const CALLS = Object.entries({ ...openApiDocument().paths, "/api/v1/openapi.json": { get: {} } }).map(([path, operations]) => {
  const asked = WORDS.filter((word) => operations && word in operations).map((word) => word.toUpperCase());
  // Next answers these two by itself.
  const methods = [...asked, ...(asked.includes("GET") ? ["HEAD"] : []), "OPTIONS"];
  return { address: new RegExp(`^${path.replace(/\{[^}]+\}/g, "[^/]+").replaceAll(".", "\\.")}/?$`), methods };
});

/** A call by a method that its address does not have. Null for one that it has, and for an address that is no call. */
export interface RefusedMethod {
  /** For the header Allow. */
  allow: string;
  error: WaybillError;
}

/** `address`: path and query. */
export function refusedMethod(method: string, address: string): RefusedMethod | null {
  const [path = ""] = address.split("?");
  const call = path.startsWith("/api/v1/") ? CALLS.find((known) => known.address.test(path)) : undefined;
  if (!call || call.methods.includes(method)) return null;
  const allow = call.methods.join(", ");
  const error = new WaybillError("method_not_allowed", `${path.slice(0, 80)} does not take ${method.slice(0, 20)}.`, {
    todo: `Use ${call.methods.filter((known) => known !== "OPTIONS" && known !== "HEAD").join(" or ")}; see /api/v1/openapi.json.`,
  });
  return { allow, error };
}
