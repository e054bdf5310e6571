import type { ReportedCall } from '../../src/application/ports/phone-system.js';
import { dialpadId } from '../../src/testing/storage/samples.js';

/** A call as it is in Dialpad's lists (dialpad/events.md §7): numbers as strings, nulls left out. */
export const reported = (
  id: number,
  times: { readonly started: number; readonly connected?: number; readonly ended?: number },
  more: Readonly<Record<string, unknown>> = {},
): ReportedCall => {
  const { started, connected, ended } = times;
  const payload = {
    call_id: String(id),
    state: ended === undefined ? 'connected' : 'hangup',
    direction: 'inbound',
    external_number: '+15550100',
    date_started: String(started),
    ...(connected === undefined ? {} : { date_connected: String(connected) }),
    ...(ended === undefined ? {} : { date_ended: String(ended) }),
    target: { type: 'user', id: '7' },
    ...more,
  };
  return {
    id: dialpadId(id),
    payload: JSON.stringify(payload),
    startedAt: started,
    over: ended !== undefined,
  };
};
