import type { DialpadId } from '../dialpad-id.js';
import type { AppId, CallId } from '../ids.js';
import type { Timestamp } from '../timestamp.js';
import type { CallFacts } from './call-facts.js';
import type { LegContext } from './leg-context.js';

/**
 * A call is the sum of what was observed of it. Observations arrive late, twice and in any order, so no event moves a call from
 * one state to the next: each adds facts, the facts only grow, and the status is computed from them. The same observations always
 * make the same call, and a call that is over stays over.
 *
 * Strictly, this is one leg. What people call one call may ring several people, each on a leg of its own; `leg-context.ts` says what
 * the other legs mean for this one.
 *
 * `observe-call.ts` adds an observation, `call-status.ts` computes the status, `call-view.ts` shows a call to others.
 */
export interface Call {
  readonly id: CallId;
  readonly appId: AppId;
  readonly dialpadCallId: DialpadId;
  readonly facts: CallFacts;
  /** What the other legs of the conversation mean for this one. */
  readonly legContext: LegContext;
  /** The events that the CRM has received about this call, so that it receives none twice. */
  readonly announced: readonly AnnouncedEvent[];
  /** Counts the changes; of two writers that start from the same revision, one has to start again. */
  readonly revision: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}

/** The events that a CRM receives about a call. */
export type CallEventType =
  /** An incoming call rings, or one whose direction is not known. */
  | 'call.ring'
  /** An outgoing call is being dialled. */
  | 'call.dialing'
  | 'call.started'
  | 'call.ended'
  | 'call.missed'
  | 'call.recording.completed'
  | 'call.updated';

/**
 * An announced event as the call remembers it: one entry for each recording (`recordingMark`), none for updates. The first ring is `call.ring`; a later
 * one, of another person under the same id, names that person.
 */
export type AnnouncedEvent =
  | Exclude<CallEventType, 'call.recording.completed' | 'call.updated'>
  | `ring ${DialpadId}`
  | `recording ${string}`;
