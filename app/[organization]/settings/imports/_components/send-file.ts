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

/** Sends a file as the body. XMLHttpRequest, since fetch does not tell how much of a body has gone out. */
export function send(path: string, file: File, onProgress: (share: number) => void) {
  const request = new XMLHttpRequest();
  const outcome = new Promise<{ id: string } | Problem>((resolve) => {
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => resolve(answerOf(request));
    request.onerror = () =>
      resolve({ message: "The connection was cut. Nothing of the file was taken.", todo: "Upload it again." });
    request.onabort = () => resolve({ message: "Cancelled. Nothing of the file was taken.", todo: null });
    request.open("POST", path);
    request.setRequestHeader("content-type", "text/csv");
    request.send(file);
  });
  return { outcome, cancel: () => request.abort() };
}
