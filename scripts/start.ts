/** `npm start`: Waybill for real use, until Ctrl-C. Settings come from the environment: see README.md. */
import { join } from "node:path";
import { closeDb } from "../lib/db/client";
import { offerFirstOwnerLink } from "../lib/ledger/people/sign-in-links";
import { DATA_FOLDER } from "./run/data-folder";
import { openHouse } from "./run/house";
import { supervise } from "./run/supervise";
import { startStack } from "./stack";

await supervise(async (supervision) => {
  const house = await openHouse("waybill", supervision);
  const port = await house.portFor("web", 3000, process.env.PORT);
  const stack = await startStack({
    databaseUrl: house.database.url,
    dataFolder: DATA_FOLDER,
    nextAuthSecret: house.nextAuthSecret,
    host: house.host,
    port,
    url: process.env.WAYBILL_URL || undefined,
    say: console.log,
    signal: supervision.signal,
  });
  supervision.atEnd("Waybill", () => stack.stop());
  stack.died.catch((error: Error) => supervision.fail(error));
  house.announce(stack.url, stack.environment);

  console.log(`\nWaybill runs at ${stack.url}`);
  if (!process.env.OIDC_ISSUER) {
    process.env.DATABASE_URL = house.database.url;
    const link = await offerFirstOwnerLink(process.env.WAYBILL_FIRST_OWNER || "owner@localhost", new Date()).finally(closeDb);
    if (link)
      console.log(`Single sign-on is not set up. Sign in as ${link.email}, once, within a day:\n  ${stack.url}${link.path}`);
    else console.log("Single sign-on is not set up. For a link to sign in by: npm run waybill -- sign-in-link <e-mail>");
  }
  console.log(`Logs are in ${join(DATA_FOLDER, "logs")}. Ctrl-C stops it.`);
  await supervision.told;
});
