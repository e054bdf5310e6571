import { type CallQuery, useCallHistory } from 'cti-server/react';
import { useState } from 'react';
import { aboutOf, dayAndTime, nameOf, STATUS, timeText } from './format.js';

const FILTERS: readonly { readonly name: string; readonly query: CallQuery }[] = [
  { name: 'All', query: {} },
  { name: 'Incoming', query: { direction: 'inbound' } },
  { name: 'Outgoing', query: { direction: 'outbound' } },
  { name: 'Missed', query: { status: 'missed' } },
];

interface Props {
  readonly number: string | null;
  readonly onAll: () => void;
}

/** All calls, newest first, or those with one number. */
export function CallHistory({ number, onAll }: Props) {
  const [filter, setFilter] = useState(FILTERS[0]);
  const query = { ...filter?.query, limit: 20, ...(number === null ? {} : { number }) };
  const { calls, isLoading, isLoadingMore, hasMore, loadMore, error } = useCallHistory(query);
  return (
    <section className="card" aria-labelledby="history">
      <h2 id="history">{number === null ? 'Calls' : `Calls with ${number}`}</h2>
      <p className="filters">
        {FILTERS.map((one) => (
          <button key={one.name} type="button" aria-pressed={one === filter} onClick={() => setFilter(one)}>
            {one.name}
          </button>
        ))}
        {number !== null && (
          <button type="button" onClick={onAll}>
            Calls with everybody
          </button>
        )}
      </p>
      {error !== null && <p className="error">{error.message}</p>}
      {calls.length === 0 && <p className="empty">{isLoading ? 'One moment…' : 'No such calls.'}</p>}
      <ul className="rows">
        {calls.map((call) => (
          <li key={call.id} className="row" data-status={call.status}>
            <span className="tag">{STATUS[call.status]}</span>
            <span className="grow">
              <b>{nameOf(call)}</b>
              <small>{aboutOf(call)}</small>
            </span>
            <span className="time">
              <time dateTime={call.started_at}>{dayAndTime(call.started_at)}</time>
              <small>{call.duration_seconds ? timeText(call.duration_seconds) : ''}</small>
            </span>
          </li>
        ))}
      </ul>
      {hasMore && (
        <button type="button" className="more" disabled={isLoadingMore} onClick={() => void loadMore()}>
          {isLoadingMore ? 'One moment…' : 'Earlier calls'}
        </button>
      )}
    </section>
  );
}
