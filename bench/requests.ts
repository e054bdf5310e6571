import { signatureOf } from './event.js';

/** Where a server is, and what its client needs to know. */
export interface Target {
  readonly port: number;
  /** The path that webhooks are sent to. */
  readonly webhooks: string;
  readonly key: string;
  /** A WebSocket subprotocol whose first message says that the socket is sent every event from now on. */
  readonly protocol?: string;
}

/** The bytes of a signed webhook, made before the clock runs. */
export const webhook = ({ webhooks }: Target, body: string): Buffer =>
  Buffer.from(
    `POST ${webhooks} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\nx-dialpad-signature: ${signatureOf(body)}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );

export const get = ({ key }: Target, path: string): Buffer =>
  Buffer.from(`GET ${path} HTTP/1.1\r\nhost: bench\r\nx-app-api-key: ${key}\r\n\r\n`);

export const upgrade = ({ key, protocol }: Target, query = ''): Buffer => {
  const subprotocol = protocol === undefined ? '' : `sec-websocket-protocol: ${protocol}\r\n`;
  return Buffer.from(
    `GET /ws?api_key=${key}${query} HTTP/1.1\r\nhost: bench\r\nconnection: Upgrade\r\nupgrade: websocket\r\n${subprotocol}sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
  );
};
