import type { ArchiveCounts } from '../../../application/data/move-data.js';
import { ARCHIVE_KINDS, type ArchiveKind } from '../../../application/ports/archive.js';

/** What the records of each kind are called, singular and plural. */
const NOUNS: Readonly<Record<ArchiveKind, readonly [string, string]>> = {
  app: ['app', 'apps'],
  organization: ['Dialpad organization', 'Dialpad organizations'],
  apiKey: ['API key', 'API keys'],
  audit: ['audit line', 'audit lines'],
  mapping: ['user mapping', 'user mappings'],
  contact: ['contact', 'contacts'],
  appRecord: ['app record', 'app records'],
  call: ['call', 'calls'],
  voicemail: ['voicemail', 'voicemails'],
  message: ['message', 'messages'],
  stream: ['stream', 'streams'],
  event: ['event', 'events'],
  delivery: ['webhook', 'webhooks'],
};

export const nounOf = (kind: ArchiveKind, count: number): string => NOUNS[kind][count === 1 ? 0 : 1];

export const totalOf = (counts: ArchiveCounts): number => ARCHIVE_KINDS.reduce((sum, kind) => sum + counts[kind], 0);

/** For example `3 records (1 app, 2 API keys)`. */
export const inWords = (counts: ArchiveCounts): string => {
  const total = totalOf(counts);
  const parts = ARCHIVE_KINDS.filter((kind) => counts[kind] > 0).map(
    (kind) => `${counts[kind].toLocaleString('en')} ${nounOf(kind, counts[kind])}`,
  );
  return `${total.toLocaleString('en')} ${total === 1 ? 'record' : 'records'}${total === 0 ? '' : ` (${parts.join(', ')})`}`;
};
