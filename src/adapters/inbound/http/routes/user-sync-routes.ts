import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { Synced, SyncUsers } from '../../../../application/phone-system/sync-users.js';
import type { AppRepository } from '../../../../application/ports/app-repository.js';
import type { AppTenant } from '../../../../domain/app/app-tenant.js';
import { AppId } from '../../../../domain/ids.js';
import type { Unmatched } from '../../../../domain/user-mapping/match-users.js';
import { oneAnswer } from '../../../wire/answers.js';
import { DialpadIdJson } from '../../../wire/dialpad-id-json.js';
import { nullable } from '../../../wire/nullable.js';
import { withTenant } from '../access.js';
import type { Audited } from '../audited.js';
import { listOfAtMost, ShortText } from '../body-codecs.js';
import { decodeBody } from '../decode.js';
import { problemOf } from '../problem.js';
import { one } from '../reply.js';
import { type Handler, type HandlerFor, type OperationDoc, type Route, route } from '../route.js';

const MAX_AT_ONCE = 10_000;

/** Without `crm_users`, the e-mail address itself is the CRM user's id. */
const Sync = t.partial({
  dry_run: t.boolean,
  crm_users: listOfAtMost(MAX_AT_ONCE, t.type({ id: ShortText, email: ShortText })),
});

const person = { dialpad_user_id: DialpadIdJson, name: nullable(t.string), email: nullable(t.string) };

const SyncedJson = t.type(
  {
    dry_run: t.boolean,
    /** `kept` stands for a mapping that existed before. */
    matched: t.readonlyArray(
      t.type({ ...person, crm_user_id: t.string, mapping: t.keyof({ created: null, proposed: null, kept: null }) }),
    ),
    unmatched: t.readonlyArray(t.type({ ...person, reason: t.string })),
  },
  'UserSync',
);

const REASONS: Readonly<Record<Unmatched['reason'], string>> = {
  inactive: 'The user is not active in Dialpad.',
  'no-email': 'Dialpad knows no e-mail address of the user: map the user by hand.',
  'shared-email': 'Several have this e-mail address: map them by hand.',
  'not-in-crm': 'No CRM user has this e-mail address.',
};

const SYNC: OperationDoc = {
  summary: 'Matches Dialpad’s users to CRM users by e-mail address and maps them; with `dry_run` it only proposes',
  tag: 'Users',
  access: 'internal',
  params: { app_id: AppId },
  body: Sync,
  answers: { 200: oneAnswer(SyncedJson) },
  failures: {
    409: 'The app is not connected to Dialpad.',
    502: 'Dialpad refused the request.',
    503: 'Dialpad or storage is out of reach or too busy. Try again after `retry-after` seconds.',
  },
};

interface Deps {
  readonly internal: (handle: Handler) => Handler;
  readonly audited: Audited;
  readonly apps: AppRepository;
  readonly syncUsers: SyncUsers;
}

/** Mapping of Dialpad's users to CRM users by e-mail address, for administration. */
export const userSyncRoutes = (deps: Deps): readonly Route[] => [
  route(
    'POST',
    '/internal/apps/:app_id/users/sync',
    deps.audited('users.synced')(withTenant(deps.apps)(sync(deps))),
    SYNC,
  ),
];

const sync =
  ({ syncUsers }: Deps): HandlerFor<AppTenant> =>
  (request, app) =>
    pipe(
      decodeBody(Sync, request),
      TE.chain(({ dry_run: onlyPropose = false, crm_users: crmUsers = null }) =>
        pipe(
          syncUsers(app.id, { crmUsers, onlyPropose }),
          TE.bimap(problemOf, (synced) => ({
            ...one(syncedToJson(synced, onlyPropose)),
            subject: { count: onlyPropose ? 0 : synced.matched.filter(({ isNew }) => isNew).length },
          })),
        ),
      ),
    );

const syncedToJson = ({ matched, unmatched }: Synced, dryRun: boolean): t.OutputOf<typeof SyncedJson> =>
  SyncedJson.encode({
    dry_run: dryRun,
    matched: matched.map(({ dialpadUserId, name, email, crmUserId, isNew }) => ({
      dialpad_user_id: dialpadUserId,
      name,
      email,
      crm_user_id: crmUserId,
      mapping: !isNew ? 'kept' : dryRun ? 'proposed' : 'created',
    })),
    unmatched: unmatched.map(({ dialpadUserId, name, email, reason }) => ({
      dialpad_user_id: dialpadUserId,
      name,
      email,
      reason: REASONS[reason],
    })),
  });
