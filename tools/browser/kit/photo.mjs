// SPDX-License-Identifier: EUPL-1.2
// A photo as a phone makes it: turned, and with the place where it was taken.

export const CAMERA = "Waardcam 7";

function entry(tag, type, count, value) {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt16LE(tag, 0);
  bytes.writeUInt16LE(type, 2);
  bytes.writeUInt32LE(count, 4);
  if (typeof value === "number") bytes.writeUInt32LE(value, 8);
  else bytes.write(value, 8, "latin1");
  return bytes;
}

function folder(entries) {
  const count = Buffer.alloc(2);
  count.writeUInt16LE(entries.length);
  return Buffer.concat([count, ...entries, Buffer.alloc(4)]);
}

function degrees(...parts) {
  const bytes = Buffer.alloc(24);
  parts.forEach((part, i) => (bytes.writeUInt32LE(part, i * 8), bytes.writeUInt32LE(1, i * 8 + 4)));
  return bytes;
}

/** Exif with orientation, camera and GPS, put right behind the first two bytes of a JPEG. */
export function withPlace(jpeg) {
  const [ASCII, SHORT, LONG, RATIONAL] = [2, 3, 4, 5];
  const model = Buffer.from(CAMERA + "\0", "latin1");
  const modelAt = 8 + 2 + 3 * 12 + 4;
  const gpsAt = modelAt + model.length + (model.length % 2);
  const northAt = gpsAt + 2 + 4 * 12 + 4;
  const head = Buffer.from([0x49, 0x49, 0x2a, 0, 8, 0, 0, 0]);
  const main = folder([
    entry(0x0110, ASCII, model.length, modelAt),
    entry(0x0112, SHORT, 1, 6), // a quarter turn
    entry(0x8825, LONG, 1, gpsAt),
  ]);
  const gps = folder([
    entry(1, ASCII, 2, "N\0"),
    entry(2, RATIONAL, 3, northAt),
    entry(3, ASCII, 2, "E\0"),
    entry(4, RATIONAL, 3, northAt + 24),
  ]);
  const tiff = Buffer.concat([head, main, model, Buffer.alloc(model.length % 2), gps, degrees(52, 37, 58), degrees(4, 44, 55)]);
  const body = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff]);
  const mark = Buffer.from([0xff, 0xe1, 0, 0]);
  mark.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), mark, body, jpeg.subarray(2)]);
}

/** The segments before the picture itself: their marks, and what they hold. */
export function segments(jpeg) {
  const found = [];
  for (let at = 2; at + 4 < jpeg.length && jpeg[at] === 0xff; ) {
    const mark = jpeg[at + 1];
    const length = jpeg.readUInt16BE(at + 2);
    found.push({ mark, body: jpeg.subarray(at + 4, at + 2 + length) });
    if (mark === 0xda) break;
    at += 2 + length;
  }
  return found;
}

/** Width and height by the frame header. */
export function sizeOf(jpeg) {
  const frame = segments(jpeg).find(({ mark }) => mark >= 0xc0 && mark <= 0xc2);
  return [frame.body.readUInt16BE(3), frame.body.readUInt16BE(1)];
}
