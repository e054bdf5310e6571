import type { components } from '../../../src/client/index.js';
import { Empty, Table } from '../../admin/parts.js';
import { durationText } from '../logic/durations.js';
import { personText } from '../logic/words.js';

const NUMBERS = ['Calls', 'Answered', 'Missed', 'Talk time', 'Mean wait'];

/** Who had how many calls, the one with the most first. */
export const PeopleTable = ({ people }: { readonly people: readonly components['schemas']['PersonTally'][] }) => {
  if (people.length === 0) {
    return <Empty title="Nobody.">No call of this span reached a person, or came from one.</Empty>;
  }
  const most = Math.max(...people.map(({ calls }) => calls));
  return (
    <Table caption="Calls by person" head={['Person', ...NUMBERS]} numbers={NUMBERS}>
      {people.map((one) => (
        <tr key={String(one.dialpad_user_id)}>
          <th scope="row">
            {one.crm_user_id === null ? (
              personText(null, one.dialpad_user_id)
            ) : (
              <a href={`/console/calls?person=${encodeURIComponent(one.crm_user_id)}`}>{one.crm_user_id}</a>
            )}
          </th>
          <td class="number">
            <span class="share" aria-hidden="true" style={{ width: `${(one.calls / most) * 3}rem` }} />
            {one.calls}
          </td>
          <td class="number">{one.answered}</td>
          <td class="number">{one.missed}</td>
          <td class="number">{durationText(one.talk_seconds)}</td>
          <td class="number">{durationText(one.mean_wait_seconds)}</td>
        </tr>
      ))}
    </Table>
  );
};
