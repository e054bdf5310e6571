import { useState } from 'react';
import { ActiveCalls } from './active-calls.js';
import { CallHistory } from './call-history.js';
import { CallPop } from './call-pop.js';
import { Connection } from './connection.js';
import { MissedCalls } from './missed-calls.js';
import { Voicemails } from './voicemails.js';

/** The screen of a CRM: who calls, who is on the phone, what was, and what was left. */
export function Crm({ user }: { readonly user: string }) {
  /** The number whose calls the history shows; null for all. */
  const [number, setNumber] = useState<string | null>(null);
  return (
    <>
      <header className="bar">
        <h1>
          <span className="mark" aria-hidden="true" /> Larkspur CRM
        </h1>
        <Connection />
        <p className="who">
          <span className="face" aria-hidden="true">
            {user.slice(0, 1).toUpperCase()}
          </span>
          {user}
        </p>
      </header>
      <main className="board">
        <div className="wide">
          <ActiveCalls />
          <CallHistory number={number} onAll={() => setNumber(null)} />
        </div>
        <div className="narrow">
          <MissedCalls user={user} onShow={setNumber} />
          <Voicemails />
        </div>
      </main>
      <CallPop user={user} onShow={setNumber} />
    </>
  );
}
