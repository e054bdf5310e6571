import type { components } from '../../../src/client/index.js';
import { Table } from '../../admin/parts.js';
import { durationText } from '../logic/durations.js';
import { type Bucket, bucketText } from '../logic/spans.js';

const NUMBERS = ['Calls', 'Incoming', 'Outgoing', 'Answered', 'Missed', 'Voicemails', 'Talk time', 'Mean wait'];

interface Props {
  readonly buckets: readonly components['schemas']['BucketTally'][];
  readonly bucket: Bucket;
}

/** What the charts show, in numbers. */
export const BucketTable = ({ buckets, bucket }: Props) => (
  <Table caption="Calls by time" head={['From', ...NUMBERS]} numbers={NUMBERS}>
    {buckets.map((one) => (
      <tr key={one.start}>
        <th scope="row">
          <time dateTime={one.start}>{bucketText(one.local_start, bucket)}</time>
        </th>
        {[one.calls, one.inbound, one.outbound, one.answered, one.missed, one.voicemails].map((many, n) => (
          <td key={NUMBERS[n]} class="number">
            {many}
          </td>
        ))}
        <td class="number">{durationText(one.talk_seconds)}</td>
        <td class="number">{durationText(one.mean_wait_seconds)}</td>
      </tr>
    ))}
  </Table>
);
