import { useState } from 'preact/hooks';
import { Simulate } from '../app/simulate.js';
import { Notice } from '../parts.js';
import type { ChosenApp, ChosenPerson } from './chosen.js';
import { OpenLive } from './open-live.js';
import { ToldEvents } from './told-events.js';
import { useAppEvents } from './use-app-events.js';

/** Lets it ring, and shows what the CRM is told meanwhile. */
export const RingStep = ({ app, person }: { readonly app: ChosenApp; readonly person: ChosenPerson }) => {
  const { events, state } = useAppEvents(app.key);
  const [hasRung, setRung] = useState(false);
  return (
    <>
      <p>
        Signed webhooks arrive as Dialpad would send them. Below is what your CRM is told, as it is told: this page
        follows the stream of {app.name} with its key.
      </p>
      <Simulate appId={app.id} dialpadUserId={person.dialpadUserId} onStart={() => setRung(true)} />
      {state === 'live' ? <ToldEvents events={events} hasRung={hasRung} /> : <Notice tone="info">{state}</Notice>}
      <OpenLive apiKey={app.key} />
      <h3>What next</h3>
      <ul>
        <li>
          Put the events on a screen: <code>docs/getting-started.md</code> has the React component,{' '}
          <a href="/docs">the API</a> every operation.
        </li>
        <li>
          <a href={`/console/admin/apps/${app.id}/dialpad`}>Connect Dialpad</a>, when the real phones are to ring.
        </li>
        <li>
          <a href="/console/admin/inbox">The inbox</a> shows every webhook that came just now.
        </li>
      </ul>
    </>
  );
};
