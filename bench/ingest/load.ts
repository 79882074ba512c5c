/** A sender that costs little itself: raw requests on kept connections, one after the other on each. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";

export interface Load {
  /** Acknowledged a second. */
  perSecond: number;
  p50: number;
  p99: number;
}

export interface Target {
  port: number;
  path: string;
  token: string;
}

/** Resolves with the status once the whole answer has arrived. Answers here are small and tell their length. */
function answerOf(socket: Socket): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = "";
    const done = () => socket.off("data", onData).off("close", onClose);
    const onClose = () => reject(new Error(`the connection was closed after: ${text.slice(0, 200)}`));
    const onData = (piece: Buffer) => {
      text += piece.toString("latin1");
      const head = text.indexOf("\r\n\r\n");
      if (head < 0) return;
      const length = /content-length: (\d+)/i.exec(text)?.[1];
      const whole = length === undefined ? text.endsWith("0\r\n\r\n") : text.length >= head + 4 + Number(length);
      if (!whole) return;
      done();
      const status = Number(text.slice(9, 12));
      if (status === 200 && text.includes('{"partialSuccess":{}}')) resolve(status);
      else reject(new Error(`answered ${text.slice(0, 600)}`));
    };
    socket.on("data", onData).once("close", onClose);
  });
}

/** Sends on so many connections at once for so long. Throws for any answer but an acknowledgement of all. */
export async function load(
  { port, path, token }: Target,
  { connections, seconds, body }: { connections: number; seconds: number; body: () => string },
): Promise<Load> {
  const times: number[] = [];
  const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: Bearer ${token}\r\n`;
  const start = performance.now();
  const end = start + seconds * 1_000;
  const lane = async () => {
    const socket = connect(port, "127.0.0.1");
    socket.setNoDelay(true);
    await once(socket, "connect");
    while (performance.now() < end) {
      const sent = body();
      const began = performance.now();
      const answered = answerOf(socket);
      socket.write(`${head}Content-Length: ${Buffer.byteLength(sent)}\r\n\r\n${sent}`);
      await answered;
      times.push(performance.now() - began);
    }
    socket.destroy();
  };
  await Promise.all(Array.from({ length: connections }, lane));
  const took = (performance.now() - start) / 1_000;
  times.sort((a, b) => a - b);
  const at = (part: number) =>
    Number((times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? Number.NaN).toFixed(2));
  return { perSecond: Math.round(times.length / took), p50: at(0.5), p99: at(0.99) };
}
