import type { Call } from './call/call.js';
import type { Message } from './message/message.js';
import type { Voicemail } from './voicemail/voicemail.js';

/** Calls, voicemails and messages, of any number of apps. */
export interface Aggregates {
  readonly calls: readonly Call[];
  readonly voicemails: readonly Voicemail[];
  readonly messages: readonly Message[];
}
