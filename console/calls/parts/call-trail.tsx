import { useState } from 'preact/hooks';
import type { CtiEvent } from '../../../src/client/index.js';
import { showExact } from '../../admin/logic/exact-json.js';
import { Empty, LoadFailure, Panel, Time } from '../../admin/parts.js';
import { useLoaded } from '../../admin/use-loaded.js';
import { isCallEvent } from '../logic/live-calls.js';
import { readTrail, type Trail } from '../read-trail.js';
import { useReloadOn } from '../use-reload-on.js';

/** The events that told of a call, and the webhooks that it is made from: why it is as it is. */
export const CallTrail = ({ id }: { readonly id: string }) => {
  const events = useLoaded(() => readTrail(id, 'events'), [id]);
  const webhooks = useLoaded(() => readTrail(id, 'webhooks'), [id]);
  const { reload: readEvents } = events;
  const { reload: readWebhooks } = webhooks;
  const isOfCall = (event: CtiEvent): boolean => isCallEvent(event) && event.call_id === id;
  useReloadOn(readEvents, isOfCall);
  useReloadOn(readWebhooks, isOfCall);
  return (
    <>
      <Panel title="Events it told">
        <LoadFailure of={events} />
        {events.value !== null && <Entries entries={events.value} name="event" at="timestamp" none="It told none." />}
      </Panel>
      <Panel title="Webhooks it came from">
        <LoadFailure of={webhooks} />
        {webhooks.value !== null && (
          <Entries
            entries={[...webhooks.value].reverse()}
            name="event_type"
            at="received_at"
            none="None is kept any more."
          />
        )}
      </Panel>
    </>
  );
};

interface EntriesProps {
  readonly entries: Trail;
  /** The field with the name of an entry, and the one with its time. */
  readonly name: string;
  readonly at: string;
  readonly none: string;
}

const Entries = ({ entries, name, at, none }: EntriesProps) =>
  entries.length === 0 ? (
    <Empty title={none}>Old ones are deleted after a time that the server is told.</Empty>
  ) : (
    <ul class="deliveries">
      {entries.map((entry) => (
        <Entry
          key={String(entry.event_id ?? entry.id)}
          entry={entry}
          name={String(entry[name] ?? 'no name')}
          at={String(entry[at])}
        />
      ))}
    </ul>
  );

interface EntryProps {
  readonly entry: Trail[number];
  readonly name: string;
  readonly at: string;
}

const Entry = ({ entry, name, at }: EntryProps) => {
  const [isOpen, setOpen] = useState(false);
  return (
    <li>
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span class="delivery-name">{name}</span>
          <span class="soft">{typeof entry.seq === 'number' ? `event ${entry.seq}` : String(entry.status ?? '')}</span>
          <Time at={at} exact />
        </summary>
        {isOpen && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
          <section class="payload" tabIndex={0} aria-label={`${name} as JSON`}>
            <pre>{showExact(entry)}</pre>
          </section>
        )}
      </details>
    </li>
  );
};
