import type { RequestListener } from "node:http";
import { errorAnswer } from "../answer";
import { refusedMethod } from "./methods";

/** Refuses in the API's own form what Next would answer by a bare 405, and leaves everything else to `others`. */
export function methodsBefore(others: RequestListener): RequestListener {
  return (request, response) => {
    const refused = refusedMethod(request.method ?? "GET", request.url ?? "/");
    if (!refused) return others(request, response);
    void errorAnswer(refused.error)
      .text()
      .then((body) => {
        const always = { "content-type": "application/json", "cache-control": "no-store", "x-content-type-options": "nosniff" };
        // What is still coming of a body is not awaited.
        response.writeHead(405, { ...always, allow: refused.allow, connection: "close" }).end(body);
      });
  };
}
