/** Characters that show as nothing, or turn the text around them; tabs and line ends pass. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Tags and features, whoever tells them, as text that any column takes and any page shows as it is. */
export function shownText(text: string): string {
  return text.toWellFormed().replace(UNSEEN, "\ufffd");
}
