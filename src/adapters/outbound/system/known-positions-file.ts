import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import type { KnownPositions, KnownPositionsStore } from '../../../application/ports/known-positions.js';
import type { AppId } from '../../../domain/ids.js';

const KnownJson = t.type({ stream: t.string, earlier: t.array(t.string), seqs: t.record(t.string, t.number) });

/** Keeps the positions in a file that only its owner can read. One that cannot be read is none. */
export const knownPositionsFile = (path: string): KnownPositionsStore => {
  let written: string | null = null;
  return {
    load: async () => {
      const text = written ?? (await readFile(path, 'utf8').catch(() => ''));
      const known = KnownJson.decode(E.getOrElse((): unknown => null)(E.tryCatch(() => JSON.parse(text), String)));
      return E.isLeft(known) ? null : knownOf(known.right);
    },

    save: (known) => async () => {
      const text = JSON.stringify({ ...known, seqs: Object.fromEntries(known.seqs) });
      if (text === written) return true;
      const draft = `${path}.${process.pid}`;
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await writeFile(draft, text, { mode: 0o600 });
        await rename(draft, path);
        written = text;
        return true;
      } catch {
        return false;
      }
    },
  };
};

const knownOf = ({ stream, earlier, seqs }: t.TypeOf<typeof KnownJson>): KnownPositions => ({
  ...{ stream, earlier },
  seqs: new Map(Object.entries(seqs) as [AppId, number][]),
});
