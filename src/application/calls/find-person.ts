import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { AppId } from '../../domain/ids.js';
import type { StorageError } from '../ports/storage-error.js';
import type { UserMappingRepository } from '../ports/user-mapping-repository.js';
import type { NoSuchPerson } from './acting-error.js';

/** A person, by the id in the phone system or in the CRM. */
export type PersonNamed = { readonly dialpadUserId: DialpadId } | { readonly crmUserId: string };

/** The phone system's id of a person. */
export const findPerson = (
  mappings: Pick<UserMappingRepository, 'findByCrmUser'>,
  appId: AppId,
  named: PersonNamed,
): TE.TaskEither<StorageError | NoSuchPerson, DialpadId> =>
  'dialpadUserId' in named
    ? TE.right(named.dialpadUserId)
    : pipe(
        mappings.findByCrmUser(appId, named.crmUserId),
        TE.chainW(TE.fromOption((): NoSuchPerson => ({ _tag: 'NoSuchPerson', reason: 'not-mapped' }))),
        TE.map(({ dialpadUserId }) => dialpadUserId),
      );
