import { WaybillError } from "@/lib/domain/error";
import { answering } from "../answer";

/** An address that no call has: refused in the API's own form, since who asks reads no pages. */
async function unknown(request: Request): Promise<Response> {
  return answering(async () => {
    const path = new URL(request.url).pathname.slice(0, 80);
    throw new WaybillError("not_found", `There is no call ${JSON.stringify(path)}.`, {
      todo: "See /api/v1/openapi.json for the calls there are.",
    });
  });
}

export { unknown as DELETE, unknown as GET, unknown as PATCH, unknown as POST, unknown as PUT };
