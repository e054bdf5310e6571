import { expect } from 'chai';
import { phaseOf } from '../../../src/adapters/outbound/dialpad/call-states.js';
import { SMALL_COMPANY } from '../../../src/testing/dialpad/company.js';
import { dialpadIds } from '../../../src/testing/dialpad/dialpad-ids.js';
import { PRIYA, SUPPORT } from '../../../src/testing/dialpad/people.js';
import { SCENARIOS } from '../../../src/testing/dialpad/scenarios.js';
import { CALL_STATES } from '../../../src/testing/dialpad/subscription-words.js';
import type { DialpadPayload } from '../../../src/testing/dialpad/timed-event.js';
import { example } from '../../adapters/outbound/dialpad/translating.js';
import { START } from './simulating.js';

const eventsOf = (name: string) => {
  const found = SCENARIOS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no scenario ${name}`);
  return found.events({ startsAt: START, ids: dialpadIds(6) });
};

/** The legs of a scenario: the events of each call id, in the order in which they are sent. */
const legsOf = (name: string): readonly (readonly DialpadPayload[])[] => {
  const legs = new Map<unknown, DialpadPayload[]>();
  for (const { payload } of eventsOf(name)) {
    legs.set(payload.call_id, [...(legs.get(payload.call_id) ?? []), payload]);
  }
  return [...legs.values()];
};
const statesOf = (leg: readonly DialpadPayload[]) => leg.map(({ state }) => state);
const only = <A>(list: readonly A[]): A => {
  const [first, ...more] = list;
  if (first === undefined || more.length > 0) throw new Error(`not one, but ${list.length}`);
  return first;
};

/** The time fields in chronological order. */
const TIMES = ['date_started', 'date_queued', 'date_rang', 'date_connected', 'date_ended'] as const;
/** Fields that an event may have beyond those of the examples. */
const EXTRA = [
  ...['recording_url', 'admin_recording_urls', 'company_call_review_share_link', 'public_call_review_share_link'],
  ...['recap_summary', 'recap_outcome', 'recap_purposes', 'recap_action_items', 'dispositions'],
];

describe('every scenario', () => {
  it('has a unique name that fits a command line, and people of the company', () => {
    const names = SCENARIOS.map(({ name }) => name);
    expect(new Set(names).size).to.equal(names.length);
    for (const { name, people } of SCENARIOS) {
      expect(name).to.match(/^[a-z]+(-[a-z]+)*$/);
      for (const { id } of people) expect(SMALL_COMPANY.users.map((user) => user.id)).to.include(id);
    }
  });

  for (const { name, events } of SCENARIOS) {
    const story = events({ startsAt: START, ids: dialpadIds(6) });
    const calls = story.filter(({ kind }) => kind === 'call').map(({ payload }) => payload);

    it(`${name}: is the same for the same setting, and has other ids and people on request`, () => {
      expect(events({ startsAt: START, ids: dialpadIds(6) })).to.deep.equal(story);
      const other = events({ startsAt: START, ids: dialpadIds(7), contact: PRIYA });
      expect(other.map(({ at }) => at)).to.deep.equal(story.map(({ at }) => at));
      for (const { payload } of other) expect(payload).to.have.nested.property('contact.id', PRIYA.id);
    });

    it(`${name}: is sent in order, each event after the moment it is about`, () => {
      const times = story.map(({ at }) => at);
      expect(times).to.deep.equal([...times].sort((one, two) => one - two));
      for (const { at, payload } of story) expect(payload.event_timestamp).to.be.within(START, at);
    });

    it(`${name}: has only known states and fields`, () => {
      const known = Object.keys(example('answered-inbound-ringing'));
      for (const payload of calls) {
        expect(CALL_STATES).to.include(payload.state);
        expect(phaseOf(String(payload.state))).not.to.equal(null);
        const fields = Object.keys(payload);
        expect(fields.filter((field) => !EXTRA.includes(field))).to.have.members(known);
      }
    });

    it(`${name}: has consistent snapshots, with times in order and nothing from the future`, () => {
      const seen = new Map<unknown, DialpadPayload>();
      for (const { at, payload } of story.filter(({ kind }) => kind === 'call')) {
        const reached = TIMES.flatMap((field) => (payload[field] === null ? [] : Number(payload[field])));
        expect(reached).to.deep.equal([...reached].sort((one, two) => one - two));
        for (const time of reached) expect(time).to.be.below(at);
        const before = seen.get(payload.call_id);
        for (const field of [...TIMES, 'talk_time', 'hold_time', 'operator_call_id'] as const) {
          if ((before?.[field] ?? null) !== null) expect(payload[field], field).to.equal(before?.[field]);
        }
        for (const field of ['direction', 'target', 'master_call_id', 'entry_point_call_id', 'group_id'] as const) {
          if (before !== undefined) expect(payload[field], field).to.deep.equal(before[field]);
        }
        seen.set(payload.call_id, payload);
        const over = payload.date_ended !== null;
        expect(payload.duration !== null, 'duration').to.equal(over);
        if (over && payload.date_connected === null)
          expect([payload.duration, payload.talk_time]).to.deep.equal([0, 0]);
        if (over && typeof payload.date_connected === 'number') {
          const talked = Number(payload.date_ended) - payload.date_connected;
          expect(payload.talk_time).to.equal(talked - Number(payload.hold_time));
        }
      }
      for (const last of seen.values()) expect(last.date_ended, 'every leg ends').to.be.a('number');
    });
  }
});

describe('the scenario', () => {
  it('caller-gives-up never says missed', () => {
    expect(statesOf(only(legsOf('caller-gives-up')))).to.deep.equal(['ringing', 'hangup']);
  });

  it('late-ringing sends the ringing event after the end', () => {
    const [ringing, hangup] = only(legsOf('late-ringing'));
    expect(ringing?.state).to.equal('ringing');
    expect(ringing?.date_ended).to.be.a('number').and.to.equal(hangup?.date_ended);
    expect(ringing?.event_timestamp).to.be.below(Number(hangup?.event_timestamp));
  });

  it('voicemail-when-closed rings no device', () => {
    const leg = only(legsOf('voicemail-when-closed'));
    expect(statesOf(leg)).to.deep.equal(['voicemail', 'hangup', 'voicemail_uploaded', 'transcription']);
    for (const payload of leg) expect(payload).to.include({ date_rang: null, target_availability_status: 'closed' });
  });

  it('mailbox-without-message leaves no audio', () => {
    const leg = only(legsOf('mailbox-without-message'));
    expect(statesOf(leg)).to.deep.equal(['ringing', 'voicemail', 'hangup']);
    for (const payload of leg) expect(payload).to.deep.include({ voicemail_recording_id: null, recording_details: [] });
    expect(leg[0]).to.include({ voicemail_link: null });
    for (const payload of leg.slice(1)) expect(payload.voicemail_link).to.match(/^https:/);
  });

  it('hold-and-park returns to connected twice', () => {
    const leg = only(legsOf('hold-and-park'));
    expect(statesOf(leg)).to.deep.equal(['ringing', 'connected', 'hold', 'connected', 'parked', 'connected', 'hangup']);
    expect(leg.at(-1)).to.include({ hold_time: 32_000, talk_time: 45_000 });
  });

  it('recording has the person’s audio first, then the company’s', () => {
    const leg = only(legsOf('recording'));
    expect(statesOf(leg).slice(-3)).to.deep.equal(['hangup', 'recording', 'admin_recording']);
    const [hangup, recording, admin] = leg.slice(-3);
    expect(hangup).not.to.have.any.keys('recording_url', 'admin_recording_urls');
    expect(recording).to.have.property('recording_url').with.length(1);
    expect(admin).to.have.property('admin_recording_urls').with.length(1);
    expect(admin?.recording_details).to.have.length(2);
  });

  it('recap has each part in its own event, minutes later', () => {
    const leg = only(legsOf('recap'));
    const parts = ['recap_summary', 'recap_outcome', 'recap_purposes', 'recap_action_items'];
    for (const part of parts) {
      const event = only(leg.filter((payload) => payload.state === part));
      expect(parts.filter((one) => one in event)).to.deep.equal([part]);
      expect(Number(event.event_timestamp) - Number(event.date_ended)).to.be.within(120_000, 200_000);
    }
    expect(statesOf(leg)).to.include('call_transcription');
  });

  it('wrap-up has the wrap-up codes and the caller’s answer', () => {
    const leg = only(legsOf('wrap-up'));
    const [, dispositions, csat] = leg.slice(-3);
    expect(dispositions).to.deep.include({ state: 'dispositions', dispositions: ['Resolved', 'Invoice'] });
    expect(csat).to.deep.include({ state: 'csat', csat_score: '5', labels: ['billing'] });
  });

  it('transfer continues on a second leg, which names the first and the person who transferred', () => {
    const [first = [], second = []] = legsOf('transfer');
    expect(statesOf(first)).to.deep.equal(['ringing', 'connected', 'hold', 'hangup']);
    expect(first.at(-1)).to.include({ is_transferred: true });
    expect(statesOf(second)).to.deep.equal(['ringing', 'connected', 'hangup']);
    expect(second[0]).to.include({ master_call_id: first[0]?.call_id, is_transferred: false });
    expect(second[0]?.transferred_from).to.deep.equal(first[0]?.target);
  });

  it('queue-of-five has a root, a call centre’s leg and five operators’ legs, and no id on all of them', () => {
    const legs = legsOf('queue-of-five');
    expect(legs).to.have.length(7);
    const ofType = (type: string) =>
      legs.filter(([payload]) => (payload?.target as { readonly type: string } | undefined)?.type === type);
    const root = only(ofType('department'));
    const queue = only(ofType('call_center'));
    const operators = ofType('user');
    expect(statesOf(root)).to.deep.equal(['ringing', 'connected', 'hangup']);
    for (const payload of root) expect(payload).to.include({ master_call_id: null, date_connected: null });

    expect(statesOf(queue)).to.deep.equal(['queued', 'ringing', 'connected', 'connected', 'hangup']);
    const [queued, , menu, answered, end] = queue;
    expect(queued?.date_queued).to.be.a('number');
    expect(menu).to.include({ date_connected: null, operator_call_id: null });
    const answerer = only(operators.filter((leg) => statesOf(leg).includes('connected')));
    expect(answered).to.include({ operator_call_id: answerer[0]?.call_id, master_call_id: root[0]?.call_id });
    expect(answered?.date_connected).to.be.a('number');
    expect(Number(end?.duration), 'the menu counts').to.be.above(Number(end?.talk_time));

    expect(operators).to.have.length(5);
    for (const [payload] of operators) {
      expect(payload).to.include({ entry_point_call_id: queue[0]?.call_id, master_call_id: null });
      expect(payload).to.include({ group_id: `CallCenter:${SUPPORT.id}`, internal_number: SUPPORT.phone });
    }
    const others = operators.filter((leg) => leg !== answerer).map((leg) => leg.at(-1)?.state);
    expect(new Set(others)).to.deep.equal(new Set(['missed', 'hangup']));
  });

  it('queue-nobody is one missed call with six legs', () => {
    const legs = legsOf('queue-nobody');
    expect(legs).to.have.length(6);
    for (const leg of legs) {
      expect(leg.at(-1)).to.include({ date_connected: null, operator_call_id: null });
      expect(leg.some(({ state }) => state === 'missed' || state === 'hangup')).to.equal(true);
    }
  });

  it('sms-thread has messages in both directions, one of which fails', () => {
    const messages = eventsOf('sms-thread').map(({ payload }) => payload);
    expect(new Set(messages.map(({ direction }) => direction))).to.deep.equal(new Set(['inbound', 'outbound']));
    expect(messages.map(({ message_status }) => message_status)).to.include.members(['delivered', 'failed']);
    expect(new Set(messages.map(({ id }) => id)).size).to.equal(5);
  });
});
