import type { ArchiveKind, ArchiveRecords } from '../../../../application/ports/archive.js';
import type { AppId } from '../../../../domain/ids.js';
import type { MemoryState } from './memory-state.js';

/** How the archive reads and adds the records of one kind. */
export interface ArchivedKind<K extends ArchiveKind> {
  /** All records, in an order that adding does not change. */
  readonly all: (state: MemoryState) => readonly ArchiveRecords[K][];
  /** Adds a record, unless one with its identity is stored. */
  readonly add: (state: MemoryState, record: ArchiveRecords[K]) => void;
  /** The app that must exist before such a record can be added; missing if none is needed. */
  readonly requiredApp?: (record: ArchiveRecords[K]) => AppId;
}
