import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { Clock } from '../../../../application/ports/clock.js';
import type { AppStatistics, AskStatistics } from '../../../../application/statistics/ask-statistics.js';
import type { KeyAccess } from '../../../../domain/app/key-access.js';
import {
  BUCKET_UNITS,
  type BucketUnit,
  momentOf,
  type OffsetAt,
  type TimeBucket,
  timeBuckets,
} from '../../../../domain/statistics/time-buckets.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import { oneAnswer } from '../../../wire/answers.js';
import { type WrittenTime, ZonedTime } from '../../../wire/iso-time.js';
import { StatisticsJson, tallyToJson } from '../../../wire/statistics-json.js';
import { decodeQuery } from '../decode.js';
import type { KeptAnswers } from '../kept-answers.js';
import { invalid, type Problem, problemOf } from '../problem.js';
import { TextQuery, word } from '../query-codecs.js';
import { one, type Reply } from '../reply.js';
import { type Handler, type HandlerFor, type OperationDoc, type Route, route } from '../route.js';
import { localTime, timeZoneOf } from '../time-zone.js';

const StatisticsQuery = t.partial({
  from: ZonedTime,
  to: ZonedTime,
  bucket: word(BUCKET_UNITS),
  by: word(['user']),
  time_zone: TextQuery,
});

const STATISTICS: OperationDoc = {
  summary:
    'Calls by hour, day, week or month, and by person: how many, answered, missed, how long; the last 7 days by day',
  tag: 'Calls',
  access: 'app',
  query: StatisticsQuery,
  answers: { 200: oneAnswer(StatisticsJson) },
};

interface Deps {
  readonly guarded: (handle: HandlerFor<KeyAccess>) => Handler;
  readonly kept: KeptAnswers;
  readonly askStatistics: AskStatistics;
  readonly clock: Clock;
}

/** Statistics, for the CRM. */
export const statisticsRoutes = (deps: Deps): readonly Route[] => [
  route('GET', '/api/stats', deps.guarded(deps.kept(statistics(deps))), STATISTICS),
];

const statistics =
  ({ askStatistics, clock }: Deps): HandlerFor<KeyAccess> =>
  (request, { appId }) =>
    pipe(
      TE.fromEither(decodeQuery(StatisticsQuery, request)),
      TE.chainEitherK((query) => questionOf(query, clock.now())),
      TE.chain((question) =>
        pipe(
          askStatistics(appId, question.buckets),
          TE.bimap(problemOf, (found) => replyOf(question, found)),
        ),
      ),
    );

interface Question {
  readonly unit: BucketUnit;
  readonly zone: string;
  readonly offsetAt: OffsetAt;
  readonly buckets: readonly TimeBucket[];
  readonly isByUser: boolean;
}

const DAY_MS = 86_400_000;
const DEFAULT_SPAN_MS = 7 * DAY_MS;
const MAX_SPAN_MS = 400 * DAY_MS;
const MAX_BUCKETS = 1_000;

const questionOf = (query: t.TypeOf<typeof StatisticsQuery>, now: Timestamp): E.Either<Problem, Question> => {
  const { bucket: unit = 'day', time_zone: zone = 'UTC' } = query;
  const offsetAt = timeZoneOf(zone);
  if (offsetAt === null) return refused('time_zone', "must be a time zone by IANA's name, such as Europe/Berlin");
  const to = query.to === undefined ? now : momentIn(offsetAt, query.to);
  const from = query.from === undefined ? to - DEFAULT_SPAN_MS : momentIn(offsetAt, query.from);
  if (from >= to) return refused('to', 'must be later than from');
  if (to - from > MAX_SPAN_MS) return refused('from', 'must be at most 400 days before to: ask in several requests');
  const buckets = timeBuckets(from, to, unit, offsetAt, MAX_BUCKETS);
  if (buckets === null) return refused('bucket', `must be longer: there would be more than ${MAX_BUCKETS} buckets`);
  return E.right({ unit, zone, offsetAt, buckets, isByUser: query.by === 'user' });
};

/** A time without a zone is one of the zone that is asked for: its days begin at its own midnight. */
const momentIn = (offsetAt: OffsetAt, { at, hasZone }: WrittenTime): Timestamp =>
  hasZone ? at : momentOf(at, offsetAt);

const refused = (path: string, message: string): E.Either<Problem, never> => E.left(invalid([{ path, message }]));

const replyOf = ({ unit, zone, offsetAt, buckets, isByUser }: Question, found: AppStatistics): Reply =>
  one(
    StatisticsJson.encode({
      from: buckets[0]?.start ?? 0,
      to: buckets.at(-1)?.end ?? 0,
      bucket: unit,
      time_zone: zone,
      total: tallyToJson(found.total),
      buckets: found.buckets.map((tally, n) => {
        const { start, end } = buckets[n] ?? { start: 0, end: 0 };
        return { start, end, local_start: localTime(start, offsetAt(start)), ...tallyToJson(tally) };
      }),
      people: isByUser
        ? found.people.map(({ dialpadUserId, ...tally }) => ({
            dialpad_user_id: dialpadUserId,
            crm_user_id: found.crmUsers.get(dialpadUserId) ?? null,
            ...tallyToJson(tally),
          }))
        : null,
    }),
  );
