import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { AppRecord, AppRecords } from '../../../../application/ports/app-records.js';
import {
  type Conflict,
  conflict,
  type StorageError,
  storageFault,
} from '../../../../application/ports/storage-error.js';
import { type MemoryState, request } from './memory-state.js';

export const memoryAppRecords = (state: MemoryState): AppRecords => ({
  find: (appId, kind) => request(state, () => E.right(O.fromNullable(state.records.get(recordKey({ appId, kind }))))),

  save: (record) =>
    request<StorageError | Conflict, void>(state, () => {
      if (!state.apps.has(record.appId)) return E.left(storageFault(`there is no app ${record.appId}`));
      const stored = state.records.get(recordKey(record));
      if (record.revision !== (stored?.revision ?? 0) + 1) return E.left(conflict);
      state.records.set(recordKey(record), record);
      return E.right(undefined);
    }),

  all: (kind) =>
    request(state, () => {
      const ofKind = [...state.records.values()].filter((record) => record.kind === kind);
      return E.right(ofKind.sort((x, y) => (x.appId < y.appId ? -1 : 1)));
    }),
});

/** The key of a record in `MemoryState.records`. */
export const recordKey = ({ appId, kind }: Pick<AppRecord, 'appId' | 'kind'>): string => `${appId} ${kind}`;
