import type { CallEventType } from '../call/call.js';
import type { CallField, CallView } from '../call/call-view.js';
import type { ContactCard } from '../contact/contact.js';
import type { Gap } from '../coverage/coverage.js';
import type { DialpadId } from '../dialpad-id.js';
import type { AppId, CallId, EventId } from '../ids.js';
import type { MessageEventType, MessageView } from '../message/message.js';
import type { Timestamp } from '../timestamp.js';
import type { VoicemailEventType, VoicemailView } from '../voicemail/voicemail.js';

/** What an event says: its type, and the whole call, voicemail or message as it was then. */
export type EventContent =
  | CallChanged
  | CallUpdated
  | { readonly type: VoicemailEventType; readonly voicemail: VoicemailView }
  | { readonly type: MessageEventType; readonly message: MessageView }
  | { readonly type: 'coverage.gap_detected' | 'coverage.gap_filled'; readonly gap: Gap };

interface CallChanged {
  readonly type: Exclude<CallEventType, 'call.updated'>;
  readonly call: CallView;
  /** Of a call that rings or is dialled: whom the CRM knows by the other party's number. Absent if it knows nobody. */
  readonly contact?: ContactCard;
}

/** A call is different. */
interface CallUpdated {
  readonly type: 'call.updated';
  readonly call: CallView;
  readonly changed: readonly UpdatedField[];
  /** Whom the call concerned before, where that is what changed: the event concerns that person too. */
  readonly previous?: PreviousPerson;
}

/** `targetCrmUser`: the person whom the call concerns is another CRM user now. */
export type UpdatedField = CallField | 'targetCrmUser';

export interface PreviousPerson {
  readonly dialpadUserId: DialpadId | null;
  /** The CRM user that the person is mapped to; null if there is none, and until the event is announced. */
  readonly crmUser: string | null;
}

/** The call that an event says something about; null if it is about something else. */
export const callIdIn = (content: EventContent): CallId | null => ('call' in content ? content.call.id : null);

export type AppEventType = EventContent['type'];

/** An event that has no place in the stream yet. */
export interface NewAppEvent {
  readonly id: EventId;
  readonly appId: AppId;
  /** When it happened, by the source's clock where it has one. */
  readonly happenedAt: Timestamp;
  /** The CRM user it concerns, if the Dialpad user is mapped. */
  readonly targetCrmUser: string | null;
  /** It comes late, by a replay or a backfill: a screen updates without popping up. */
  readonly replayed: boolean;
  readonly content: EventContent;
}

/** One event of an app's stream. */
export interface AppEvent extends NewAppEvent {
  /** Place in the app's stream: 1 for the first event, growing by one, without gaps. */
  readonly seq: number;
}

/** An event that has not been announced; its id and the CRM user it concerns are added when it is. */
export interface PendingEvent {
  readonly appId: AppId;
  readonly happenedAt: Timestamp;
  readonly replayed: boolean;
  /** The person on our side. */
  readonly dialpadUserId: DialpadId | null;
  readonly content: EventContent;
}
