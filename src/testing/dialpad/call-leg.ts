import type { Direction } from '../../domain/direction.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { Colleague, Contact, Line } from './parties.js';

/** One leg of a call, from its start to its end; null for what never happens. All times are milliseconds. */
export interface CallLeg {
  readonly callId: number;
  readonly direction: Direction;
  readonly contact: Contact;
  /** A person, or a line whose calls people take. */
  readonly target: Colleague | Line;
  readonly startedAt: Timestamp;
  readonly queuedAt: Timestamp | null;
  readonly rangAt: Timestamp | null;
  /** When a menu or a greeting took the call: the state is `connected`, but no person has answered. */
  readonly menuAt: Timestamp | null;
  /** When a person answered. */
  readonly connectedAt: Timestamp | null;
  readonly endedAt: Timestamp;
  /** Total time on hold. */
  readonly heldMs: number;
  /** On a person's leg of a line's call: the leg of the line that was dialled. */
  readonly entryPoint: { readonly callId: number; readonly line: Line } | null;
  /** The leg that this one is part of or continues. */
  readonly masterCallId: number | null;
  /** On a line's leg: the leg of the person who answered. */
  readonly operatorCallId: number | null;
  /** The line that the call belongs to. */
  readonly group: Line | null;
  /** The person who transferred the call to this leg. */
  readonly transferredFrom: Colleague | null;
  /** Whether this leg ended with a transfer. */
  readonly isTransferred: boolean;
  readonly isOpen: boolean;
  readonly recording: Recording | null;
  /** The company's recording, beside the person's. */
  readonly companyRecording: Recording | null;
  /** When the mailbox took the call. */
  readonly mailboxAt: Timestamp | null;
  /** Null where the caller leaves no message. */
  readonly voicemail: VoicemailAudio | null;
  readonly afterwards: Afterwards;
}

export interface Recording {
  readonly id: number;
  readonly readyAt: Timestamp;
}

/** What is made of a call once it is over. Each part is in the one event that is about it. */
export interface Afterwards {
  readonly recap: {
    readonly summary: string;
    readonly outcome: string;
    readonly purposes: readonly string[];
    readonly actionItems: readonly string[];
  } | null;
  /** The wrap-up codes chosen by the person who took the call. */
  readonly dispositions: readonly string[];
  readonly labels: readonly string[];
  /** The caller's answer to a survey. */
  readonly csatScore: string | null;
}

export interface VoicemailAudio {
  readonly id: number;
  readonly recordedAt: Timestamp;
  readonly durationMs: number;
  readonly uploadedAt: Timestamp;
  readonly transcribedAt: Timestamp;
  readonly transcript: string;
}
