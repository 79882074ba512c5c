/** Lower case and trimmed, as addresses are stored; null for what is no address. */
export function parseEmail(text: string): string | null {
  const email = text.trim().toLowerCase();
  return email.length <= 254 && /^[^\s@<>"(),:;\\[\]]+@[^\s@<>"(),:;\\[\]]+$/.test(email) ? email : null;
}

/** What follows the last `@`; expects an address as parseEmail gives it. */
export function emailDomain(email: string): string {
  return email.slice(email.lastIndexOf("@") + 1);
}

/** An e-mail domain such as `example.com`, lower case, a leading @ taken off; null for anything else. */
export function parseDomain(text: string): string | null {
  const domain = text.trim().toLowerCase().replace(/^@/, "");
  return /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/.test(domain) ? domain : null;
}
