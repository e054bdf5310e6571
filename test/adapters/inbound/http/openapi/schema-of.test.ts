import { expect } from 'chai';
import * as fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { ShortText, wholeNumberBetween } from '../../../../../src/adapters/inbound/http/body-codecs.js';
import { fieldsOf, schemaOf } from '../../../../../src/adapters/inbound/http/openapi/schema-of.js';
import {
  DialpadIdQuery,
  PhoneQuery,
  TextQuery,
  wholeNumber,
  word,
} from '../../../../../src/adapters/inbound/http/query-codecs.js';
import { annotated, type JsonSchema } from '../../../../../src/adapters/wire/annotated.js';
import { DialpadIdJson } from '../../../../../src/adapters/wire/dialpad-id-json.js';
import { IsoTime } from '../../../../../src/adapters/wire/iso-time.js';
import { nullable } from '../../../../../src/adapters/wire/nullable.js';
import { oneOf } from '../../../../../src/adapters/wire/words.js';
import { DialpadId } from '../../../../../src/domain/dialpad-id.js';
import * as ids from '../../../../../src/domain/ids.js';
import { LARGEST_ID } from '../../../../../src/testing/storage/samples.js';
import { validatorOfCodec } from './validation.js';

const described = (codec: t.Mixed): JsonSchema => schemaOf(codec, new Map());

const uuid = { type: 'string', format: 'uuid' };
const text = { type: 'string' };

describe('the schema of a codec', () => {
  const forms: readonly (readonly [string, t.Mixed, JsonSchema])[] = [
    ['a text', t.string, text],
    ['a number', t.number, { type: 'number' }],
    ['a truth value', t.boolean, { type: 'boolean' }],
    ['null', t.null, { type: 'null' }],
    ['anything', t.unknown, {}],
    ['a literal', t.literal(true), { const: true }],
    ['one of a few words', oneOf(['in', 'out']), { type: 'string', enum: ['in', 'out'] }],
    ['a list', t.array(t.string), { type: 'array', items: text }],
    ['a list that nobody changes', t.readonlyArray(t.string), { type: 'array', items: text }],
    ['a choice', t.union([t.string, t.number]), { anyOf: [text, { type: 'number' }] }],
    ['what may be unknown', nullable(IsoTime), { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] }],
    ['a short text', ShortText, { type: 'string', minLength: 1, maxLength: 320 }],
    ['a bounded number', wholeNumberBetween(0, 9), { type: 'integer', minimum: 0, maximum: 9 }],
    ['a word in a query', word(['asc', 'desc']), { type: 'string', enum: ['asc', 'desc'] }],
    ['a text in a query', TextQuery, { type: 'string', minLength: 1 }],
    ['an id in a query', DialpadIdQuery, { type: 'string', pattern: '^[1-9][0-9]{0,18}$' }],
  ];
  for (const [form, codec, schema] of forms) {
    it(`describes ${form}`, () => expect(described(codec)).to.deep.equal(schema));
  }

  it('describes each of our ids as a UUID', () => {
    const codecs = Object.values(ids);
    expect(codecs).to.have.length.above(8);
    for (const codec of codecs) expect(described(codec), codec.name).to.deep.equal(uuid);
  });

  it('gives a number in a query that is clamped no upper bound', () => {
    expect(described(wholeNumber(1, 100))).to.deep.include({ type: 'integer', minimum: 1 });
    expect(described(wholeNumber(1, 100))).not.to.have.property('maximum');
    expect(described(PhoneQuery)).to.include({ type: 'string' });
  });

  it('requires every field of a type and none of a partial, and allows no others', () => {
    const fields = { a: t.string };
    const properties = { a: text };
    const closed = { type: 'object', properties, additionalProperties: false };
    expect(described(t.type(fields))).to.deep.equal({ ...closed, required: ['a'] });
    expect(described(t.partial(fields))).to.deep.equal({ ...closed, required: [] });
  });

  it('makes one object of an intersection, also of a nested one', () => {
    const parts = t.intersection([t.type({ a: t.string }), t.partial({ b: t.string })]);
    const whole = t.intersection([parts, t.type({ c: t.string })]);
    expect(described(whole)).to.deep.equal({
      type: 'object',
      properties: { a: text, b: text, c: text },
      required: ['a', 'c'],
      additionalProperties: false,
    });
    expect(fieldsOf(whole).required).to.deep.equal(['a', 'c']);
  });

  it('makes one component of an object with a name, and refers to it everywhere', () => {
    const Person = t.type({ id: ids.AppId }, 'Person');
    const components = new Map<string, JsonSchema>();
    const schema = schemaOf(t.type({ one: Person, more: t.array(Person) }), components);
    const $ref = '#/components/schemas/Person';
    expect(schema.properties).to.deep.equal({ one: { $ref }, more: { type: 'array', items: { $ref } } });
    expect([...components.keys()]).to.deep.equal(['Person']);
    expect(components.get('Person')?.properties).to.deep.equal({ id: uuid });
  });

  it('throws if two different objects have the same name', () => {
    const both = t.type({ one: t.type({ a: t.string }, 'Twin'), other: t.type({ b: t.string }, 'Twin') });
    expect(() => described(both)).to.throw('Twin');
  });

  it('uses an annotation before the codec itself', () => {
    const Colour = annotated(t.union([t.string, t.null]), { type: 'string', pattern: '^#' });
    expect(described(Colour)).to.deep.equal({ type: 'string', pattern: '^#' });
  });

  const indescribable: readonly t.Mixed[] = [
    new t.Type<string, string, unknown>('Made', t.string.is, t.string.validate, t.identity),
    DialpadId,
    t.record(t.string, t.string),
    t.tuple([t.string]),
    t.readonly(t.type({ a: t.string })),
    t.UnknownRecord,
    t.undefined,
  ];
  for (const codec of indescribable) {
    it(`throws for ${codec.name}, at any depth`, () => {
      expect(() => described(codec)).to.throw(codec.name);
      expect(() => described(t.type({ list: t.array(t.union([codec, t.null])) }))).to.throw(codec.name);
    });
  }
});

describe('a schema and its codec agree', () => {
  const dialpadId = fc
    .bigInt({ min: 1n, max: BigInt(LARGEST_ID) })
    .map((n) => String(n))
    .filter(DialpadId.is);

  it('on every Dialpad id: the encoded one matches the schema and can be decoded', () => {
    const validate = validatorOfCodec(DialpadIdJson);
    fc.assert(
      fc.property(dialpadId, (id) => {
        const sent = DialpadIdJson.encode(id);
        expect(validate(sent)).to.equal(null);
        expect(DialpadIdJson.decode(sent)).to.deep.equal(E.right(id));
      }),
    );
    for (const bad of [0, -1, 1.5, 2 ** 53, '', '0', '1e3', null, true])
      expect(validate(bad), `${bad}`).to.be.a('string');
  });

  it('on every time: the encoded one matches the schema and can be decoded', () => {
    const validate = validatorOfCodec(IsoTime);
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(Date.UTC(9999, 11, 31)) }), (date) => {
        const sent = IsoTime.encode(date.getTime());
        expect(validate(sent)).to.equal(null);
        expect(IsoTime.decode(sent)).to.deep.equal(E.right(date.getTime()));
      }),
    );
  });

  it('on numbers in a body', () => {
    const codec = wholeNumberBetween(0, 86_400);
    const validate = validatorOfCodec(codec);
    const number = fc.oneof(fc.integer({ min: -10, max: 86_410 }), fc.double(), fc.constantFrom(-1, 0, 86_400, 86_401));
    fc.assert(
      fc.property(number, (n) => {
        expect(validate(n) === null).to.equal(E.isRight(codec.decode(n)));
      }),
    );
  });

  it('on UUIDs', () => {
    const validate = validatorOfCodec(ids.CallId);
    const anyText = fc.oneof(
      fc.uuid(),
      fc.uuid().map((id) => id.toUpperCase()),
      fc.string(),
    );
    fc.assert(
      fc.property(anyText, (id) => {
        expect(validate(id) === null).to.equal(E.isRight(ids.CallId.decode(id)));
      }),
    );
  });
});
