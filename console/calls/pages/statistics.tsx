import type { components } from '../../../src/client/index.js';
import type { Failure, Outcome } from '../../admin/api/client.js';
import { Empty, LoadFailure, Page, Panel, SelectField } from '../../admin/parts.js';
import { useLoaded } from '../../admin/use-loaded.js';
import { clockTime } from '../../logic/times.js';
import { queryField, setQueryField } from '../../router.js';
import { ask } from '../ask.js';
import { isZone } from '../logic/days.js';
import { durationText } from '../logic/durations.js';
import { type Bucket, SPANS, shareText, spanOf } from '../logic/spans.js';
import { BucketCharts } from '../parts/bucket-charts.js';
import { BucketTable } from '../parts/bucket-table.js';
import { PeopleTable } from '../parts/people-table.js';

type Found = components['schemas']['Statistics'];

/** What was read, and when. */
interface Read {
  readonly found: Found;
  readonly at: string;
}

const OWN_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const ZONES = [...new Set([OWN_ZONE, 'UTC', ...Intl.supportedValuesOf('timeZone')])];

/** An answer looks at every call of the span, so it is not asked for often. */
const REFRESH_MS = 300_000;

/** The server speaks of fields of the request; here people choose spans. */
const isTooMany = ({ status, message }: Failure): boolean => status === 400 && /more than \d+ calls/.test(message);
const TOO_MANY = {
  status: 400,
  message: 'This span has more calls than the server counts at once. Choose a shorter one.',
};

/** How many calls there were, and what became of them. */
export const Statistics = () => {
  const asked = queryField('zone');
  const zone = asked !== '' && isZone(asked) ? asked : OWN_ZONE;
  const { name, bucket } = spanOf(queryField('span'), new Date(), zone);
  const found = useLoaded(
    async (): Promise<Outcome<Read>> => {
      const now = new Date();
      const { from, to } = spanOf(name, now, zone);
      const stats = await ask((of) => of.stats({ from, to, bucket, by: 'user', time_zone: zone }));
      if (stats.ok) return { ok: true, value: { found: stats.value, at: now.toISOString() } };
      return isTooMany(stats.failure) ? { ok: false, failure: TOO_MANY } : stats;
    },
    [name, zone],
    REFRESH_MS,
  );
  return (
    <Page
      title="Statistics"
      lead="A call counts once, with all its legs, when its first leg began."
      actions={
        <div class="span-choice">
          <SelectField label="Span" value={name} options={SPANS} onChange={(value) => setQueryField('span', value)} />
          <SelectField
            label="Time zone"
            value={zone}
            options={[...new Set([zone, ...ZONES])].map((value) => ({ value, label: value }))}
            onChange={(value) => setQueryField('zone', value)}
          />
        </div>
      }
    >
      <LoadFailure of={found} />
      {found.value !== null && <Shown read={found.value} bucket={bucket} />}
    </Page>
  );
};

/** Of weeks and months the first is cut off where the span begins. */
const notWhole = (bucket: Bucket): string =>
  bucket === 'week' || bucket === 'month'
    ? `The first and the last ${bucket} are not whole.`
    : `The last ${bucket} is not over yet.`;

const Shown = ({ read: { found, at }, bucket }: { readonly read: Read; readonly bucket: Bucket }) => {
  if (found.total.calls === 0) {
    return <Empty title="No calls in this span.">Choose a longer one, or wait for the first call.</Empty>;
  }
  return (
    <>
      <Totals total={found.total} />
      <Panel title={`Calls by ${bucket}`}>
        <p class="soft">
          Times are those of {found.time_zone}. {notWhole(bucket)} Counted at {clockTime(at)}.
        </p>
        <BucketCharts buckets={found.buckets} bucket={bucket} />
        <details class="activity">
          <summary>The same as a table</summary>
          <BucketTable buckets={found.buckets} bucket={bucket} />
        </details>
      </Panel>
      <Panel title="By person">
        <PeopleTable people={found.people ?? []} />
      </Panel>
    </>
  );
};

const Totals = ({ total }: { readonly total: Found['total'] }) => (
  <dl class="totals">
    {[
      ['Calls', total.calls.toLocaleString('en'), `${total.inbound} in, ${total.outbound} out`],
      ['Answered', total.answered.toLocaleString('en'), shareText(total.answered, total.calls)],
      ['Missed', total.missed.toLocaleString('en'), `${total.voicemails} with a voicemail`],
      ['Talk time', durationText(total.talk_seconds), `${durationText(total.mean_talk_seconds)} a call`],
      ['Wait', durationText(total.mean_wait_seconds), 'mean, until the answer'],
    ].map(([name, value, more]) => (
      <div key={name} class="total">
        <dt>{name}</dt>
        <dd>
          <strong>{value}</strong>
          <span class="total-more soft">{more}</span>
        </dd>
      </div>
    ))}
  </dl>
);
