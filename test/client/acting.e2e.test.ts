import { expect } from 'chai';
import { WebSocket } from 'ws';
import { type CtiClient, CtiError, type CtiEvent, type CtiStream, createClient } from '../../src/client/index.js';
import { ANA, BEN, DANA } from '../../src/testing/dialpad/people.js';
import { type Office, openOffice } from '../e2e/office.js';

describe('the client of an app that is connected to Dialpad', () => {
  let office: Office;
  let cti: CtiClient;
  let stream: CtiStream;
  let events: CtiEvent[];
  let look: () => void;

  /** The first event that is wanted. */
  const first = (wanted: (event: CtiEvent) => boolean): Promise<CtiEvent> =>
    new Promise((resolve) => {
      look = () => {
        const found = events.find(wanted);
        if (found !== undefined) resolve(found);
      };
      look();
    });
  /** A call that was dialled, once it goes on. */
  const dialled = async () => {
    const { dialpad_call_id } = await cti.calls.dial({ to_number: DANA.phone, dialpad_user_id: ANA.id });
    const started = await first((one) => one.event === 'call.started' && one.dialpad_call_id === dialpad_call_id);
    return 'call_id' in started ? started.call_id : '';
  };

  before(async () => {
    office = await openOffice();
    const { key } = await office.connectedApp();
    cti = createClient({ url: office.at.url, apiKey: key, WebSocket });
    events = [];
    look = () => undefined;
    stream = cti.stream({
      since: 0,
      onEvent: (event) => {
        events.push(event);
        look();
      },
    });
  });
  after(async () => {
    stream.close();
    await office.stop();
  });
  // Another minute: each person can be dialled for again.
  beforeEach(() => office.pass(61_000));

  it('dials, labels, writes on the call, and hangs up', async () => {
    const id = await dialled();
    expect((await cti.calls.label(id, ['Sale'])).labels).to.deep.equal(['Sale']);
    const written = await cti.calls.update(id, { note: 'Asks for a quote', record_url: 'https://crm.example.com/7' });
    expect(written).to.include({ id, note: 'Asks for a quote', record_url: 'https://crm.example.com/7' });
    await cti.calls.hangup(id);
    await first((one) => one.event === 'call.ended' && one.call_id === id);
    const again = await cti.calls.hangup(id).catch((error: unknown) => error);
    expect(again).to.be.instanceOf(CtiError).and.to.include({ status: 409, message: 'The call is over.' });
  });

  it('transfers to a person', async () => {
    const id = await dialled();
    await cti.calls.transfer(id, { dialpad_user_id: BEN.id });
    await first(
      (one) => one.event === 'call.started' && one.transferred_from === ANA.id && one.dialpad_user_id === BEN.id,
    );
  });

  it('is told when it may dial again, and does not dial twice by itself', async () => {
    const dial = () => cti.calls.dial({ to_number: DANA.phone, dialpad_user_id: ANA.id });
    for (let n = 0; n < 5; n += 1) await dial();
    const refused = await dial().catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(CtiError).and.to.include({ status: 429 });
    expect(refused).to.have.property('retryAfter').that.is.within(50, 60);
  });

  it('saves contacts, and asks who called and how often', async () => {
    await cti.contacts.save([{ number: DANA.phone, name: 'Dana Whitfield', record_url: null }]);
    const found = await cti.lookup(DANA.phone);
    expect(found.contact).to.include({ name: 'Dana Whitfield' });
    expect(found.calls).to.be.greaterThan(0);
    expect((await cti.contacts.list()).data).to.have.length(1);
    await cti.contacts.delete(DANA.phone);
    expect((await cti.contacts.list()).data).to.deep.equal([]);
    expect((await cti.stats({ bucket: 'day' })).buckets.length).to.be.greaterThan(0);
    const { data, seq } = await cti.events.list({ after: 0 });
    expect(data.at(-1)?.seq).to.equal(seq);
    expect((await cti.voicemails.list()).data).to.deep.equal([]);
  });
});
