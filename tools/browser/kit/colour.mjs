// SPDX-License-Identifier: EUPL-1.2
// Colours as the browser computes them: laid over each other, and how far apart they are by WCAG.

/** Red, green, blue and how much of it, from `rgb(...)` or `rgba(...)`. */
export function parse(colour) {
  const numbers = colour.match(/[\d.]+/g)?.map(Number) || [];
  if (/^color\(srgb/.test(colour)) return [...numbers.slice(0, 3).map((part) => part * 255), numbers[3] ?? 1];
  if (!/^rgb/.test(colour)) throw new Error(`no colour that is known: ${colour}`);
  return [numbers[0], numbers[1], numbers[2], numbers[3] ?? 1];
}

/** What is seen where the first of these lies over the next, and so on; below all of them is white. */
export function flat(colours) {
  return colours.map(parse).reduceRight((below, [red, green, blue, much]) => [red, green, blue].map((part, i) => part * much + below[i] * (1 - much)), [255, 255, 255]);
}

/** How light it looks, from 0 to 1. */
export function lightness([red, green, blue]) {
  const linear = (part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** The contrast of a colour on the grounds below it, from 1 to 21. */
export function contrast(colour, grounds) {
  const [light, dark] = [flat([colour, ...grounds]), flat(grounds)].map(lightness).sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}
