import { phoneText } from '../logic/phone.js';
import { nameOf } from '../names.js';
import { PhoneNumber } from './phone-number.js';

/** Who has a number, with the number; the number alone for who is not known. */
export const NamedNumber = ({ number }: { readonly number: string | null }) => {
  const name = nameOf(number);
  return name === null || name === number || phoneText(name) === phoneText(number) || /^[\d\s()+.-]+$/.test(name) ? (
    <strong>
      <PhoneNumber number={number} />
    </strong>
  ) : (
    <span class="named">
      <strong>{name}</strong>{' '}
      <span class="soft">
        <PhoneNumber number={number} />
      </span>
    </span>
  );
};
