// Templates: filled, they are the JSON of the object with its places replaced.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Template } from './spec-parts.ts';
import { compileTemplate, templateFault } from './template.ts';

const json = fc.dictionary(
  fc.string(),
  fc.jsonValue({ maxDepth: 2 }).filter((value) => !JSON.stringify(value).includes('$')),
) as fc.Arbitrary<Template>;

test('a template is written as JSON with its places filled, whatever stands around them', () => {
  fc.assert(
    fc.property(
      json,
      fc.string(),
      fc.nat(),
      fc.base64String({ minLength: 4 }),
      (constants, mark, seq, audio) => {
        const template: Template = {
          ...constants,
          a: { mark: '$mark', list: ['$seq', 'x', '$audio'] },
          none: '$peerSeq',
        };
        const compiled = compileTemplate(template);
        assert.deepEqual(compiled.places, new Set(['mark', 'seq', 'audio', 'peerSeq']));
        const expected = { ...constants, a: { mark, list: [seq, 'x', audio] }, none: null };
        assert.equal(compiled.write({ mark, seq, audio }), JSON.stringify(expected));
      },
    ),
  );
});

test('a place can copy from the message that is answered', () => {
  const template = compileTemplate({ id: '$in.id', offer: '$in.parameters.media', missing: '$in.no.such' });
  const message = { id: 7, parameters: { media: [{ rate: 8000 }] } };
  assert.equal(template.write({ message }), '{"id":7,"offer":[{"rate":8000}],"missing":null}');
});

test('what looks like a place and is none is named', () => {
  assert.match(templateFault('$stream') ?? '', /\$stream is no place; known are \$streamId/);
  assert.match(templateFault('$in.') ?? '', /is no place/);
  for (const fine of ['', 'stream', 'a$mark', '$mark', '$in.a-b.0']) assert.equal(templateFault(fine), null);
});
