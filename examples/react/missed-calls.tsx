import { type ShownCall, useCtiEvents } from 'cti-server/react';
import { useState } from 'react';

type Missed = Pick<ShownCall, 'id' | 'from_number'>;

interface Props {
  readonly user: string;
  readonly onShow: (number: string) => void;
}

/** What this person has missed since the page was opened. A call of which the server learns late is no news. */
export function MissedCalls({ user, onShow }: Props) {
  const [missed, setMissed] = useState<readonly Missed[]>([]);
  useCtiEvents(
    ({ call_id: id, from_number, answered_elsewhere, replayed }) => {
      if (answered_elsewhere || replayed) return;
      setMissed((before) => [{ id, from_number }, ...before.filter((one) => one.id !== id)].slice(0, 5));
    },
    { events: ['call.missed'], crmUser: user },
  );
  if (missed.length === 0) return null;
  return (
    <section className="card" aria-labelledby="missed">
      <h2 id="missed">You missed</h2>
      <ul className="rows">
        {missed.map(({ id, from_number }) => (
          <li key={id} className="row" data-status="missed">
            <b className="grow">{from_number ?? 'Unknown number'}</b>
            {from_number !== null && (
              <button type="button" onClick={() => onShow(from_number)}>
                Show<span className="unseen"> the calls from {from_number}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
