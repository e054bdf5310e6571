import { expect } from 'chai';
import { callAfter } from '../after-events.js';
import { callIn, hangup, voicemailIn } from '../translating.js';
import { START } from './payloads.js';

describe('quirks of after-call data', () => {
  it('labels and dispositions are texts or objects, under either name', () => {
    expect(callIn(hangup({ labels: ['VIP', ''] })).labels).to.deep.equal(['VIP']);
    expect(callIn(hangup({ dispositions: [{ name: 'Sold' }, { disposition: 'Later' }] })).dispositions).to.deep.equal([
      'Sold',
      'Later',
    ]);
    expect(callIn(hangup({ call_dispositions: [{ label: 'Sold' }, 'Later'] })).dispositions).to.have.length(2);
  });

  it('an empty list removes no label', () => {
    expect(
      callAfter(hangup({ labels: ['VIP'] }), hangup({ labels: [], event_timestamp: START + 9e6 })).details.labels,
    ).to.deep.equal(['VIP']);
  });

  it('a stock sentence in place of a recap is stored unchanged', () => {
    const stock = 'A recap is not available for short calls and voicemails.';
    const event = hangup({ state: 'recap_summary', recap_summary: stock });
    expect(callAfter(hangup(), event).details.recap?.summary).to.equal(stock);
  });

  it('a recap comes in parts, in any order, or never without Dialpad Ai', () => {
    const parts = [{ recap_outcome: 'Booked' }, { recap_action_items: ['Send it'] }, { recap_purposes: ['Booking'] }];
    const events = parts.map((part) => hangup({ state: Object.keys(part)[0], ...part }));
    const recap = { summary: null, outcome: 'Booked', purposes: ['Booking'], actionItems: ['Send it'] };
    expect(callAfter(hangup(), ...events).details.recap).to.deep.equal(recap);
    expect(callAfter(hangup(), ...events.reverse()).details.recap).to.deep.equal(recap);
    expect(callAfter(hangup()).details).to.include({ recap: null, transcriptReady: false });
  });

  it('the transcript event of a call says only that the transcript is ready, and is no voicemail', () => {
    const event = hangup({ state: 'call_transcription', transcription_text: 'Hello. Hello? How are you?' });
    expect(callAfter(event).details.transcriptReady).to.equal(true);
    expect(voicemailIn(event)).to.equal(null);
  });

  it('custom data, surveys and review links are passed on unchanged', () => {
    const event = hangup({
      custom_data: '{"deal": 7}',
      csat_score: '5',
      company_call_review_share_link: 'https://d/1',
    });
    expect(callAfter(event).details).to.include({
      customData: '{"deal": 7}',
      satisfaction: '5',
      reviewUrl: 'https://d/1',
    });
  });
});
