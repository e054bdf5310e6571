import { expect } from 'chai';
import { isWithheld } from '../../src/domain/withheld-number.js';

describe('a withheld number', () => {
  it('is known by the word in its place, however it is written', () => {
    for (const word of [
      'anonymous',
      'Anonymous',
      'BLOCKED',
      'Private number',
      '"No Caller ID"',
      'Unknown',
      'sip:anonymous@anonymous.invalid',
    ]) {
      expect(isWithheld(word), word).to.equal(true);
    }
  });

  it('is no number, no short code and no name of a sender', () => {
    for (const other of ['+14155550123', '12345', 'FEDEX', 'Private Bank', ''])
      expect(isWithheld(other), other).to.equal(false);
  });
});
