import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { WebSocket } from 'ws';
import { newApp } from './new-app.js';
import { SUBJECTS, type Subject } from './subject.js';

/*
 * Starts fresh servers, opens sockets on each the moment it listens, and counts those that are lost as they open.
 * `node --import tsx bench/fresh-servers.ts --servers 200 --only sqlite,sqlite-node`
 */
const { values } = parseArgs({
  options: {
    servers: { type: 'string', default: '200' },
    only: { type: 'string', default: 'memory,sqlite,sqlite-node' },
  },
});
const SOCKETS = 10;
const AT_A_TIME = 4;

/** Whether a socket opens and answers a ping. */
const opens = (port: number, key: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws?api_key=${key}`);
    socket.on('open', () => socket.ping());
    socket.on('pong', () => resolve(true));
    socket.on('close', () => resolve(false));
    socket.on('error', () => resolve(false));
  });

/** How many of its first sockets a fresh server loses. */
const lostOn = async (subject: Subject): Promise<number> => {
  const folder = await mkdtemp(join(tmpdir(), 'cti-fresh-'));
  const { start, drop } = await subject.open(folder);
  const server = await start();
  const { key } = await newApp(server.port);
  const opened = await Promise.all(Array.from({ length: SOCKETS }, () => opens(server.port, key)));
  await server.stop();
  await drop();
  await rm(folder, { recursive: true });
  return opened.filter((isOpen) => !isOpen).length;
};

process.setMaxListeners(0);
process.stdout.write('| server | fresh servers | sockets | lost |\n| --- | ---: | ---: | ---: |\n');
for (const name of values.only.split(',')) {
  const subject = SUBJECTS.find((one) => one.name === name);
  if (subject === undefined) throw new Error(`there is no server ${name}`);
  let lost = 0;
  let left = Number(values.servers);
  const next = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      lost += await lostOn(subject);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, next));
  process.stdout.write(`| ${name} | ${values.servers} | ${Number(values.servers) * SOCKETS} | ${lost} |\n`);
}
process.exit();
