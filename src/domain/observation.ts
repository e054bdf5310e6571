import type { CallObservation } from './call/call-facts.js';
import type { AppId } from './ids.js';
import type { MessageObservation } from './message/message.js';
import type { VoicemailObservation } from './voicemail/voicemail.js';

/** What one event of the phone system says about one call, voicemail or message. */
export type Observation =
  | { readonly _tag: 'Call'; readonly seen: CallObservation }
  | { readonly _tag: 'Voicemail'; readonly seen: VoicemailObservation }
  | { readonly _tag: 'Message'; readonly seen: MessageObservation };

/** An observation and the app it belongs to. */
export interface ScopedObservation {
  readonly appId: AppId;
  readonly observation: Observation;
  /** It comes late, from a replay or a backfill: what follows from it is announced as late. */
  readonly replayed: boolean;
}
