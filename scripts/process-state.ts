/** Which processes still run. One that has ended but that nobody has asked about (as in a container without an init) does not. */
import { readdirSync, readFileSync } from "node:fs";

/** Fields of a process's stat line from its state on; null where the system has no such process, or no /proc. */
function statOf(pid: number | string): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name before may hold spaces and brackets.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return null;
  }
}

const hasEnded = ([state]: string[]) => state === "Z" || state === "X";
const HAS_PROC = statOf("self") !== null;

function answersSignals(target: number): boolean {
  try {
    process.kill(target, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

export function isRunning(pid: number): boolean {
  if (!HAS_PROC) return answersSignals(pid);
  const stat = statOf(pid);
  return stat !== null && !hasEnded(stat);
}

/** Whether any process of the group still runs. */
export function groupIsRunning(group: number): boolean {
  if (!answersSignals(-group) || !HAS_PROC) return answersSignals(-group);
  return readdirSync("/proc").some((name) => {
    const stat = /^\d+$/.test(name) ? statOf(name) : null;
    return stat !== null && Number(stat[2]) === group && !hasEnded(stat);
  });
}

/** When the process began, as the system counts: after a restart its number may be another's. Empty without /proc. */
export function beganAt(pid: number): string {
  return statOf(pid)?.[19] ?? "";
}
