/** `npm run demo`: Waybill on a made-up account, until Ctrl-C. A second start goes on with the same data. */
import { once } from "node:events";
import { join } from "node:path";
import { PEOPLE } from "../demo/acme";
import { closeDb } from "../lib/db/client";
import { type Day, dayOf, parseDay } from "../lib/domain/day";
import { ROLES } from "../lib/domain/role";
import { DATA_FOLDER, ROOT, recall, remember } from "./run/data-folder";
import { acceptTheSwitch } from "./run/demo-recommendations";
import type { DemoServersReady } from "./run/demo-servers";
import { followSync } from "./run/follow-sync";
import { furnishChannels } from "./run/furnish-channels";
import { furnishDemo } from "./run/furnish-demo";
import { makePastReports } from "./run/furnish-reports";
import { type House, openHouse } from "./run/house";
import { reportFeatures } from "./run/report-features";
import { startService } from "./run/service";
import { type Supervision, supervise } from "./run/supervise";
import { localUrl, startStack } from "./stack";

async function startDemoServers(house: House, url: string, anchorDay: Day, supervision: Supervision): Promise<DemoServersReady> {
  const ports: number[] = [];
  for (const [name, wanted] of [
    ["openrouter", 3010],
    ["identity", 3020],
    ["inbox", 3030],
    ["smtp", 3031],
  ] as const) {
    ports.push(await house.portFor(name, wanted));
  }
  const args = ["--import", "tsx", join("scripts", "run", "demo-servers.ts"), anchorDay, ...ports.map(String), url];
  const log = join(DATA_FOLDER, "logs", "demo-servers.log");
  const servers = startService("demo account", args, { cwd: ROOT, env: process.env, log });
  supervision.atEnd("the demo account", () => servers.stop());
  servers.died.catch((error: Error) => supervision.fail(error));
  const [ready] = (await Promise.race([once(servers.process, "message"), servers.died])) as [DemoServersReady];
  return ready;
}

function howToSignIn(): string {
  const width = Math.max(...ROLES.map((role) => role.length));
  return ROLES.map((role) => `  ${role.padEnd(width)}  ${PEOPLE[role].name} <${PEOPLE[role].email}>`).join("\n");
}

await supervise(async (supervision) => {
  const house = await openHouse("demo", supervision);
  const port = await house.portFor("web", 3000, process.env.PORT);
  const url = localUrl(house.host, port);
  const anchorDay = parseDay(recall().demoAnchorDay ?? dayOf(new Date()));
  remember({ demoAnchorDay: anchorDay });
  const demo = await startDemoServers(house, url, anchorDay, supervision);
  const environment = {
    OPENROUTER_BASE_URL: demo.openrouterUrl,
    OIDC_ISSUER: demo.issuer,
    OIDC_CLIENT_ID: demo.clientId,
    OIDC_CLIENT_SECRET: demo.clientSecret,
    SMTP_URL: demo.smtpUrl,
    MAIL_FROM: "Waybill <waybill@acme-robotics.example>",
    // The demo's inbox is on this machine.
    WAYBILL_ALLOW_PRIVATE_NETWORKS: "1",
  };
  const stack = await startStack({
    databaseUrl: house.database.url,
    dataFolder: DATA_FOLDER,
    nextAuthSecret: house.nextAuthSecret,
    host: house.host,
    port,
    environment,
    say: console.log,
    signal: supervision.signal,
  });
  supervision.atEnd("Waybill", () => stack.stop());
  stack.died.catch((error: Error) => supervision.fail(error));
  house.announce(stack.url, stack.environment);
  Object.assign(process.env, stack.environment);

  supervision.atEnd("connections to the database", closeDb);
  const { scope, connectionId, isNew } = await furnishDemo(demo.managementKey, anchorDay);
  await furnishChannels(scope, demo.inboxUrl);
  if (isNew) {
    console.log("Reading the demo account, newest days first:");
    const run = await followSync(scope, connectionId, supervision.signal);
    if (run?.status === "failed") console.error(`The first sync failed: ${run.errorMessage}`);
  }
  const reported = await reportFeatures(demo.openrouterUrl, scope, connectionId, supervision.signal);
  console.log(`The demo's applications said of ${reported.toLocaleString("en")} requests what they were for.`);
  await acceptTheSwitch(scope, anchorDay, supervision.signal);
  const past = await makePastReports(scope, new Date(), supervision.signal);
  if (past > 0) console.log(`Made ${past} weekly reports of past weeks.`);
  console.log(`\nWaybill runs at ${stack.url}\nChoose "Single sign-on" and one of these people:\n${howToSignIn()}`);
  console.log(`\nThe demo's OpenRouter is ${demo.openrouterUrl}. What Waybill sends arrives at ${demo.inboxUrl}.`);
  console.log(`Logs are in ${join(DATA_FOLDER, "logs")}. Ctrl-C stops it all.`);
  await supervision.told;
});
