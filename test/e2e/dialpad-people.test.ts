import { expect } from 'chai';
import { SMALL_COMPANY } from '../../src/testing/dialpad/company.js';
import { answeredInbound } from '../../src/testing/dialpad/inbound-scenarios.js';
import { ANA, BEN, CHLOE, DANA, DIEGO, EMMA } from '../../src/testing/dialpad/people.js';
import { type Company, dialpadIds } from '../../src/testing/index.js';
import { listen } from './listener.js';
import { type Office, openOffice } from './office.js';

/** People like those of real companies, in pages of two. */
const COMPANY: Company = {
  ...SMALL_COMPANY,
  users: [
    { ...ANA, isAdmin: true },
    { ...BEN, email: ' Ben.Okafor@Example.COM' },
    { ...CHLOE, email: '' },
    { ...DIEGO, email: 'desk@example.com' },
    { ...EMMA, email: 'DESK@example.com' },
    { ...EMMA, id: 6100000000000001, name: 'Sue Pended', email: 'sue@example.com', state: 'suspended' },
    { ...EMMA, id: 6100000000000002, name: 'Del Eted', email: 'del@example.com', state: 'deleted' },
    { ...EMMA, id: 6100000000000003, name: 'Pen Ding', email: ANA.email, state: 'pending' },
  ],
};

describe('the mapping of Dialpad’s users by e-mail address', () => {
  let office: Office;
  before(async () => {
    office = await openOffice({}, { company: COMPANY, pageSize: 2 });
  });
  after(() => office.stop());

  const sync = async (appId: string, body: unknown = {}) => {
    const answer = await office.at.admin('POST', `/internal/apps/${appId}/users/sync`, body);
    expect(answer.status).to.equal(200);
    const { dry_run, matched, unmatched } = answer.body.data;
    return {
      dry_run,
      matched: matched.map((one: Record<string, unknown>) => `${one.name}: ${one.crm_user_id}, ${one.mapping}`),
      unmatched: unmatched.map((one: Record<string, unknown>) => `${one.name}: ${one.reason}`),
    };
  };
  const mappings = async (appId: string): Promise<readonly string[]> => {
    const { body } = await office.at.admin('GET', `/internal/apps/${appId}/users/mappings`);
    return body.data.map((one: Record<string, unknown>) => `${one.dialpad_user_id} ${one.crm_user_id}`).sort();
  };
  const UNMATCHED = [
    'Chloe Winters: Dialpad knows no e-mail address of the user: map the user by hand.',
    'Diego Marsh: Several have this e-mail address: map them by hand.',
    'Emma Sato: Several have this e-mail address: map them by hand.',
    'Sue Pended: The user is not active in Dialpad.',
    'Del Eted: The user is not active in Dialpad.',
    'Pen Ding: The user is not active in Dialpad.',
  ];

  it('maps each user by the address, and names those that it could not map, with the reason', async () => {
    const app = await office.connectedApp('Addresses');
    expect(await sync(app.id)).to.deep.equal({
      dry_run: false,
      matched: [`Ana Delgado: ${ANA.email}, created`, 'Ben Okafor: ben.okafor@example.com, created'],
      unmatched: UNMATCHED,
    });
    expect(await mappings(app.id)).to.deep.equal([`${BEN.id} ben.okafor@example.com`, `${ANA.id} ${ANA.email}`]);
  });

  it('changes nothing the second time', async () => {
    const app = await office.connectedApp('Again');
    await sync(app.id);
    const before = await mappings(app.id);
    expect((await sync(app.id)).matched).to.deep.equal([
      `Ana Delgado: ${ANA.email}, kept`,
      'Ben Okafor: ben.okafor@example.com, kept',
    ]);
    expect(await mappings(app.id)).to.deep.equal(before);
  });

  it('leaves mappings made by hand, also for users who share an address, have none, or are gone', async () => {
    const app = await office.connectedApp('By hand');
    for (const [dialpad_user_id, crm_user_id] of [
      [ANA.id, 'crm-ana'],
      [CHLOE.id, 'crm-chloe'],
      [EMMA.id, 'crm-emma'],
      [6100000000000001, 'crm-sue'],
    ])
      await office.at.admin('POST', `/internal/apps/${app.id}/users/map`, { dialpad_user_id, crm_user_id });
    expect((await sync(app.id)).matched).to.deep.equal([
      'Ana Delgado: crm-ana, kept',
      'Ben Okafor: ben.okafor@example.com, created',
      'Chloe Winters: crm-chloe, kept',
      'Emma Sato: crm-emma, kept',
      'Sue Pended: crm-sue, kept',
    ]);
  });

  it('only proposes with dry_run', async () => {
    const app = await office.connectedApp('Dry');
    const proposed = await sync(app.id, { dry_run: true });
    expect(proposed).to.include({ dry_run: true });
    expect(proposed.matched).to.have.length(2);
    expect(await mappings(app.id)).to.deep.equal([]);
    const done = await sync(app.id);
    expect(done.matched).to.deep.equal(proposed.matched.map((one: string) => one.replace('proposed', 'created')));
  });

  it('compares with the CRM’s users if they are given, ignoring case', async () => {
    const app = await office.connectedApp('CRM');
    const crm_users = [
      { id: 'u-1', email: 'ANA.DELGADO@example.com' },
      { id: 'u-2', email: 'desk@example.com' },
      { id: 'u-3', email: 'somebody@example.com' },
    ];
    const { matched, unmatched } = await sync(app.id, { crm_users });
    expect(matched).to.deep.equal(['Ana Delgado: u-1, created']);
    expect(unmatched).to.include('Ben Okafor: No CRM user has this e-mail address.');
    expect(unmatched).to.include('Diego Marsh: Several have this e-mail address: map them by hand.');

    const twice = [
      ...crm_users,
      { id: 'u-4', email: 'ben.okafor@example.com' },
      { id: 'u-5', email: 'Ben.Okafor@example.com' },
    ];
    expect((await sync(app.id, { crm_users: twice })).unmatched[0]).to.equal(
      'Ben Okafor: Several have this e-mail address: map them by hand.',
    );
  });

  it('refuses CRM users without an id or an address, by name', async () => {
    const app = await office.connectedApp('Bad input');
    const body = { crm_users: [{ id: 'u-1' }] };
    const answer = await office.at.admin('POST', `/internal/apps/${app.id}/users/sync`, body);
    expect([answer.status, answer.body.message]).to.satisfy(
      ([status, message]: [number, string]) => status === 400 && message.includes('email'),
    );
  });

  it('decides which CRM user a ringing call is for', async () => {
    const app = await office.connectedApp('Ring');
    await sync(app.id, { crm_users: [{ id: 'u-1', email: ANA.email }] });
    const listener = await listen(`${office.at.url}/ws?api_key=${app.key}&crm_user=u-1`);
    const startsAt = office.now() - 5_000;
    for (const [n, colleague] of [ANA, CHLOE].entries()) {
      const occasion = { colleague, contact: DANA, startsAt, ids: dialpadIds(50 + n) };
      await office.dialpad.play(answeredInbound(occasion, { ring: 5, talk: 60 }).slice(0, 1));
    }
    const ring = await listener.first(({ event }) => event === 'call.ring');
    expect(ring).to.include({ target_crm_user: 'u-1', dialpad_user_id: ANA.id });
    await office.settled();
    expect(listener.messages).to.have.length(1);
    const { data } = (await office.at.crm(app.key, '/api/events')).body;
    expect(data.map((one: { target_crm_user: unknown }) => one.target_crm_user)).to.have.members([null, 'u-1']);
    listener.close();
  });
});
