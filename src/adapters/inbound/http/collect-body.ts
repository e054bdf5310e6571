import type { HttpResponse as UwsResponse } from 'uWebSockets.js';

/** Collects a body of at most `most` bytes; a longer one is given up as soon as that shows. Exactly one of the two is called. */
export const collectBody = (
  res: UwsResponse,
  most: number,
  whole: (body: Uint8Array) => void,
  tooLong: () => void,
): void => {
  let chunks: Uint8Array[] = [];
  let size = 0;
  res.onData((chunk, isLast) => {
    if (size > most) return;
    size += chunk.byteLength;
    if (size > most) {
      chunks = [];
      tooLong();
      return;
    }
    // The chunk is lent for the length of this callback only.
    if (chunk.byteLength > 0) chunks.push(new Uint8Array(chunk.slice(0)));
    if (isLast) whole(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
  });
};
