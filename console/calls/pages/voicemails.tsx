import { useEffect } from 'preact/hooks';
import type { Voicemail } from '../../../src/client/index.js';
import { Empty, LoadFailure, Page } from '../../admin/parts.js';
import { query, replaceQuery } from '../../router.js';
import { keptPages } from '../kept-pages.js';
import { durationText } from '../logic/durations.js';
import { personText } from '../logic/words.js';
import { askNames } from '../names.js';
import { NamedNumber } from '../parts/named-number.js';
import { Pager } from '../parts/pager.js';
import { Player } from '../parts/player.js';
import { SearchField } from '../parts/search-field.js';
import { When } from '../parts/when.js';
import { usePages } from '../use-pages.js';
import { useReloadOn } from '../use-reload-on.js';

const PAGE = 20;
const kept = keptPages<Voicemail>();

/** Messages in mailboxes, newest first, to be heard and read. */
export const Voicemails = () => {
  const search = new URLSearchParams(query.value).get('search') ?? '';
  const pages = usePages(
    (of, cursor) => of.voicemails.list({ ...(search === '' ? {} : { number: search }), ...cursor, limit: PAGE }),
    search,
    kept,
  );
  const { reload, newer, items } = pages;
  useEffect(() => askNames((items ?? []).map(({ from_number }) => from_number)), [items]);
  const isNewest = newer === null;
  useReloadOn(reload, (event) => 'voicemail_id' in event && isNewest);
  return (
    <Page title="Voicemails" lead="What callers said when nobody answered, newest first.">
      <search class="filters">
        <SearchField
          label="Number"
          hint="A whole one, however it is written"
          value={search}
          onSearch={(text) => replaceQuery(new URLSearchParams(text === '' ? {} : { search: text }))}
        />
      </search>
      <LoadFailure of={{ ...pages, value: pages.items }} />
      {pages.items?.length === 0 && (
        <Empty title={search === '' ? 'No voicemails yet.' : 'No voicemail with this number.'}>
          {search === ''
            ? 'A message stands here as soon as it was left.'
            : 'A number is found however it is written, but whole.'}
        </Empty>
      )}
      {pages.items !== null && pages.items.length > 0 && (
        <>
          <ul class="voicemails">
            {pages.items.map((voicemail) => (
              <VoicemailCard key={voicemail.id} voicemail={voicemail} />
            ))}
          </ul>
          <Pager
            {...{ what: 'voicemails', shown: pages.items.length, before: pages.before, total: pages.total }}
            isLoading={pages.isLoading}
            onNewer={pages.newer}
            onOlder={pages.older}
          />
        </>
      )}
    </Page>
  );
};

const VoicemailCard = ({ voicemail }: { readonly voicemail: Voicemail }) => {
  const { from_number, crm_user_id, dialpad_user_id, created_at, duration_seconds, transcript, recording_url } =
    voicemail;
  return (
    <li class="panel voicemail">
      <div class="voicemail-head">
        <NamedNumber number={from_number} />
        <span class="soft">for {personText(crm_user_id, dialpad_user_id)}</span>
        <span class="voicemail-when soft">
          <When at={created_at} />
          {duration_seconds !== null && `, ${durationText(duration_seconds)}`}
        </span>
      </div>
      {transcript === null ? (
        <p class="soft">There is no transcript yet.</p>
      ) : (
        <blockquote class="transcript" dir="auto">
          {transcript}
        </blockquote>
      )}
      <Player url={recording_url} what={`The voicemail of ${from_number ?? 'an unknown number'}`}>
        {from_number !== null && (
          <a href={`/console/calls?search=${encodeURIComponent(from_number)}`}>Calls with this number</a>
        )}
      </Player>
    </li>
  );
};
