import { useActiveCalls } from 'cti-server/react';
import { aboutOf, nameOf, secondsSince, timeText } from './format.js';
import { useNow } from './use-now.js';

/** Who rings, and who is on the phone. */
export function ActiveCalls() {
  const { calls, isLoading, error } = useActiveCalls();
  const now = useNow();
  return (
    <section className="card" aria-labelledby="active">
      <h2 id="active">
        On the phone <span className="count">{calls.length}</span>
      </h2>
      {error !== null && <p className="error">{error.message}</p>}
      {calls.length === 0 && <p className="empty">{isLoading ? 'One moment…' : 'Nobody is on the phone.'}</p>}
      <ul className="rows">
        {calls.map((call) => (
          <li key={call.id} className="row" data-status={call.status}>
            <span className="tag">{call.status === 'ringing' ? 'Ringing' : (call.hold ?? 'Talking')}</span>
            <span className="grow">
              <b>{nameOf(call)}</b>
              <small>{aboutOf(call, call.direction === 'outbound' ? ' called by ' : ' for ')}</small>
            </span>
            <span className="time">{timeText(secondsSince(call.started_at, now))}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
