/** An answer in OpenRouter's error envelope. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }

  get body() {
    return { error: { code: this.status, message: this.message } };
  }
}

export function badRequest(message: string): Refusal {
  return new Refusal(400, message);
}

export function notFound(message = "Resource not found"): Refusal {
  return new Refusal(404, message);
}
