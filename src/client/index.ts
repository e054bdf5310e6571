/** The client: typed REST and a stream of events that comes back by itself, for browsers, Node and Deno (docs/client.md). */
import type { components } from './api.js';

export type { components, paths } from './api.js';
export { type ClientOptions, type CtiClient, createClient } from './client.js';
export { CtiError, type CtiErrorDetail } from './cti-error.js';
export type { CtiEvent, CtiEventOf, CtiEventType } from './event.js';
export type { AnswerOf, BodyOf, Method, PathOf, QueryOf, RequestOptions } from './operations.js';
export type { AnswerLike, BytesReader, FetchInit, FetchLike, SocketConstructor, SocketLike } from './platform.js';
export type { Request } from './rest.js';
export type { CtiStream, StreamOptions } from './stream/stream-options.js';
export type { StreamState, StreamStatus } from './stream/stream-state.js';
export type { GetTicket } from './stream/ticket.js';
export type { StreamTiming } from './stream/timing.js';

type Schemas = components['schemas'];
export type Call = Schemas['Call'];
export type Voicemail = Schemas['Voicemail'];
export type Message = Schemas['Message'];
export type Contact = Schemas['Contact'];
export type LookUp = Schemas['LookUp'];
export type Statistics = Schemas['Statistics'];
export type CallEvent = Schemas['CallEvent'];
export type VoicemailEvent = Schemas['VoicemailEvent'];
export type MessageEvent = Schemas['MessageEvent'];
export type CoverageEvent = Schemas['CoverageEvent'];
