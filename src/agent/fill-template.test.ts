// Templates are filled with a call's variables, once, whatever stands in them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { brokenPlaceholder, fillTemplate } from './fill-template.ts';

test('a placeholder becomes its value, its fallback, or nothing and a name that is missing', () => {
  const { text, missing } = fillTemplate('Hi {{ name }}, {{title|friend}}, {{plan}}{{plan}}!', {
    name: 'Ada',
  });
  assert.equal(text, 'Hi Ada, friend, !');
  assert.deepEqual(missing, ['plan']);
});

test('an empty value counts as none', () => {
  assert.equal(fillTemplate('Hi {{name|there}}', { name: '' }).text, 'Hi there');
});

test('names of object members are no variables', () => {
  assert.deepEqual(fillTemplate('{{constructor}}', {}), { text: '', missing: ['constructor'] });
});

test('a value stands as it is, even when it looks like a placeholder', () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      fc.pre(value !== '');
      const { text } = fillTemplate('<{{a}}>', { a: value, b: 'leaked' });
      assert.equal(text, `<${value}>`);
    }),
  );
  assert.equal(fillTemplate('{{a}}', { a: '{{b}} $& $1', b: 'leaked' }).text, '{{b}} $& $1');
});

test('what looks like a placeholder but is none is found', () => {
  assert.equal(brokenPlaceholder('Hi {{name}} {{x|y z}}.'), null);
  assert.match(brokenPlaceholder('Hi {{first name}}.') ?? '', /first name/);
  assert.match(brokenPlaceholder('Hi name}}.') ?? '', /name/);
});
