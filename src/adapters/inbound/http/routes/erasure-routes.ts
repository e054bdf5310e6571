import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { Erased, ErasePerson, ErasurePlace, ErasureSubject } from '../../../../application/data/erase-person.js';
import type { AppRepository } from '../../../../application/ports/app-repository.js';
import type { AppTenant } from '../../../../domain/app/app-tenant.js';
import { AppId, InboxId } from '../../../../domain/ids.js';
import { annotated } from '../../../wire/annotated.js';
import { oneAnswer } from '../../../wire/answers.js';
import { DialpadIdJson } from '../../../wire/dialpad-id-json.js';
import { nullable } from '../../../wire/nullable.js';
import { withTenant } from '../access.js';
import type { Audited } from '../audited.js';
import { ShortText } from '../body-codecs.js';
import { decodeBody } from '../decode.js';
import { invalid, type Problem, problemOf } from '../problem.js';
import { PhoneQuery } from '../query-codecs.js';
import { one, type Reply } from '../reply.js';
import { type HandlerFor, type OperationDoc, type Route, route } from '../route.js';

/** Where an erasure goes on, as text: `event.42`, or `delivery.` and its id. */
const Cursor = annotated(
  new t.Type<ErasurePlace, string, unknown>(
    'Cursor',
    (u): u is ErasurePlace => typeof u === 'object' && u !== null && ('event' in u || 'delivery' in u),
    (u, context) => {
      const [, kind, place] = /^(event|delivery)\.([\da-f-]{1,36})$/.exec(String(u)) ?? [];
      if (kind === 'event' && /^\d{1,15}$/.test(place ?? '')) return t.success({ event: Number(place) });
      return kind === 'delivery' && InboxId.is(place)
        ? t.success({ delivery: place })
        : t.failure(u, context, 'must be the cursor of the answer before');
    },
    (place) => ('event' in place ? `event.${place.event}` : `delivery.${place.delivery}`),
  ),
  { type: 'string' },
);

const Subject = t.partial({
  number: PhoneQuery,
  dialpad_user_id: DialpadIdJson,
  crm_user_id: ShortText,
  cursor: Cursor,
});

const ErasureJson = t.type(
  {
    complete: t.boolean,
    cursor: nullable(t.string),
    erased: t.type({
      calls: t.number,
      voicemails: t.number,
      messages: t.number,
      events: t.number,
      webhook_events: t.number,
      mappings: t.number,
      contacts: t.number,
    }),
  },
  'Erasure',
);

const ERASE: OperationDoc = {
  tag: 'Apps',
  access: 'internal',
  summary:
    'Erases what is stored about a person, named by one of number, dialpad_user_id, crm_user_id; ask again with the cursor until it is complete',
  params: { app_id: AppId },
  body: Subject,
  answers: { 200: oneAnswer(ErasureJson) },
};

interface Deps {
  readonly audited: Audited;
  readonly apps: AppRepository;
  readonly erasePerson: ErasePerson;
}

/** Erasing one person's data, for administration. */
export const erasureRoutes = ({ audited, apps, erasePerson }: Deps): readonly Route[] => [
  route('POST', '/internal/apps/:app_id/erase', audited('data.erased')(withTenant(apps)(erase(erasePerson))), ERASE),
];

const erase =
  (erasePerson: ErasePerson): HandlerFor<AppTenant> =>
  (request, app) =>
    pipe(
      TE.Do,
      TE.apS('body', decodeBody(Subject, request)),
      TE.bind('subject', ({ body }) => TE.fromEither(subjectOf(body))),
      TE.chain(({ body, subject }) =>
        pipe(
          erasePerson(app, subject, body.cursor ?? null),
          TE.bimap(problemOf, ({ erased, next }) => erasedReply(subject, erased, next)),
        ),
      ),
    );

const NAMES = ['number', 'dialpad_user_id', 'crm_user_id'] as const;

const subjectOf = (body: t.TypeOf<typeof Subject>): E.Either<Problem, ErasureSubject> => {
  const given = NAMES.filter((name) => body[name] !== undefined);
  if (given.length !== 1) {
    const message = `must be the only one, and one is needed: ${NAMES.join(', ')}`;
    return E.left(invalid((given.length === 0 ? NAMES : given).map((path) => ({ path, message }))));
  }
  if (body.number !== undefined) return E.right({ number: body.number });
  return body.dialpad_user_id === undefined
    ? E.right({ crmUserId: body.crm_user_id ?? '' })
    : E.right({ dialpadUserId: body.dialpad_user_id });
};

const erasedReply = (subject: ErasureSubject, erased: Erased, next: ErasurePlace | null): Reply => {
  const { deliveries, ...others } = erased;
  const body = ErasureJson.encode({
    complete: next === null,
    cursor: next === null ? null : Cursor.encode(next),
    erased: { ...others, webhook_events: deliveries },
  });
  const count = Object.values(erased).reduce((sum, many) => sum + many, 0);
  return { ...one(body), subject: { targetId: traceOf(subject), count } };
};

/** What the audit log says of the person: of a number its last two digits only, of a CRM user nothing. */
const traceOf = (subject: ErasureSubject): string | null => {
  if ('dialpadUserId' in subject) return subject.dialpadUserId;
  return 'number' in subject ? `number-${subject.number.replace(/\D/g, '').slice(-2)}` : null;
};
