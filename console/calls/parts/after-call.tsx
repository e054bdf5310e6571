import type { Call } from '../../../src/client/index.js';
import { Facts, Panel } from '../../admin/parts.js';
import { safeLink } from '../logic/safe-link.js';

/** What was made of a call once it was over: its summary, its dispositions, its transcript. Nothing if there is none. */
export const AfterCall = ({ call }: { readonly call: Call }) => {
  const { recap, dispositions, satisfaction, transcript_ready, custom_data } = call;
  const review = safeLink(call.review_url);
  const facts = [
    ...(recap?.outcome == null ? [] : [['Outcome', recap.outcome] as const]),
    ...(recap == null || recap.purposes.length === 0 ? [] : [['Purpose', recap.purposes.join(', ')] as const]),
    ...(dispositions.length === 0 ? [] : [['Disposition', dispositions.join(', ')] as const]),
    ...(satisfaction === null ? [] : [['Satisfaction', satisfaction] as const]),
    ...(custom_data === null ? [] : [['Custom data', custom_data] as const]),
  ];
  const isEmpty = facts.length === 0 && recap === null && review === null && !transcript_ready;
  if (isEmpty) return null;
  return (
    <Panel title="After the call">
      {recap?.summary != null && (
        <p class="recap" dir="auto">
          {recap.summary}
        </p>
      )}
      {recap !== null && recap.action_items.length > 0 && (
        <ul class="recap-items">
          {recap.action_items.map((item) => (
            <li key={item} dir="auto">
              {item}
            </li>
          ))}
        </ul>
      )}
      {facts.length > 0 && <Facts facts={facts} />}
      {transcript_ready && review === null && <p class="soft">The transcript is ready in Dialpad.</p>}
      {review !== null && (
        <p>
          <a href={review} target="_blank" rel="noopener noreferrer">
            {transcript_ready ? 'Transcript and recording in Dialpad' : 'Review in Dialpad'}
          </a>
        </p>
      )}
    </Panel>
  );
};
