import { expect } from 'chai';
import { type Running, run } from './running.js';

const OURS = '+14155550100';
const ANN = '+14155550123';
const BOB = '+14155550124';

describe('messages as threads', () => {
  let at: Running;
  let app: { readonly id: string; readonly key: string };
  before(async () => {
    at = await run();
    app = await at.newApp('Clinic');
    const say = (id: number, direction: string, from: string, to: string) =>
      at.deliver({
        event_type: direction === 'inbound' ? 'message.received' : 'message.sent',
        message: { id, direction, from, to, text: `text ${id}`, user_id: 7, sent_at: `2026-03-28T12:0${id}:00Z` },
      });
    await say(1, 'inbound', ANN, OURS);
    await say(2, 'inbound', BOB, OURS);
    // The same number in another spelling.
    await say(3, 'outbound', OURS, '(415) 555-0123');
    await say(4, 'outbound', OURS, ANN);
    await say(5, 'inbound', BOB, OURS);
    let total = 0;
    while (total < 5) total = (await at.crm(app.key, '/api/messages')).body.pagination.total;
  });
  after(() => at.stop());

  const numbersAndTexts = (body: { readonly data: { number: string; newest: { text: string } }[] }) =>
    body.data.map(({ number, newest }) => [number, newest.text]);

  it('are listed by the newest message of each number, whichever its direction and spelling', async () => {
    const { body } = await at.crm(app.key, '/api/messages/threads');
    expect(numbersAndTexts(body)).to.deep.equal([
      [BOB, 'text 5'],
      [ANN, 'text 4'],
    ]);
    expect(body.pagination).to.deep.equal({ limit: 50, has_more: false, next_cursor: null });
  });

  it('are listed page by page, none twice', async () => {
    const all = [];
    let path = '/api/messages/threads?limit=1';
    for (let more = true; more; ) {
      const { body } = await at.crm(app.key, path);
      all.push(...numbersAndTexts(body));
      more = body.pagination.has_more;
      path = `/api/messages/threads?limit=1&cursor=${body.pagination.next_cursor}`;
    }
    expect(all).to.deep.equal([
      [BOB, 'text 5'],
      [ANN, 'text 4'],
    ]);
  });

  it('refuse a cursor of another list', async () => {
    const { body } = await at.crm(app.key, '/api/messages?limit=1');
    const answer = await at.crm(app.key, `/api/messages/threads?cursor=${body.pagination.next_cursor}`);
    expect(answer.status).to.equal(400);
  });

  it('are read message by message with the number of one', async () => {
    const { body } = await at.crm(app.key, `/api/messages?number=${encodeURIComponent(ANN)}`);
    expect(body.data.map(({ text }: { text: string }) => text)).to.deep.equal(['text 4', 'text 3', 'text 1']);
  });
});
