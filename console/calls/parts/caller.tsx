import { Facts, LoadFailure, Panel } from '../../admin/parts.js';
import { useLoaded } from '../../admin/use-loaded.js';
import { ask } from '../ask.js';
import { safeLink } from '../logic/safe-link.js';
import { PhoneNumber } from './phone-number.js';
import { When } from './when.js';

/** What is known of a number: who has it, and what calls there were with it. */
export const Caller = ({ number }: { readonly number: string }) => {
  const found = useLoaded(() => ask((of) => of.lookup(number)), [number]);
  const { value } = found;
  const record = safeLink(value?.contact?.record_url);
  return (
    <Panel title="This number">
      <LoadFailure of={found} />
      {value !== null && (
        <>
          <Facts
            facts={[
              ['Number', <PhoneNumber key="number" number={number} />],
              ['In the CRM', value.contact?.name ?? 'not among its contacts'],
              ['Calls', `${value.calls}${value.is_complete ? '' : ' or more'}, ${value.answered} answered`],
              ['Last call', value.last_at === null ? 'none' : <When key="last" at={value.last_at} />],
              ['Who answered', value.crm_users.map(({ crm_user_id }) => crm_user_id).join(', ') || 'nobody'],
            ]}
          />
          <div class="actions">
            <a class="button" href={`/console/calls?search=${encodeURIComponent(number)}`}>
              All calls with it
            </a>
            <a class="button" href={`/console/messages/${encodeURIComponent(number)}`}>
              Messages with it
            </a>
            {record !== null && (
              <a class="button" href={record} target="_blank" rel="noopener noreferrer">
                Open in the CRM
              </a>
            )}
          </div>
        </>
      )}
    </Panel>
  );
};
