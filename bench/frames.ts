const TEXT = 1;
const PING = 9;

export interface OnFrame {
  readonly message: (text: Buffer) => void;
  readonly ping: () => void;
}

/** Hands over the whole frames of `bytes`, which a server has sent, and answers with what is left. */
export const readFrames = (bytes: Buffer, on: OnFrame): Buffer => {
  let at = 0;
  while (bytes.length - at >= 2) {
    const short = (bytes[at + 1] ?? 0) & 127;
    const head = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (bytes.length - at < head) break;
    const length =
      short === 126 ? bytes.readUInt16BE(at + 2) : short === 127 ? Number(bytes.readBigUInt64BE(at + 2)) : short;
    if (bytes.length - at < head + length) break;
    const opcode = (bytes[at] ?? 0) & 15;
    if (opcode === PING) on.ping();
    if (opcode === TEXT) on.message(bytes.subarray(at + head, at + head + length));
    at += head + length;
  }
  return bytes.subarray(at);
};
