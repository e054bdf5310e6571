import { useCtiState } from 'cti-server/react';

const WORDS = {
  connecting: 'Connecting…',
  'catching up': 'Catching up…',
  live: 'Live',
  refused: 'Not connected',
  paused: 'Paused',
  closed: 'Closed',
};

/** Says whether the screen is up to date. */
export function Connection() {
  const { status, why } = useCtiState();
  return (
    <p className="state" data-status={status} role="status" title={why}>
      <span className="dot" aria-hidden="true" />
      {WORDS[status]}
      {status === 'refused' && <span className="why"> {why}</span>}
    </p>
  );
}
