import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { BUDGETS } from '../../../application/budgets.js';
import type { ChangesOf } from '../../../application/ports/changes-of.js';
import type { Clock } from '../../../application/ports/clock.js';
import type { KeyAccess } from '../../../domain/app/key-access.js';
import type { AppId } from '../../../domain/ids.js';
import type { Timestamp } from '../../../domain/timestamp.js';
import type { HttpRequest } from './http-request.js';
import type { Reply } from './reply.js';
import { type HandlerFor, isPending } from './route.js';

/** Keeps the answers of a handler, for the app that asked, until something of the app changes or the answer says that it is old. */
export type KeptAnswers = (handle: HandlerFor<KeyAccess>) => HandlerFor<KeyAccess>;

interface Kept {
  readonly reply: Reply;
  /** What `changesOf` was before the answer was read. */
  readonly changes: number;
  readonly until: Timestamp;
  readonly bytes: number;
}

/** Room for what is kept beside the text of an answer, in bytes. */
const OVERHEAD = 512;

/** Where other processes may change what is stored, `changesOf` is not known, and nothing is kept. */
export const makeKeptAnswers = (
  { changesOf, clock }: { readonly changesOf: ChangesOf | undefined; readonly clock: Clock },
  mostBytes: number = BUDGETS.keptAnswersBytes,
): KeptAnswers => {
  if (changesOf === undefined) return (handle) => handle;
  const kept = new Map<string, Kept>();
  let bytes = 0;

  const forget = (name: string): void => {
    bytes -= kept.get(name)?.bytes ?? 0;
    kept.delete(name);
  };
  const keep = (name: string, one: Kept): void => {
    forget(name);
    if (one.bytes > mostBytes) return;
    kept.set(name, one);
    bytes += one.bytes;
    // The oldest are first.
    for (const [oldest] of kept) {
      if (bytes <= mostBytes) return;
      forget(oldest);
    }
  };
  const find = (appId: AppId, name: string): Reply | null => {
    const found = kept.get(name);
    if (found === undefined) return null;
    if (found.changes === changesOf(appId) && clock.now() < found.until) return found.reply;
    forget(name);
    return null;
  };

  return (handle) => (request, access) => {
    const { appId } = access;
    const name = nameOf(appId, request);
    const known = find(appId, name);
    if (known !== null) return E.right(known);
    const changes = changesOf(appId);
    const longest = clock.now() + BUDGETS.keptAnswerMs;
    const answering = handle(request, access);
    if (!isPending(answering)) return answering;
    return pipe(
      answering,
      TE.map((reply) => {
        const { body, goodUntil = longest } = reply;
        if (typeof body === 'string') {
          const until = Math.min(goodUntil, longest);
          keep(name, { reply, changes, until, bytes: 2 * (body.length + name.length) + OVERHEAD });
        }
        return reply;
      }),
    );
  };
};

/** The app is part of the name: what one app was told is for no other. */
const nameOf = (appId: AppId, { path, query }: HttpRequest): string =>
  query.size === 0 ? `${appId} ${path}` : `${appId} ${path}?${query}`;
