import { connect } from 'node:net';

/*
 * Opens many sockets at a port from a process of its own, so that the limit of open files is not shared with the server: reports
 * `open` once all are upgraded, and `got` once each has been sent a message. Arguments: the port and how many.
 */

const [port = '0', count = '0'] = process.argv.slice(2);
const HANDSHAKE = [
  ...['GET /ws HTTP/1.1', 'host: cti', 'connection: Upgrade', 'upgrade: websocket', 'sec-websocket-version: 13'],
  ...['sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==', '', ''],
].join('\r\n');
/** Sockets that are being opened at the same time: the queue of a listening port is short. */
const AT_A_TIME = 200;

let opening = 0;
let upgraded = 0;
let told = 0;
let begun = 0;

const open = (): void => {
  begun += 1;
  opening += 1;
  let isOpen = false;
  const socket = connect(Number(port), '127.0.0.1', () => socket.write(HANDSHAKE));
  socket.on('data', (data) => {
    if (isOpen) {
      told += 1;
      if (told === Number(count)) process.send?.('got');
      return;
    }
    if (!data.toString('latin1').startsWith('HTTP/1.1 101')) throw new Error(`refused: ${data}`);
    isOpen = true;
    opening -= 1;
    upgraded += 1;
    if (upgraded === Number(count)) process.send?.('open');
    more();
  });
  socket.on('close', () => {
    throw new Error(`socket ${upgraded} was closed`);
  });
};

const more = (): void => {
  while (begun < Number(count) && opening < AT_A_TIME) open();
};

more();
