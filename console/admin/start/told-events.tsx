import { Empty } from '../parts.js';
import type { ToldEvent } from './use-app-events.js';

const WORDS: Readonly<Record<string, string>> = {
  'call.ring': 'It rings',
  'call.dialing': 'It is being dialled',
  'call.started': 'Somebody answered',
  'call.ended': 'The call is over',
  'call.missed': 'Nobody answered',
  'call.recording.completed': 'The recording is ready',
  'call.updated': 'Something of the call is different',
  'voicemail.received': 'A message was left',
  'voicemail.updated': 'The transcript of the message is there',
  'message.received': 'A text message came',
  'message.sent': 'A text message was sent',
  'message.updated': 'The state of a text message is different',
};

/** What the CRM was told, the latest first. */
export const ToldEvents = ({
  events,
  hasRung,
}: {
  readonly events: readonly ToldEvent[];
  readonly hasRung: boolean;
}) => (
  <section aria-label="What your CRM is told">
    <h3>What your CRM is told</h3>
    {events.length === 0 ? (
      <Empty title={hasRung ? 'In a moment.' : 'Nothing yet.'}>
        {hasRung ? 'The first webhook is on its way.' : 'Press Ring.'}
      </Empty>
    ) : (
      <ol class="told" aria-live="polite">
        {events.map((told) => (
          <li key={told.seq} class={told.event === 'call.ring' ? 'told-ring' : undefined}>
            <strong>{WORDS[told.event] ?? told.event}</strong>
            <span>
              {told.contact_name ?? told.from_number ?? ''}
              {told.target_crm_user != null && ` → ${told.target_crm_user}`}
            </span>
            <code>
              {told.seq} {told.event}
            </code>
          </li>
        ))}
      </ol>
    )}
  </section>
);
