import * as t from 'io-ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The canonical text of a UUID, in lower case; `Kind` says what it identifies. */
export type Uuid<Kind extends string> = t.Branded<string, { readonly kind: Kind }>;

const uuid = <Kind extends string>(kind: Kind): t.Type<Uuid<Kind>, string, unknown> =>
  new t.Type<Uuid<Kind>, string, unknown>(
    kind,
    (u): u is Uuid<Kind> => typeof u === 'string' && UUID.test(u) && u === u.toLowerCase(),
    (u, context) =>
      typeof u === 'string' && UUID.test(u)
        ? t.success(u.toLowerCase() as Uuid<Kind>)
        : t.failure(u, context, 'must be a UUID'),
    (id) => id,
  );

/** Identifies a tenant: one CRM application with its own keys and data. */
export const AppId = uuid('AppId');
export type AppId = t.TypeOf<typeof AppId>;

/** Identifies a call in this system; the phone system's own id for it is a `DialpadId`. */
export const CallId = uuid('CallId');
export type CallId = t.TypeOf<typeof CallId>;

export const VoicemailId = uuid('VoicemailId');
export type VoicemailId = t.TypeOf<typeof VoicemailId>;

export const MessageId = uuid('MessageId');
export type MessageId = t.TypeOf<typeof MessageId>;

export const MappingId = uuid('MappingId');
export type MappingId = t.TypeOf<typeof MappingId>;

export const ContactId = uuid('ContactId');
export type ContactId = t.TypeOf<typeof ContactId>;

/** An address of another system that is told an app's events. */
export const EndpointId = uuid('EndpointId');
export type EndpointId = t.TypeOf<typeof EndpointId>;

export const KeyId = uuid('KeyId');
export type KeyId = t.TypeOf<typeof KeyId>;

/** Identifies one administrative act. */
export const ActId = uuid('ActId');
export type ActId = t.TypeOf<typeof ActId>;

export const AuditId = uuid('AuditId');
export type AuditId = t.TypeOf<typeof AuditId>;

/** Identifies one event of an app's stream. */
export const EventId = uuid('EventId');
export type EventId = t.TypeOf<typeof EventId>;

/** Identifies one delivery in the inbox. */
export const InboxId = uuid('InboxId');
export type InboxId = t.TypeOf<typeof InboxId>;
