/** Endings of names that no public name server knows. */
const PRIVATE_NAMES = /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|private|test|invalid|home\.arpa)$/i;

function numbersOf(address: string): number[] | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address);
  return match ? match.slice(1).map(Number) : null;
}

function isPrivateIpv4([a = 0, b = 0, c = 0]: readonly number[]): boolean {
  return (
    a === 0 ||
    a === 10 ||
    a === 127 ||
    a >= 224 ||
    (a === 100 && b >= 64 && b <= 127) ||
    (a === 169 && b === 254) ||
    (a === 172 && b >= 16 && b <= 31) ||
    (a === 192 && b === 168) ||
    (a === 192 && b === 0 && (c === 0 || c === 2)) ||
    (a === 198 && (b === 18 || b === 19)) ||
    (a === 198 && b === 51 && c === 100) ||
    (a === 203 && b === 0 && c === 113)
  );
}

/** `address` as URL writes it, without brackets: lower case, shortened, an embedded IPv4 address in hexadecimal. */
function isPrivateIpv6(address: string): boolean {
  const embedded = /^::(?:ffff:)?([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address);
  if (embedded) {
    const [high, low] = [Number.parseInt(embedded[1] ?? "0", 16), Number.parseInt(embedded[2] ?? "0", 16)];
    return isPrivateIpv4([high >> 8, high & 255, low >> 8, low & 255]);
  }
  // Only 2000::/3 is given out for the internet; of it 2001:db8::/32 is for examples, and 2001::/32 and 2002::/16 wrap IPv4.
  return !/^[23][0-9a-f]{3}:/.test(address) || /^(2001:(db8|0|):|2002:)/.test(address);
}

/** True for an address of this machine itself. */
export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return /(^|\.)localhost$/i.test(hostname) || hostname === "[::1]" || numbersOf(hostname)?.[0] === 127;
}

/** Why nobody on the internet could reach an address, going by its text, as a sentence; null: they could. */
export function problemOfPrivateUrl(url: string): string | null {
  if (!URL.canParse(url)) return "it is no address";
  const { hostname } = new URL(url);
  const numbers = numbersOf(hostname);
  const host = hostname.replace(/\.$/, "");
  if (isLoopback(url)) return "it is this machine's own name for itself, which nobody else can reach";
  if (numbers ? isPrivateIpv4(numbers) : hostname.startsWith("[") && isPrivateIpv6(hostname.slice(1, -1))) {
    return "it is an address of a private network, which the internet cannot reach";
  }
  if (!numbers && !hostname.startsWith("[") && (!host.includes(".") || PRIVATE_NAMES.test(host))) {
    return "it is a name that only a private network knows";
  }
  return null;
}

/**
 * Why OpenRouter's servers could not, or should not, deliver to an address, as a sentence; null: they can. Only the
 * address is judged; names are not resolved.
 */
export function problemOfPublicUrl(url: string): string | null {
  const problem = problemOfPrivateUrl(url);
  if (problem !== null) return problem;
  if (new URL(url).protocol !== "https:") return "it is not encrypted (https), and deliveries carry an access token";
  return null;
}
