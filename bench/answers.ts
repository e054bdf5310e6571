export type OnAnswer = (status: number, body: Buffer) => void;

/** Takes the bytes of a connection as they come. Reads no more of an answer than its status, its length and its body. */
export const answersTo = (onAnswer: OnAnswer): ((chunk: Buffer) => void) => {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let taken = takeAnswer(rest); taken !== null; taken = takeAnswer(rest)) {
      rest = rest.subarray(taken.end);
      onAnswer(taken.status, taken.body);
    }
  };
};

const takeAnswer = (bytes: Buffer): { readonly status: number; readonly body: Buffer; readonly end: number } | null => {
  const head = bytes.indexOf('\r\n\r\n');
  if (head < 0) return null;
  const text = bytes.toString('latin1', 0, head);
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(text) ?? [];
  if (length === undefined) throw new Error(`an answer without a length: ${text}`);
  const end = head + 4 + Number(length);
  return bytes.length < end ? null : { status: Number(text.slice(9, 12)), body: bytes.subarray(head + 4, end), end };
};
