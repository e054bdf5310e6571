import { expect } from 'chai';
import { SUBSCRIBED_STATES } from '../../../../../src/adapters/outbound/dialpad/call-states.js';
import { viewOfVoicemail } from '../../../../../src/domain/voicemail/voicemail.js';
import { FRONT_DESK, SUPPORT } from '../../../../../src/testing/dialpad/people.js';
import { restCall } from '../../../../../src/testing/dialpad/rest-call.js';
import { startSimulatedDialpad } from '../../../../../src/testing/dialpad/simulated-dialpad.js';
import { leftOf, rightOf } from '../../../../../src/testing/storage/outcome.js';
import { callAfter, decisionAfter } from '../after-events.js';
import { ACCESS, clientFor, id } from '../client/clients.js';
import { scriptedServer } from '../client/scripted-server.js';
import { hangup, missed, recording, uploaded, voicemailIn } from '../translating.js';
import { listedCall, reported, unanswered } from './payloads.js';
import { SECRET } from './signed.js';

describe('quirks of the API', () => {
  it('a listed call, with numbers as strings and nulls left out, gives the same call as its event', () => {
    for (const event of [hangup(), missed(), unanswered(), uploaded(), recording()]) {
      const { reviewUrl: _, ...details } = callAfter(event).details;
      const listed = callAfter(listedCall(event));
      expect({ ...listed, details: { ...details, reviewUrl: null } }).to.deep.equal({ ...listed });
      expect(listed).to.deep.equal({ ...callAfter(event), details: { ...details, reviewUrl: null } });
    }
  });

  it('a listed call may name pages that play its voicemail and recordings; the audio is preferred', () => {
    const link = 'https://dialpad.com/shared/voicemail/1';
    const bare = { recording_details: [], voicemail_share_link: link, transcription_text: 'Call me.' };
    expect(callAfter(listedCall(uploaded(), bare)).status).to.equal('voicemail');
    const [page] = decisionAfter(listedCall(uploaded(), bare)).voicemails;
    expect(page && viewOfVoicemail(page).recordingUrl).to.equal(link);
    const [both] = decisionAfter(uploaded(), listedCall(uploaded(), bare)).voicemails;
    expect(both && viewOfVoicemail(both).recordingUrl).to.equal(voicemailIn(uploaded())?.recordingUrl);

    const pages = { recording_details: [], call_recording_share_links: ['https://dialpad.com/shared/call/1'] };
    const company = { recording_details: [], admin_call_recording_share_links: ['https://dialpad.com/shared/call/2'] };
    expect(callAfter(listedCall(recording(), pages)).recordingUrl).to.match(/call\/1$/);
    expect(callAfter(listedCall(recording(), company)).recordingUrl).to.match(/call\/2$/);
    expect(callAfter(recording(), listedCall(recording(), pages)).recordingUrl).to.equal(
      callAfter(recording()).recordingUrl,
    );
  });

  it('a listed call whose only sign of a voicemail is the page that would play it has none', () => {
    const page = { recording_details: [], voicemail_share_link: 'https://dialpad.com/shared/voicemail/1' };
    expect(decisionAfter(listedCall(unanswered(), page)).voicemails).to.deep.equal([]);
    expect(callAfter(listedCall(unanswered(), page)).status).to.equal('missed');
  });

  it('a call that is listed without a state is over by date_ended', () => {
    expect(callAfter(reported({ ...restCall(hangup(), undefined), state: undefined })).status).to.equal('ended');
  });

  it('a listed call that ended in a menu is missed', () => {
    expect(callAfter(listedCall(unanswered({ target: FRONT_DESK }))).status).to.equal('missed');
    expect(callAfter(listedCall(unanswered({ target: SUPPORT }))).dialpadUserId).to.equal(null);
  });

  it('a subscription that is created without its webhook delivers nothing, and is deleted again', async () => {
    const scripted = await scriptedServer();
    try {
      scripted.script({ body: { id: 5, webhook: null } }, { status: 204 });
      const refused = await leftOf(clientFor(scripted.url).dialpad.createSubscription(ACCESS, 'call', id('1')));
      expect(refused).to.have.property('detail').that.includes('delivers nothing');
      expect(scripted.seen.map(({ method }) => method)).to.deep.equal(['POST', 'DELETE']);
    } finally {
      await scripted.close();
    }
  });

  it('a subscription names every state, as “all” may deliver nothing; the secret belongs to the webhook', async () => {
    const simulated = await startSimulatedDialpad({ limits: null });
    try {
      const { dialpad } = clientFor(simulated.url);
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
