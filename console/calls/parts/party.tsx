import type { Call } from '../../../src/client/index.js';
import { otherName, otherNumber, personText } from '../logic/words.js';
import { nameOf } from '../names.js';
import { PhoneNumber } from './phone-number.js';

/** The other side of a call: the name, if there is one, and the number. */
export const OtherParty = ({ call, href }: { readonly call: Call; readonly href?: string }) => {
  const name = otherName(call) ?? nameOf(otherNumber(call));
  const number = <PhoneNumber number={otherNumber(call)} />;
  const main = name === null ? number : <bdi>{name}</bdi>;
  return (
    <span class="party">
      {href === undefined ? <strong>{main}</strong> : <a href={href}>{main}</a>}
      {name !== null && <span class="soft">{number}</span>}
    </span>
  );
};

/** A person of the office. */
export const Person = ({ call }: { readonly call: Pick<Call, 'crm_user_id' | 'dialpad_user_id'> }) => (
  <bdi class={call.crm_user_id === null ? 'person soft' : 'person'}>
    {personText(call.crm_user_id, call.dialpad_user_id)}
  </bdi>
);
