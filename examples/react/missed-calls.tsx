import { useCtiEvents } from 'cti-server/react';
import { useState } from 'react';

interface Missed {
  readonly id: string;
  readonly name: string;
  readonly number: string | null;
}

interface Props {
  readonly user: string;
  readonly onShow: (number: string) => void;
}

/** What this person has missed since the page was opened. A call of which the server learns late is no news. */
export function MissedCalls({ user, onShow }: Props) {
  const [missed, setMissed] = useState<readonly Missed[]>([]);
  useCtiEvents(
    ({ call_id: id, from_number: number, contact_name, answered_elsewhere, replayed }) => {
      if (answered_elsewhere || replayed) return;
      const name = contact_name ?? number ?? 'Unknown number';
      setMissed((before) => [{ id, name, number }, ...before.filter((one) => one.id !== id)].slice(0, 5));
    },
    { events: ['call.missed'], crmUser: user },
  );
  if (missed.length === 0) return null;
  return (
    <section className="card" aria-labelledby="missed">
      <h2 id="missed">You missed</h2>
      <ul className="rows">
        {missed.map(({ id, name, number }) => (
          <li key={id} className="row" data-status="missed">
            <b className="grow">{name}</b>
            {number !== null && (
              <button type="button" onClick={() => onShow(number)}>
                Show<span className="unseen"> the calls of {name}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
