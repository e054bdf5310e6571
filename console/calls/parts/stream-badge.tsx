import type { StreamState } from '../../../src/client/index.js';
import { Badge, type BadgeTone } from '../../admin/parts.js';
import { streamState } from '../live.js';

const WORDS: Readonly<Record<StreamState['status'], { readonly word: string; readonly tone: BadgeTone }>> = {
  connecting: { word: 'Connecting', tone: 'warn' },
  'catching up': { word: 'Catching up', tone: 'info' },
  live: { word: 'Live', tone: 'good' },
  refused: { word: 'Refused', tone: 'bad' },
  paused: { word: 'Paused', tone: 'quiet' },
  closed: { word: 'Closed', tone: 'quiet' },
};

/** How the stream of the app stands. Why it is not live is at hand, and on the page Live in words. */
export const StreamBadge = () => {
  const { status, why } = streamState.value;
  const { word, tone } = WORDS[status];
  return (
    <span class="stream-state" title={why}>
      <span class="visually-hidden">Stream of events: </span>
      <Badge tone={tone}>{word}</Badge>
      {why !== undefined && <span class="visually-hidden">{why}</span>}
    </span>
  );
};
