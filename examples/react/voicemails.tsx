import { useVoicemails } from 'cti-server/react';
import { dayAndTime, timeText } from './format.js';

/** What callers left, with what they said. */
export function Voicemails() {
  const { voicemails, isLoading, hasMore, loadMore } = useVoicemails({ limit: 10 });
  return (
    <section className="card" aria-labelledby="voicemails">
      <h2 id="voicemails">Voicemails</h2>
      {voicemails.length === 0 && <p className="empty">{isLoading ? 'One moment…' : 'No voicemails.'}</p>}
      <ul className="rows">
        {voicemails.map((voicemail) => (
          <li key={voicemail.id} className="voicemail">
            <p>
              <b>{voicemail.from_number ?? 'Unknown number'}</b>
              <span className="time">
                <time dateTime={voicemail.created_at}>{dayAndTime(voicemail.created_at)}</time>
                {voicemail.duration_seconds !== null && <small>{timeText(voicemail.duration_seconds)}</small>}
              </span>
            </p>
            <blockquote>{voicemail.transcript ?? 'No transcript yet.'}</blockquote>
            {voicemail.recording_url !== null && (
              <a href={voicemail.recording_url} target="_blank" rel="noreferrer">
                Listen<span className="unseen"> to the voicemail from {voicemail.from_number}</span>
              </a>
            )}
          </li>
        ))}
      </ul>
      {hasMore && (
        <button type="button" className="more" onClick={() => void loadMore()}>
          Earlier voicemails
        </button>
      )}
    </section>
  );
}
