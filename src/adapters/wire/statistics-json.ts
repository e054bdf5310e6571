import * as t from 'io-ts';
import type { Tally } from '../../domain/statistics/call-statistics.js';
import { DialpadIdJson } from './dialpad-id-json.js';
import { IsoTime } from './iso-time.js';
import { nullable } from './nullable.js';

const tallyFields = {
  calls: t.number,
  inbound: t.number,
  outbound: t.number,
  answered: t.number,
  missed: t.number,
  voicemails: t.number,
  talk_seconds: t.number,
  mean_talk_seconds: nullable(t.number),
  mean_wait_seconds: nullable(t.number),
};

/** Sums over the calls of a span, an hour, a day or a person. */
export const TallyJson = t.type(tallyFields, 'Tally');

/** An hour, a day, a week or a month: in UTC, and as the clocks of the zone show its start. */
const BucketTallyJson = t.type({ start: IsoTime, end: IsoTime, local_start: t.string, ...tallyFields }, 'BucketTally');

const PersonTallyJson = t.type(
  { dialpad_user_id: DialpadIdJson, crm_user_id: nullable(t.string), ...tallyFields },
  'PersonTally',
);

/** Statistics of an app's calls. */
export const StatisticsJson = t.type(
  {
    from: IsoTime,
    to: IsoTime,
    bucket: t.string,
    time_zone: t.string,
    total: TallyJson,
    buckets: t.readonlyArray(BucketTallyJson),
    /** Null unless it was asked for. */
    people: nullable(t.readonlyArray(PersonTallyJson)),
  },
  'Statistics',
);

export const tallyToJson = (tally: Tally): t.TypeOf<typeof TallyJson> => ({
  calls: tally.calls,
  inbound: tally.inbound,
  outbound: tally.outbound,
  answered: tally.answered,
  missed: tally.missed,
  voicemails: tally.voicemails,
  talk_seconds: tenths(tally.talkSeconds),
  mean_talk_seconds: mean(tally.talkSeconds, tally.waits),
  mean_wait_seconds: mean(tally.waitSeconds, tally.waits),
});

/** Of the answered calls that are over; null if there are none. */
const mean = (sum: number, many: number): number | null => (many === 0 ? null : tenths(sum / many));

const tenths = (seconds: number): number => Math.round(seconds * 10) / 10;
