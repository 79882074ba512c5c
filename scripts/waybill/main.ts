/** `npm run waybill -- <command>`: what the settings pages can do, from a terminal. */
import { waybillProgram } from "./program";

await waybillProgram().parseAsync();
