import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export type OnAnswer = (status: number, body: Buffer) => void;

/** A connection that is kept alive. Reads no more of an answer than its status, its length and its body. */
export const openConnection = async (port: number, onAnswer: OnAnswer): Promise<Socket> => {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let taken = takeAnswer(rest); taken !== null; taken = takeAnswer(rest)) {
      rest = rest.subarray(taken.end);
      onAnswer(taken.status, taken.body);
    }
  });
  return socket;
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
