import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("../../globals.css", import.meta.url), "utf8");
const THEMES = ["light", "dark"] as const;
type Rgb = [number, number, number];

/** A token's colour in a theme, as linear light. */
function token(name: string, theme: (typeof THEMES)[number]): Rgb {
  const match = new RegExp(`--color-${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(css);
  const hex = match?.[theme === "light" ? 1 : 2] ?? "";
  return [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
}

function times(matrix: number[][], [r, g, b]: Rgb): Rgb {
  return matrix.map((row) => Math.min(1, Math.max(0, (row[0] ?? 0) * r + (row[1] ?? 0) * g + (row[2] ?? 0) * b))) as Rgb;
}

/** How people see who lack one kind of cone: Machado, Oliveira and Fernandes (2009), severity 1, on linear light. */
const SIGHTS: Record<string, number[][]> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** CIE 1976 L*a*b*, in which distances are about what the eye sees. */
function lab(color: Rgb): Rgb {
  const [x, y, z] = times(
    [
      [0.4124, 0.3576, 0.1805],
      [0.2126, 0.7152, 0.0722],
      [0.0193, 0.1192, 0.9505],
    ],
    color,
  );
  const f = (value: number) => (value > 216 / 24389 ? Math.cbrt(value) : ((24389 / 27) * value + 16) / 116);
  const [fx, fy, fz] = [f(x / 0.95047), f(y), f(z / 1.08883)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

function apart(a: Rgb, b: Rgb): number {
  const [one, other] = [lab(a), lab(b)];
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}

function contrast(a: Rgb, b: Rgb): number {
  const luminance = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const BANDS = ["band-1", "band-2", "band-3", "band-4", "band-5", "band-6", "band-7", "band-8", "band-other"];
/** A just noticeable difference is about 2.3; neighbours in a stack must be far beyond it. */
const CLEARLY = 18;

describe.each(THEMES)("the %s palette", (theme) => {
  it.each(Object.entries(SIGHTS))("tells its bands apart with %s sight", (_name, sight) => {
    const seen = BANDS.map((name) => ({ name, color: times(sight, token(name, theme)) }));
    const pairs = seen.flatMap((a, index) =>
      seen.slice(index + 1).map((b) => ({ pair: `${a.name} ${b.name}`, distance: apart(a.color, b.color) })),
    );
    expect(pairs.filter(({ distance }) => distance < CLEARLY)).toEqual([]);
  });

  it.each([
    ["ink", "page"],
    ["ink", "surface"],
    ["ink", "sunken"],
    ["muted", "page"],
    ["muted", "surface"],
    ["muted", "sunken"],
    ["brand", "surface"],
    ["on-brand", "brand"],
    ["brand-strong", "brand-tint"],
    ["good", "good-tint"],
    ["warn", "warn-tint"],
    ["bad", "bad-tint"],
    ["bad", "surface"],
  ])("has text of %s readable on %s (WCAG AA)", (text, ground) => {
    expect(contrast(token(text, theme), token(ground, theme))).toBeGreaterThanOrEqual(4.5);
  });

  it("has the outlines of controls visible (WCAG 1.4.11)", () => {
    expect(contrast(token("control-line", theme), token("surface", theme))).toBeGreaterThanOrEqual(3);
  });
});
