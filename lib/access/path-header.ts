/** Carries the path asked for from proxy.ts to the gate, so that signing in leads back to it. */
export const PATH_HEADER = "x-waybill-path";
