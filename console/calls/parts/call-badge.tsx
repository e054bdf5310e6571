import type { Call } from '../../../src/client/index.js';
import { Badge } from '../../admin/parts.js';
import { statusWord } from '../logic/words.js';

/** How a call stands, and whether it is held. */
export const CallBadge = ({ call }: { readonly call: Call }) => {
  const { word, tone } = statusWord(call);
  return (
    <span class="badges">
      <Badge tone={tone}>{word}</Badge>
      {call.hold !== null && <Badge tone="warn">{call.hold === 'held' ? 'On hold' : 'Parked'}</Badge>}
    </span>
  );
};
