import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { isLeft, isRight } from 'fp-ts/lib/Either.js';
import { toNullable } from 'fp-ts/lib/Option.js';
import { problemOf } from '../../../../src/adapters/inbound/http/problem.js';
import { SUBSCRIBED_STATES } from '../../../../src/adapters/outbound/dialpad/call-states.js';
import { reportedCall } from '../../../../src/adapters/outbound/dialpad/client/reported-call.js';
import { deliveryAuthenticator } from '../../../../src/adapters/outbound/dialpad/delivery-authenticator.js';
import { booleanOf, timeOf } from '../../../../src/adapters/outbound/dialpad/json-fields.js';
import { payloadReader } from '../../../../src/adapters/outbound/dialpad/payload-reader.js';
import { storageFault, storageUnavailable } from '../../../../src/application/ports/storage-error.js';
import { viewOfMessage } from '../../../../src/domain/message/message.js';
import { viewOfVoicemail } from '../../../../src/domain/voicemail/voicemail.js';
import { dialpadIds } from '../../../../src/testing/dialpad/dialpad-ids.js';
import { ANA, FRONT_DESK, SUPPORT } from '../../../../src/testing/dialpad/people.js';
import { restCall } from '../../../../src/testing/dialpad/rest-call.js';
import { SCENARIOS } from '../../../../src/testing/dialpad/scenarios.js';
import { startSimulatedDialpad } from '../../../../src/testing/dialpad/simulated-dialpad.js';
import { leftOf, rightOf } from '../../../../src/testing/storage/outcome.js';
import { callAfter, callsAfter, toldOf, workedIn } from './applied.js';
import { ACCESS, id, trial } from './client/clients.js';
import { scriptedServer } from './client/scripted-server.js';
import {
  callIn,
  connected,
  example,
  hangup,
  messageIn,
  missed,
  type Payload,
  RECEIVED_AT,
  recording,
  ringing,
  translate,
  uploaded,
  voicemailIn,
} from './translating.js';

/*
 * What Dialpad really sends, beside what its pages say: each row of dialpad/events.md §5, and what of §1 to §4 has tripped somebody. The
 * units' own tests go further; these say in one place that each is heeded.
 */

const START = 1791208800000;
const SECRET = 'a-secret-of-the-webhook-32-chars-long';

const received = (changes: Payload = {}) => example('sms-inbound', changes);
const sent = (changes: Payload = {}) => example('sms-out-delivered', changes);

/** A hang-up of a call that nobody answered. */
const unanswered = (changes: Payload = {}) => hangup({ date_connected: null, duration: 0, ...changes });

const base64url = (text: string): string => Buffer.from(text).toString('base64url');
const jwt = (payload: unknown, secret = SECRET): string => {
  const signed = `${base64url('{"alg":"HS256","typ":"JWT"}')}.${base64url(JSON.stringify(payload))}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
};
const open = (body: string, { secrets = [SECRET], now = RECEIVED_AT, signature = null as string | null } = {}) =>
  deliveryAuthenticator.open({ body: Buffer.from(body), signature }, secrets, now);

const envelopeOf = (payload: Payload) => toNullable(payloadReader.envelope(JSON.stringify(payload)));

/** A story of the simulated Dialpad's. */
const story = (name: string): readonly Payload[] => {
  const scenario = SCENARIOS.find((one) => one.name === name);
  return (scenario?.events({ startsAt: START, ids: dialpadIds(5) }) ?? []).map(({ payload }) => payload);
};

/** A call as `GET /call` has it, made into what is translated. */
const reported = (call: Payload): Payload => JSON.parse(reportedCall(call)?.payload ?? 'null');
const rest = (event: Payload, changes: Payload = {}): Payload =>
  reported({ ...restCall(event, event.state), ...changes });

describe('quirks of delivery', () => {
  it('an authentic delivery is never answered 429, which is final, but 503, which is tried again', () => {
    const busy = { _tag: 'Busy', allowance: { limit: 1, remaining: 0, resetSeconds: 9 } } as const;
    expect(problemOf(busy)).to.deep.include({
      status: 503,
      headers: { ...problemOf(busy).headers, 'retry-after': '9' },
    });
    expect(problemOf(storageUnavailable('full')).status).to.equal(503);
    expect(problemOf(storageFault('a bug')).status).to.equal(500);
  });

  it('an authentic event of no known shape or state is kept aside, never refused', () => {
    for (const odd of [{}, [], ringing({ state: 'teleported' }), ringing({ call_id: null }), { id: {}, to_number: 1 }])
      expect(['Ignored', 'Unusable']).to.include(translate(odd)._tag);
    expect(envelopeOf(ringing({ state: 'teleported' }))?.name).to.equal('teleported');
  });

  it('one URL takes calls and messages', () => {
    expect([envelopeOf(ringing())?.name, envelopeOf(received())?.name]).to.deep.equal(['ringing', 'sms']);
    const { calls, messages } = workedIn(ringing(), received());
    expect([calls.length, messages.length]).to.deep.equal([1, 1]);
  });

  it('a signed body is one JWT without any claims, and needs no signature header', () => {
    expect(open(jwt(ringing()))).to.have.property('right', JSON.stringify(ringing()));
  });

  it('an expiry that is there is honoured, none is demanded', () => {
    const seconds = RECEIVED_AT / 1000;
    expect(isRight(open(jwt({ ...ringing(), exp: seconds + 60 })))).to.equal(true);
    expect(isLeft(open(jwt({ ...ringing(), exp: seconds - 60 })))).to.equal(true);
  });

  it('plain JSON without a signature, as from a webhook without a secret, is nobody’s word', () => {
    expect(isLeft(open(JSON.stringify(ringing())))).to.equal(true);
  });

  it('a secret that was stored with a newline behind it opens all the same', () => {
    expect(isRight(open(jwt(ringing()), { secrets: [`${SECRET}\n`] }))).to.equal(true);
    expect(isLeft(open(jwt(ringing()), { secrets: ['\n'] }))).to.equal(true);
  });

  it('a text message that is tried again for hours is not too old', () => {
    const late = { now: RECEIVED_AT + 5 * 3_600_000 };
    expect(isRight(open(jwt({ ...received(), iat: RECEIVED_AT / 1000 }), late))).to.equal(true);
    const { event_timestamp: at } = received();
    expect(messageIn(received({ event_timestamp: Number(at) - 5 * 3_600_000 })).status).to.equal('received');
  });

  it('no event has an id, and the id of its call is not taken for one', () => {
    expect(envelopeOf(ringing())?.eventId).to.equal(null);
    expect(envelopeOf(received())?.eventId).to.equal(null);
    expect(callAfter(ringing(), connected(), hangup()).status).to.equal('ended');
  });

  it('the same state of the same call comes again: connected, after a hold', () => {
    const hold = connected({ state: 'hold', event_timestamp: START + 30_000 });
    const back = connected({ event_timestamp: START + 60_000 });
    expect(callAfter(ringing(), connected(), hold).details.hold).to.equal('held');
    expect(callAfter(ringing(), connected(), hold, back).details.hold).to.equal(null);
  });

  it('a copy by another subscription, or a retry written otherwise, says nothing new', () => {
    const reordered = Object.fromEntries(Object.entries(hangup()).reverse());
    const once = toldOf(ringing(), connected(), hangup());
    expect(toldOf(ringing(), ringing(), connected(), hangup(), reordered, connected())).to.deep.equal(once);
  });

  it('no order is promised: a retry that was overtaken changes nothing', () => {
    expect(callAfter(hangup(), connected(), ringing())).to.deep.equal({
      ...callAfter(ringing(), connected(), hangup()),
      updatedAt: callAfter(hangup()).updatedAt,
    });
    expect(toldOf(hangup(), connected(), ringing())).to.deep.equal(['call.ended']);
  });

  it('no organisation is in a call event, only the office of its target', () => {
    expect(envelopeOf(ringing())?.organizations).to.deep.equal([String(ANA.officeId)]);
    expect(envelopeOf(received())?.organizations).to.deep.equal([]);
  });
});

describe('quirks of how a call goes', () => {
  it('a ringing event may tell of a call that is over', () => {
    expect(callAfter(ringing({ date_ended: START + 9_000 })).status).to.equal('missed');
    expect(toldOf(ringing({ date_ended: START + 9_000 }))).to.deep.equal(['call.missed']);
  });

  it('connected may be a menu: only date_connected is an answer', () => {
    const menu = connected({ date_connected: null });
    expect(callAfter(ringing(), menu).status).to.equal('ringing');
    expect(callAfter(ringing(), menu, unanswered()).status).to.equal('missed');
  });

  it('connected may never come', () => {
    expect(callAfter(ringing(), hangup())).to.include({ status: 'ended', durationSeconds: 125 });
  });

  it('hangup may never come: whatever has date_ended ends the call', () => {
    for (const state of ['recording', 'call_transcription', 'recap_summary', 'dispositions', 'csat', 'postcall'])
      expect(callAfter(ringing(), connected(), hangup({ state })).status, state).to.equal('ended');
  });

  for (const [status, event] of [
    ['ringing', ringing()],
    ['ringing', ringing({ state: 'calling', direction: 'outbound' })],
    ['ringing', ringing({ state: 'preanswer' })],
    ['ringing', ringing({ state: 'queued' })],
    ['active', connected()],
    ['active', connected({ state: 'hold' })],
    ['active', connected({ state: 'parked' })],
    ['active', connected({ state: 'merged' })],
    ['ended', hangup()],
    ['missed', missed()],
    ['rejected', missed({ state: 'blocked' })],
    ['voicemail', uploaded()],
    ['ended', recording()],
  ] as const) {
    it(`any event makes the call, ${event.state} too, and a later one ends it`, () => {
      expect(callAfter(event).status).to.equal(status);
      const over = callAfter(event, hangup({ call_id: event.call_id, direction: event.direction }));
      expect(over.status).to.not.be.oneOf(['ringing', 'active']);
    });
  }

  it('hangup ends answered and unanswered calls alike: date_connected tells them apart', () => {
    expect(callAfter(hangup()).status).to.equal('ended');
    expect(callAfter(unanswered()).status).to.equal('missed');
    expect(callAfter(unanswered({ direction: 'outbound' }))).to.include({ status: 'ended', durationSeconds: 0 });
  });

  it('missed may come before hangup, after it, or not at all, and is told once', () => {
    const [none, only] = [unanswered(), ringing({ state: 'missed', date_ended: START + 22_000 })];
    for (const order of [
      [ringing(), only, none],
      [ringing(), none, only],
      [ringing(), none],
      [ringing(), only],
    ])
      expect(toldOf(...order)).to.deep.equal(['call.ring', 'call.missed']);
  });

  it('a call in the mailbox may leave no message', () => {
    const mailbox = ringing({ state: 'voicemail' });
    expect(voicemailIn(mailbox)).to.equal(null);
    expect(workedIn(ringing(), mailbox, unanswered()).voicemails).to.deep.equal([]);
    expect(callAfter(ringing(), mailbox, unanswered()).status).to.equal('missed');
  });

  it('the audio of a message comes later, its transcript later still', () => {
    const transcribed = uploaded({
      state: 'transcription',
      transcription_text: 'Call me.',
      event_timestamp: START + 9e6,
    });
    const [message, ...more] = workedIn(uploaded(), transcribed).voicemails;
    expect(more).to.deep.equal([]);
    expect(message && viewOfVoicemail(message)).to.include({ transcript: 'Call me.', durationSeconds: 31 });
    expect(toldOf(uploaded(), transcribed)).to.deep.equal(['voicemail.received', 'voicemail.updated']);
  });

  it('the link to a message may stand on whichever event ended the call', () => {
    expect(voicemailIn(unanswered({ voicemail_link: 'https://dialpad.com/v/1' }))?.recordingUrl).to.match(/v\/1$/);
  });

  it('what comes after a call brings neither a ring nor an answer', () => {
    const { date_connected: _, ...cut } = hangup({ state: 'recap_summary', recap_summary: 'They talked.' });
    expect(callAfter(hangup(), cut)).to.include({ status: 'ended', durationSeconds: 125 });
    expect(toldOf(connected({ state: 'admin', date_connected: null }))).to.deep.equal([]);
  });

  it('a call that is over stays over, whatever is late', () => {
    for (const state of ['ringing', 'queued', 'hold', 'parked', 'monitor', 'barge', 'takeover', 'eavesdrop'])
      expect(callAfter(hangup(), connected({ state })).status, state).to.equal('ended');
  });

  it('states are known in any case of letters', () => {
    expect(callIn(hangup({ state: ' HangUp' })).over).to.equal(true);
  });
});

describe('quirks of calls of many legs', () => {
  it('one caller whom nobody takes is missed once by each person, in one leg context', () => {
    const { pendingEvents, calls } = workedIn(...story('queue-nobody'));
    const misses = pendingEvents
      .filter(({ content }) => content.type === 'call.missed')
      .flatMap((one) => one.dialpadUserId ?? []);
    expect([misses.length, new Set(misses).size]).to.deep.equal([5, 5]);
    expect([calls.length, new Set(calls.map(({ legContext }) => legContext.conversationId)).size]).to.deep.equal([
      6, 1,
    ]);
  });

  it('a caller who is told of three times over rings, and is missed, once for the person', () => {
    const legs = [1, 2, 3].map((n) => ({ call_id: 100 + n, entry_point_call_id: n === 1 ? null : 101 }));
    const events = [...legs.map(ringing), ...legs.map((leg) => unanswered({ ...leg, state: 'missed' }))];
    expect(toldOf(...events).filter((content) => content !== 'call.updated')).to.deep.equal([
      'call.ring',
      'call.missed',
    ]);
  });

  it('each operator’s own hangup is no miss of theirs, and no end of the call', () => {
    const events = story('queue-of-five');
    const answerer = events.find(
      ({ state, date_connected: at, entry_point_call_id: entry }) => state === 'connected' && at && entry,
    );
    const soFar = events.slice(
      0,
      events.findIndex(({ state, call_id }) => state === 'hangup' && call_id === answerer?.call_id),
    );
    const legs = callsAfter(...soFar).filter(({ dialpadUserId }) => dialpadUserId !== null);
    expect(legs.map(({ status }) => status).sort()).to.deep.equal(['active', 'ended', 'ended', 'ended', 'ended']);
    expect(legs.filter(({ details }) => details.answeredElsewhere)).to.have.length(4);
    expect(toldOf(...events)).to.not.include('call.missed');
  });

  it('an operator’s leg names the line that was dialled, and not always the root', () => {
    const contexts = callsAfter(...story('queue-of-five')).map(({ conversationId }) => conversationId);
    expect([contexts.length, new Set(contexts).size]).to.deep.equal([7, 1]);
  });

  for (const junk of [0, '', '0', 'null', null, -1, {}]) {
    it(`${JSON.stringify(junk)} for another leg’s id joins nobody`, () => {
      const links = { master_call_id: junk, entry_point_call_id: junk, operator_call_id: junk };
      const contexts = callsAfter(ringing({ call_id: 11, ...links }), ringing({ call_id: 12, ...links }));
      expect(contexts.map(({ conversationId }) => conversationId)).to.deep.equal(['11', '12']);
    });
  }

  it('a leg that names itself is a leg context of its own', () => {
    expect(callAfter(ringing({ call_id: 11, master_call_id: 11 })).conversationId).to.equal('11');
  });

  it('a transfer is another leg of the same leg context, and the first ends as handed on', () => {
    const [first, second] = callsAfter(...story('transfer'));
    expect(first?.details.endedReason).to.equal('transferred');
    expect(second?.conversationId).to.equal(first?.conversationId);
    expect(second?.details.transferredFrom).to.equal(first?.dialpadUserId);
  });

  it('the talk on a line’s leg is no longer than somebody was there, though its duration counts the menu', () => {
    const menu = 30_000;
    expect(callAfter(hangup({ duration: 124_490 + menu })).durationSeconds).to.equal(
      callAfter(hangup()).durationSeconds,
    );
  });
});

describe('quirks of a call’s fields', () => {
  it('a latest event full of nulls wipes nothing', () => {
    const { date_ended, call_id } = hangup();
    const nulls = Object.fromEntries(Object.keys(hangup()).map((name) => [name, null]));
    const before = callAfter(ringing(), connected(), hangup());
    for (const state of ['hangup', 'recap_summary', 'ringing']) {
      const empty = { ...nulls, call_id, state, date_ended, event_timestamp: START + 9e6 };
      expect(callAfter(ringing(), connected(), hangup(), empty), state).to.deep.equal(before);
    }
  });

  it('ids beyond 2^53 keep every digit', () => {
    const text = JSON.stringify(ringing({ entry_point_call_id: 7 })).replace('4743444132604262', '9007199254740993');
    expect(callIn(text).dialpadCallId).to.equal('9007199254740993');
    expect(callIn(text.replace(':7,', ':9223372036854775807,')).entryPointCallId).to.equal('9223372036854775807');
  });

  it('truth may be written out: "TRUE" and "FALSE"', () => {
    expect([booleanOf('TRUE'), booleanOf('FALSE'), booleanOf('maybe')]).to.deep.equal([true, false, null]);
    expect(callAfter(hangup({ is_transferred: 'TRUE' })).details.endedReason).to.equal('transferred');
    expect(callAfter(hangup({ is_transferred: 'FALSE' })).details.endedReason).to.equal(null);
  });

  it('lengths are milliseconds, and fractions of them', () => {
    const ended = hangup({ date_connected: START, date_ended: START + 8_952, duration: 8951.029999999999 });
    expect(callAfter(ended).durationSeconds).to.equal(9);
  });

  it('times are numbers, strings of digits, or ISO without a zone, which is UTC', () => {
    for (const at of [START, String(START), '2026-10-05T14:00:00', '2026-10-05 14:00:00.000'])
      expect(timeOf(at), String(at)).to.equal(START);
    expect([timeOf(0), timeOf(''), timeOf(null)]).to.deep.equal([null, null, null]);
  });

  it('our number may be the word blocked: then the caller id that was chosen is it', () => {
    const outbound = { direction: 'outbound', internal_number: 'blocked', selected_caller_id: '+15550100199' };
    expect(callIn(ringing(outbound)).fromNumber).to.equal('+15550100199');
  });

  it('a caller who withholds the number is null, or a word', () => {
    expect(callIn(ringing({ external_number: null, contact: null })).fromNumber).to.equal(null);
    expect(callIn(ringing({ external_number: 'anonymous' })).fromNumber).to.equal('anonymous');
  });

  it('a contact’s id may be a text, and its e-mail empty', () => {
    const contact = { id: 'shared_contact_pool_Company:1_uid_9', type: 'shared', email: '', phone: '+1', name: 'Lab' };
    expect(callAfter(ringing({ contact })).details.contactName).to.equal('Lab');
  });

  it('only a target of type user is a person, however a call centre or a coaching team is spelled', () => {
    for (const type of ['call_center', 'callcenter', 'coaching_team', 'coachingteam', 'department', 'office', 'room'])
      expect(callIn(ringing({ target: { id: 7, type, email: '' } })).dialpadUserId, type).to.equal(null);
    expect(callIn(ringing({ target: { id: 7, type: 'User' } })).dialpadUserId).to.equal('7');
  });

  it('an empty object is nobody: entry point, proxy, who transferred', () => {
    const nobody = { entry_point_target: {}, proxy_target: {}, transferred_from: {}, contact: {}, target: {} };
    expect(callIn(ringing(nobody))).to.include({ dialpadUserId: null, transferredFrom: null, contactName: null });
  });

  it('labels and dispositions are texts or objects, under either name', () => {
    expect(callIn(hangup({ labels: ['VIP', ''] })).labels).to.deep.equal(['VIP']);
    expect(callIn(hangup({ dispositions: [{ name: 'Sold' }, { disposition: 'Later' }] })).dispositions).to.deep.equal([
      'Sold',
      'Later',
    ]);
    expect(callIn(hangup({ call_dispositions: [{ label: 'Sold' }, 'Later'] })).dispositions).to.have.length(2);
  });

  it('an empty list takes no label off', () => {
    expect(
      callAfter(hangup({ labels: ['VIP'] }), hangup({ labels: [], event_timestamp: START + 9e6 })).details.labels,
    ).to.deep.equal(['VIP']);
  });

  it('a recap that says there is none is kept as it is worded', () => {
    const stock = 'A recap is not available for short calls and voicemails.';
    const told = hangup({ state: 'recap_summary', recap_summary: stock });
    expect(callAfter(hangup(), told).details.recap?.summary).to.equal(stock);
  });

  it('a recap comes in parts, in any order, and without Dialpad Ai never', () => {
    const parts = [{ recap_outcome: 'Booked' }, { recap_action_items: ['Send it'] }, { recap_purposes: ['Booking'] }];
    const events = parts.map((part) => hangup({ state: Object.keys(part)[0], ...part }));
    const recap = { summary: null, outcome: 'Booked', purposes: ['Booking'], actionItems: ['Send it'] };
    expect(callAfter(hangup(), ...events).details.recap).to.deep.equal(recap);
    expect(callAfter(hangup(), ...events.reverse()).details.recap).to.deep.equal(recap);
    expect(callAfter(hangup()).details).to.include({ recap: null, transcriptReady: false });
  });

  it('the transcript of a call is not in its event, and is no voicemail: only that it can be had', () => {
    const told = hangup({ state: 'call_transcription', transcription_text: 'Hello. Hello? How are you?' });
    expect(callAfter(told).details.transcriptReady).to.equal(true);
    expect(voicemailIn(told)).to.equal(null);
  });

  it('custom data, surveys and review links are handed on unchanged', () => {
    const told = hangup({ custom_data: '{"deal": 7}', csat_score: '5', company_call_review_share_link: 'https://d/1' });
    expect(callAfter(told).details).to.include({
      customData: '{"deal": 7}',
      satisfaction: '5',
      reviewUrl: 'https://d/1',
    });
  });
});

describe('quirks of recordings', () => {
  const url = 'https://dialpad.com/r/1';
  const blob = 'https://dialpad.com/blob/adminrecording/1.mp3';

  it('recording_url is a list, a text, or missing without the scope', () => {
    for (const recording_url of [[url], url, ['', url]])
      expect(callIn(hangup({ recording_url, recording_details: [] })).recordingUrl).to.equal(url);
    const details = [{ recording_type: 'callrecording', url }];
    expect(callIn(hangup({ recording_url: undefined, recording_details: details })).recordingUrl).to.equal(url);
  });

  it('what a token can fetch comes before what needs a session in a browser', () => {
    const both = { recording_url: [url], admin_recording_urls: [blob] };
    expect(callAfter(hangup(both)).recordingUrl).to.equal(url);
    expect(callAfter(hangup({ admin_recording_urls: [blob] })).recordingUrl).to.equal(blob);
    expect(callAfter(hangup({ admin_call_recording_urls: blob })).recordingUrl).to.equal(blob);
  });

  it('of two legs of one talk one has the person’s recording, the other the company’s: each shows its own', () => {
    const user = recording({ call_id: 11, recording_url: [url], recording_details: [] });
    const company = recording({
      call_id: 12,
      master_call_id: 11,
      recording_url: null,
      recording_details: [],
      admin_recording_urls: [blob],
    });
    expect(callsAfter(user, company).map(({ recordingUrl }) => recordingUrl)).to.deep.equal([url, blob]);
  });

  it('the audio of a message is never the recording of the call', () => {
    expect(callAfter(uploaded()).recordingUrl).to.equal(null);
  });
});

describe('quirks of text messages', () => {
  it('to_number is a list, or a text', () => {
    expect(messageIn(sent({ to_number: ['+1', '+2'] })).toNumber).to.equal('+1');
    expect(messageIn(sent({ to_number: '+1' })).toNumber).to.equal('+1');
  });

  it('the same id comes again for each status, and a final one is not taken back', () => {
    const states = ['pending', 'sent', 'success', 'pending'].map((message_status) => sent({ message_status }));
    const { messages } = workedIn(...states);
    expect(messages.map((message) => viewOfMessage(message).status)).to.deep.equal(['delivered']);
  });

  it('one that came in is pending for Dialpad, and received for us', () => {
    expect(messageIn(received({ message_status: 'pending' })).status).to.equal('received');
  });

  it('a bad delivery result settles what is still open', () => {
    const refused = sent({ message_status: 'pending', message_delivery_result: 'rejected_spam' });
    expect(messageIn(refused).status).to.equal('failed');
  });

  it('the text is absent without its scope, and may be empty beside a picture', () => {
    expect(messageIn(received({ text: undefined, text_content: undefined })).text).to.equal(null);
    expect(messageIn(received({ text: '', text_content: '', mms: true })).text).to.equal(null);
    expect(messageIn(received({ text: undefined, text_content: 'Hi' })).text).to.equal('Hi');
  });

  it('who wrote for a shared line is the sender', () => {
    expect(messageIn(sent({ target: { id: 7, type: 'department' }, sender_id: ANA.id })).dialpadUserId).to.equal(
      String(ANA.id),
    );
  });

  it('a short code is a number', () => {
    expect(messageIn(received({ from_number: '72345' })).fromNumber).to.equal('72345');
  });
});

describe('quirks of the API', () => {
  it('a call that was listed, its numbers strings and its nulls left out, makes the same call as its event', () => {
    for (const event of [hangup(), missed(), unanswered(), uploaded(), recording()]) {
      const { reviewUrl: _, ...details } = callAfter(event).details;
      const listed = callAfter(rest(event));
      expect({ ...listed, details: { ...details, reviewUrl: null } }).to.deep.equal({ ...listed });
      expect(listed).to.deep.equal({ ...callAfter(event), details: { ...details, reviewUrl: null } });
    }
  });

  it('a listed call may name its message and recordings by pages that play them, which give way to the audio', () => {
    const link = 'https://dialpad.com/shared/voicemail/1';
    const bare = { recording_details: [], voicemail_share_link: link };
    expect(callAfter(rest(uploaded(), bare)).status).to.equal('voicemail');
    const [page] = workedIn(rest(uploaded(), bare)).voicemails;
    expect(page && viewOfVoicemail(page).recordingUrl).to.equal(link);
    const [both] = workedIn(uploaded(), rest(uploaded(), bare)).voicemails;
    expect(both && viewOfVoicemail(both).recordingUrl).to.equal(voicemailIn(uploaded())?.recordingUrl);

    const pages = { recording_details: [], call_recording_share_links: ['https://dialpad.com/shared/call/1'] };
    const company = { recording_details: [], admin_call_recording_share_links: ['https://dialpad.com/shared/call/2'] };
    expect(callAfter(rest(recording(), pages)).recordingUrl).to.match(/call\/1$/);
    expect(callAfter(rest(recording(), company)).recordingUrl).to.match(/call\/2$/);
    expect(callAfter(recording(), rest(recording(), pages)).recordingUrl).to.equal(callAfter(recording()).recordingUrl);
  });

  it('a call that was listed without its state is over by date_ended', () => {
    expect(callAfter(reported({ ...restCall(hangup(), undefined), state: undefined })).status).to.equal('ended');
  });

  it('a listed call of a menu, to which nobody came, is missed', () => {
    expect(callAfter(rest(unanswered({ target: FRONT_DESK }))).status).to.equal('missed');
    expect(callAfter(rest(unanswered({ target: SUPPORT }))).dialpadUserId).to.equal(null);
  });

  it('a subscription that is made without its webhook delivers nothing, and is taken back', async () => {
    const scripted = await scriptedServer();
    try {
      scripted.script({ body: { id: 5, webhook: null } }, { status: 204 });
      const refused = await leftOf(trial(scripted.url).dialpad.createSubscription(ACCESS, 'call', id('1')));
      expect(refused).to.have.property('detail').that.includes('delivers nothing');
      expect(scripted.seen.map(({ method }) => method)).to.deep.equal(['POST', 'DELETE']);
    } finally {
      await scripted.close();
    }
  });

  it('a subscription names its states, for one to all may never fire; the secret is the webhook’s', async () => {
    const simulated = await startSimulatedDialpad({ limits: null });
    try {
      const { dialpad } = trial(simulated.url);
      const access = { token: simulated.apiKey };
      const hook = await rightOf(
        dialpad.createWebhook(access, { url: 'https://cti.example.com/hook', secret: SECRET }),
      );
      await rightOf(dialpad.createSubscription(access, 'call', hook.id));
      expect(simulated.subscriptions()[0]).to.deep.include({ callStates: SUBSCRIBED_STATES });
      expect(SUBSCRIBED_STATES).to.not.include('all');
      expect(simulated.webhooks()[0]).to.include({ secret: SECRET });
      expect(JSON.stringify(simulated.subscriptions())).to.not.include(SECRET);
    } finally {
      await simulated.stop();
    }
  });
});
