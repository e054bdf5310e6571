import type { HttpResponse as UwsResponse } from 'uWebSockets.js';

/** Collects a body of at most `maxBytes`, and calls `complete` with it, or `tooLong` as soon as it is longer. Only one of them is called. */
export const collectBody = (
  res: UwsResponse,
  maxBytes: number,
  complete: (body: Uint8Array) => void,
  tooLong: () => void,
): void => {
  let chunks: Uint8Array[] = [];
  let size = 0;
  res.onData((chunk, isLast) => {
    if (size > maxBytes) return;
    size += chunk.byteLength;
    if (size > maxBytes) {
      chunks = [];
      tooLong();
      return;
    }
    // The chunk is valid during this callback only.
    if (chunk.byteLength > 0) chunks.push(new Uint8Array(chunk.slice(0)));
    if (isLast) complete(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
  });
};
