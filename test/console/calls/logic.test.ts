import { expect } from 'chai';
import {
  addressOf,
  filterOf,
  isFiltered,
  peopleLike,
  queryOf,
  searched,
} from '../../../console/calls/logic/call-filter.js';
import { isZone, midnightIn } from '../../../console/calls/logic/days.js';
import { clockText, durationText } from '../../../console/calls/logic/durations.js';
import { noteChanges, noteForm } from '../../../console/calls/logic/note-changes.js';
import { looksLikeNumber, phoneText } from '../../../console/calls/logic/phone.js';
import { placesOf, START } from '../../../console/calls/logic/places.js';
import { safeLink } from '../../../console/calls/logic/safe-link.js';
import { bucketText, shareText, spanOf } from '../../../console/calls/logic/spans.js';
import { daysOf } from '../../../console/calls/logic/threads.js';
import { readThreads, type Thread } from '../../../console/calls/read-threads.js';
import { pressed } from '../../../console/logic/shortcuts.js';
import { createClient, type Message } from '../../../src/client/index.js';

describe('a link in the console', () => {
  it('leads to an address of the web, and to nothing that could run', () => {
    expect(safeLink('https://dialpad.com/callhistory/1')).to.equal('https://dialpad.com/callhistory/1');
    for (const address of [
      'javascript:alert(1)',
      ' JavaScript:alert(1)',
      'data:text/html,x',
      'file:///etc',
      '/x',
      '',
      null,
    ]) {
      expect(safeLink(address), String(address)).to.equal(null);
    }
  });
});

describe('the filter of calls', () => {
  it('is what the address says, and back', () => {
    const filter = filterOf('?search=ann&status=missed&other=1');
    expect(filter).to.deep.equal({ search: 'ann', person: '', status: 'missed', direction: '', from: '', to: '' });
    expect(addressOf(filter).toString()).to.equal('search=ann&status=missed');
    expect(isFiltered(filter)).to.equal(true);
    expect(isFiltered(filterOf(''))).to.equal(false);
  });

  it('asks for a number or for a person, and leaves out what the server does not know', () => {
    expect(queryOf(filterOf('search=(555) 011-0201'))).to.deep.equal({ number: '(555) 011-0201' });
    expect(queryOf(filterOf('search=ann@example.com&status=odd&direction=inbound'))).to.deep.equal({
      crm_user_id: 'ann@example.com',
      direction: 'inbound',
    });
  });

  it('asks for a person whose id looks like a number, once it is known to be one', () => {
    const typed = searched(filterOf(''), '1042', ['1042', 'ann']);
    expect(queryOf(filterOf(addressOf(typed).toString()))).to.deep.equal({ crm_user_id: '1042' });
    expect(queryOf(searched(typed, '10429', ['1042']))).to.deep.equal({ number: '10429' });
    expect(queryOf(searched(typed, '', ['1042']))).to.deep.equal({});
  });

  it('proposes known people for a part of an id', () => {
    const people = ['Ana@clinic.example', 'ben@clinic.example'];
    expect(peopleLike(' ana', people)).to.deep.equal(['Ana@clinic.example']);
    expect([peopleLike('', people), peopleLike('zoe', people)]).to.deep.equal([[], []]);
  });

  it('has both days in it, whole', () => {
    const { started_after: after, started_before: before } = queryOf(filterOf('from=2026-11-02&to=2026-11-02'));
    expect(Date.parse(String(before)) - Date.parse(String(after))).to.equal(86_400_000);
  });
});

describe('what the console writes', () => {
  it('of a duration is on a clock, or in words', () => {
    expect([7, 750, 3_750, -3].map(clockText)).to.deep.equal(['0:07', '12:30', '1:02:30', '0:00']);
    expect([7, 750, 720, 3_720, null].map(durationText)).to.deep.equal([
      '7 s',
      '12 min 30 s',
      '12 min',
      '1 h 2 min',
      '–',
    ]);
  });

  it('of a number is as people write it', () => {
    expect(phoneText('+442079460000')).to.equal('+44 20 7946 0000');
    expect(phoneText('Blocked')).to.equal('Blocked');
    expect(phoneText(null)).to.equal('Unknown number');
    expect(['+1 555 010', '(555) 0123', 'ann', '5a5'].map(looksLikeNumber)).to.deep.equal([true, true, false, false]);
  });

  it('of a bucket is short, and in the zone that was asked for', () => {
    expect(bucketText('2026-11-26T14:00:00+01:00', 'hour')).to.equal('14:00');
    expect(bucketText('2026-11-26T00:00:00-08:00', 'day')).to.equal('26 Nov');
    expect([shareText(1, 3), shareText(0, 0)]).to.deep.equal(['33 %', '–']);
    const { name, bucket, from, to } = spanOf('30', new Date('2026-11-26T12:00:00Z'), 'UTC');
    expect([name, bucket, Date.parse(to) > Date.parse(from)]).to.deep.equal(['30', 'day', true]);
    expect(spanOf('no such', new Date(), 'UTC').name).to.equal('7');
  });
});

describe('the days of a time zone', () => {
  it('begin at its own midnight, whatever the clocks are changed to', () => {
    const noon = new Date('2026-11-26T12:00:00Z');
    expect(midnightIn('UTC', noon)).to.equal('2026-11-26T00:00:00.000Z');
    expect(midnightIn('Europe/Vienna', noon)).to.equal('2026-11-25T23:00:00.000Z');
    expect(midnightIn('Asia/Kolkata', noon, -1)).to.equal('2026-11-24T18:30:00.000Z');
    expect(midnightIn('Pacific/Auckland', noon)).to.equal('2026-11-26T11:00:00.000Z');
    // Summer time ended on 25 October.
    expect(midnightIn('Europe/Vienna', noon, -40)).to.equal('2026-10-16T22:00:00.000Z');
    expect(spanOf('today', noon, 'America/New_York').from).to.equal('2026-11-26T05:00:00.000Z');
  });

  it('are those of zones that there are', () => {
    expect(['UTC', 'Europe/Vienna', 'Nowhere/Town', ''].map(isZone)).to.deep.equal([true, true, false, false]);
  });
});

describe('the places of a list', () => {
  const places = [START, { cursor: 'c', before: 50 }];

  it('are those that the browser has noted of this list', () => {
    expect(placesOf({ key: 'status=missed', list: places }, 'status=missed')).to.deep.equal(places);
  });

  it('are its start where nothing is noted, or something else', () => {
    for (const noted of [
      undefined,
      null,
      7,
      { key: 'other', list: places },
      { key: '', list: [] },
      { key: '', list: [{}] },
    ]) {
      expect(placesOf(noted, '')).to.deep.equal([START]);
    }
  });
});

describe('messages', () => {
  const message = (from: string, at: string): Message =>
    ({ direction: 'inbound', from_number: from, to_number: '+15550100101', sent_at: at }) as Message;
  const messages = [
    message('+1', '2026-11-25T10:00:00Z'),
    message('+2', '2026-11-26T10:00:00Z'),
    message('+1', '2026-11-27T10:00:00Z'),
  ];

  it('of a thread are read from the oldest on, day by day', () => {
    const days = daysOf([...messages].reverse(), (at) => at.slice(0, 10));
    expect(days.map(({ day }) => day)).to.deep.equal(['2026-11-25', '2026-11-26', '2026-11-27']);
  });
});

describe('the form of notes', () => {
  const before = noteForm({ disposition: null, note: 'Call back', record_url: null });

  it('sends what differs alone: what was written, and what was taken away', () => {
    expect(noteChanges(before, before)).to.deep.equal({});
    expect(noteChanges(before, { ...before, note: ' Call back ' })).to.deep.equal({});
    expect(noteChanges(before, { ...before, disposition: ' sold ', note: '' })).to.deep.equal({
      disposition: 'sold',
      note: null,
    });
  });
});

describe('threads of messages', () => {
  const thread = (number: string): Thread => ({ number, newest: { id: number } as Message });

  it('are read page by page until there are enough, each once, and no further', async () => {
    const pages: Readonly<Record<string, readonly string[]>> = { '': ['+1', '+2'], a: [], b: ['+2', '+3'], c: ['+4'] };
    const next: Readonly<Record<string, string | null>> = { '': 'a', a: 'b', b: 'c', c: null };
    const asked: string[] = [];
    const client = createClient({
      url: 'http://cti.test',
      fetch: async (url) => {
        const cursor = new URL(url).searchParams.get('cursor') ?? '';
        asked.push(cursor);
        const data = (pages[cursor] ?? []).map(thread);
        const pagination = { limit: 50, has_more: next[cursor] !== null, next_cursor: next[cursor] };
        return new Response(JSON.stringify({ success: true, data, pagination }));
      },
    });
    const { threads, hasMore } = await readThreads(client, 3);
    expect(threads.map(({ number }) => number)).to.deep.equal(['+1', '+2', '+3']);
    expect([asked, hasMore]).to.deep.equal([['', 'a', 'b'], true]);
    expect((await readThreads(client, 50)).hasMore).to.equal(false);
  });
});

describe('a key that is pressed in the console', () => {
  it('goes to a page after g, unless one waited too long', () => {
    const first = pressed(null, { key: 'g', at: 0 });
    expect(first.act).to.equal(null);
    expect(pressed(first.next, { key: 'i', at: 900 }).act).to.deep.equal({ _tag: 'Go', href: '/console/admin/inbox' });
    expect(pressed(first.next, { key: 'i', at: 1_900 }).act).to.equal(null);
    expect(pressed(null, { key: '?', at: 0 }).act).to.deep.equal({ _tag: 'Help' });
    expect(pressed(null, { key: 'x', at: 0 })).to.deep.equal({ act: null, next: null });
  });
});
