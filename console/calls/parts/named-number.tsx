import { nameOf } from '../names.js';
import { PhoneNumber } from './phone-number.js';

/** Who has a number, with the number; the number alone for who is not known. */
export const NamedNumber = ({ number }: { readonly number: string | null }) => {
  const name = nameOf(number);
  return name === null ? (
    <strong>
      <PhoneNumber number={number} />
    </strong>
  ) : (
    <span class="named">
      <strong>
        <bdi>{name}</bdi>
      </strong>{' '}
      <span class="soft">
        <PhoneNumber number={number} />
      </span>
    </span>
  );
};
