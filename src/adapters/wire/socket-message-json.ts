import * as t from 'io-ts';
import { AppId } from '../../domain/ids.js';
import { EventJson } from './event-json.js';

const streamPosition = { stream: t.string, seq: t.number };

/** The first message to a client that speaks cti.v1. */
const StreamHelloJson = t.type({ event: t.literal('stream.hello'), ...streamPosition, app_id: AppId }, 'StreamHello');

/** Events between the client's position and the stream's are no longer stored. */
const StreamResetJson = t.type({ event: t.literal('stream.reset'), ...streamPosition }, 'StreamReset');

/** The answer to a client that sends a message: sockets are read-only. */
const StreamErrorJson = t.type({ event: t.literal('error'), message: t.string }, 'StreamError');

/** Every message that the server sends on a socket. */
export const SocketMessageJson = t.union([EventJson, StreamHelloJson, StreamResetJson, StreamErrorJson]);
