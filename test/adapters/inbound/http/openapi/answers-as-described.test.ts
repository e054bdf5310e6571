import { expect } from 'chai';
import type { Mixed } from 'io-ts';
import { AppJson, appToJson } from '../../../../../src/adapters/wire/app-json.js';
import { CallJson, callToText } from '../../../../../src/adapters/wire/call-json.js';
import { MessageJson, messageToText } from '../../../../../src/adapters/wire/message-json.js';
import { VoicemailJson, voicemailToText } from '../../../../../src/adapters/wire/voicemail-json.js';
import { viewOf } from '../../../../../src/domain/call/call-view.js';
import { viewOfMessage } from '../../../../../src/domain/message/message.js';
import { viewOfVoicemail } from '../../../../../src/domain/voicemail/voicemail.js';
import {
  app,
  call,
  LARGEST_ID,
  message,
  NOON,
  SPECIAL_CHARACTERS,
  voicemail,
} from '../../../../../src/testing/storage/samples.js';
import { overTheWire, validatorOfCodec, without } from './validation.js';

const details = {
  direction: 'inbound',
  fromNumber: SPECIAL_CHARACTERS,
  toNumber: '+15550123',
  dialpadUserId: LARGEST_ID,
} as const;
const recording = { recordingUrl: 'https://dialpad.com/r/1', durationSeconds: 7 };

const callJson = (seen: Parameters<typeof call>[0], crmUserId: string | null) =>
  JSON.parse(callToText({ ...viewOf(call(seen)), crmUserId }, NOON));
const messageJson = (seen: Parameters<typeof message>[0], crmUserId: string | null) =>
  JSON.parse(messageToText({ ...viewOfMessage(message(seen)), crmUserId }));
const voicemailJson = (seen: Parameters<typeof voicemail>[0], crmUserId: string | null) =>
  JSON.parse(voicemailToText({ ...viewOfVoicemail(voicemail(seen)), crmUserId }));

/** Fields as contract §5 and §6 list them. */
const THINGS: readonly {
  readonly thing: string;
  readonly codec: Mixed;
  readonly samples: readonly unknown[];
  readonly fields: string;
}[] = [
  {
    thing: 'a call',
    codec: CallJson,
    samples: [
      callJson({}, null),
      callJson({ ...details, ...recording, connected: true, over: true, endedAt: NOON + 7_000 }, 'a@b.c'),
      callJson({ ...details, connected: true }, 'a@b.c'),
      callJson({ missed: true }, null),
      callJson({ rejected: true }, null),
      callJson({ voicemailLeft: true }, null),
      callJson(
        {
          ...details,
          stale: true,
          labels: [SPECIAL_CHARACTERS],
          recapSummary: SPECIAL_CHARACTERS,
          transcriptReady: true,
        },
        null,
      ),
    ],
    fields:
      'id dialpad_call_id conversation_id direction from_number to_number status dialpad_user_id crm_user_id started_at ended_at ' +
      'duration_seconds recording_url answered_by answered_elsewhere ended_reason contact_name hold transferred_from ' +
      'labels dispositions recap transcript_ready satisfaction review_url custom_data disposition note record_url created_at updated_at',
  },
  {
    thing: 'a voicemail',
    codec: VoicemailJson,
    samples: [
      voicemailJson({}, null),
      voicemailJson({ ...details, ...recording, transcript: SPECIAL_CHARACTERS }, 'a@b.c'),
    ],
    fields:
      'id app_id dialpad_call_id dialpad_user_id crm_user_id from_number to_number recording_url transcript ' +
      'duration_seconds created_at updated_at',
  },
  {
    thing: 'a message',
    codec: MessageJson,
    samples: [
      messageJson({}, null),
      messageJson({ ...details, text: SPECIAL_CHARACTERS, status: 'delivered', sentAt: NOON }, 'a@b.c'),
    ],
    fields:
      'id dialpad_message_id direction from_number to_number text status dialpad_user_id crm_user_id sent_at ' +
      'created_at updated_at',
  },
  {
    thing: 'an app',
    codec: AppJson,
    samples: [appToJson(app()), appToJson(app({ isActive: false, name: SPECIAL_CHARACTERS }))],
    fields: 'id name is_active country created_at updated_at',
  },
];

for (const { thing, codec, samples, fields } of THINGS) {
  describe(`${thing} over REST`, () => {
    const validate = validatorOfCodec(codec);
    const sent = samples.map(overTheWire);
    const names = fields.split(' ');

    it('matches its schema, whatever is known about it', () => {
      for (const one of sent) expect(validate(one)).to.equal(null);
    });

    it('has the fields of the contract and no other', () => {
      for (const one of sent) expect(Object.keys(one)).to.have.members(names);
    });

    for (const name of names) {
      it(`does not match its schema without ${name}`, () => {
        for (const one of sent) expect(validate(without(one, name))).to.contain(name);
      });
    }

    it('does not match its schema with an additional field', () => {
      for (const one of sent) expect(validate({ ...one, surplus: null })).to.contain('additional properties');
    });

    it('does not match its schema with a field of another type', () => {
      for (const one of sent) {
        for (const name of names) expect(validate({ ...one, [name]: { nested: true } }), name).to.contain(name);
      }
    });
  });
}
