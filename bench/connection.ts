import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { answersTo, type OnAnswer } from './answers.js';

/** A connection that is kept alive. */
export const openConnection = async (port: number, onAnswer: OnAnswer): Promise<Socket> => {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket.on('data', answersTo(onAnswer));
};
