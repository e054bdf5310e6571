import { useIncomingCall } from 'cti-server/react';
import { useEffect } from 'react';
import { nameOf, secondsSince, timeText } from './format.js';
import { useNow } from './use-now.js';

interface Props {
  readonly user: string;
  /** Shows the earlier calls with a number. */
  readonly onShow: (number: string) => void;
}

/** Pops up in one tab while a call rings for this person. */
export function CallPop({ user, onShow }: Props) {
  const { call, dismiss } = useIncomingCall(user);
  const now = useNow();

  useEffect(() => {
    document.title = call === null ? 'Larkspur CRM' : `${nameOf(call)} is calling`;
    const onKey = ({ key }: KeyboardEvent) => key === 'Escape' && dismiss();
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [call, dismiss]);

  return (
    <aside className="pops" aria-label="Incoming call" aria-live="assertive">
      {call !== null && (
        <div className="pop">
          <span className="ring" aria-hidden="true" />
          <div>
            <p className="pop-what">Incoming call</p>
            <p className="pop-name">{nameOf(call)}</p>
            <p className="pop-number">
              {call.from_number} <span aria-hidden="true">· {timeText(secondsSince(call.started_at, now))}</span>
            </p>
          </div>
          <p className="pop-actions">
            {call.contact?.record_url && (
              <a className="main" href={call.contact.record_url} target="_blank" rel="noreferrer">
                Open record
              </a>
            )}
            <button type="button" onClick={() => call.from_number !== null && onShow(call.from_number)}>
              Earlier calls
            </button>
            <button type="button" onClick={dismiss}>
              Dismiss
            </button>
          </p>
        </div>
      )}
    </aside>
  );
}
