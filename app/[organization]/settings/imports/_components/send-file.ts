export interface Problem {
  message: string;
  todo: string | null;
}

function answerOf(request: XMLHttpRequest): { id: string } | Problem {
  try {
    const answer = JSON.parse(request.responseText);
    if (typeof answer.id === "string") return { id: answer.id };
    if (typeof answer.error?.message === "string") return { message: answer.error.message, todo: answer.error.todo ?? null };
  } catch {
    // No JSON: something between the browser and Waybill answered.
  }
  return {
    message: `The upload was refused (${request.status}).`,
    todo: "Try again; the file may be too large for a proxy in between.",
  };
}

export const IMPORT_ID_HEADER = "x-import-id";

/** Browsers make whole UUIDs on encrypted pages only. */
function newImportId(): string {
  const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Sends a file as the body. `stop` ends it with these words for its outcome. XMLHttpRequest, since fetch does not tell how much of a body has gone out. */
export function send(path: string, file: File, onProgress: (share: number) => void) {
  const request = new XMLHttpRequest();
  const importId = newImportId();
  let stopped: Problem = { message: "The upload was stopped.", todo: null };
  const outcome = new Promise<{ id: string } | Problem>((resolve) => {
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => resolve(answerOf(request));
    request.onerror = () =>
      resolve({ message: "The connection was cut. Nothing of the file was taken.", todo: "Upload it again." });
    request.onabort = () => resolve(stopped);
    request.open("POST", path);
    request.setRequestHeader("content-type", "text/csv");
    request.setRequestHeader(IMPORT_ID_HEADER, importId);
    request.send(file);
  });
  const stop = (said: Problem) => {
    stopped = said;
    request.abort();
  };
  return { importId, outcome, stop };
}
