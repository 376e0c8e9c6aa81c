// What a blanked source still shows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blanked } from './blanked.ts';
import { SOURCES } from './source-files.ts';

test('comments are gone from both views, strings from the code only', () => {
  const { uncommented, code } = blanked(`import a from 'a'; // any\n/* any\nany */ const b = "any";`);
  assert.equal(uncommented.replaceAll(/ +/g, ' '), `import a from 'a'; \n \n const b = "any";`);
  assert.equal(code.replaceAll(/ +/g, ' '), `import a from ' '; \n \n const b = " ";`);
});

test('what looks like a comment in a string, a template or a regular expression is none', () => {
  for (const text of ["'//'", '"/*"', '`//`', 'x = /[/]\\/\\/*/', "'it\\'s // fine'"]) {
    assert.equal(blanked(`${text}; any`).uncommented, `${text}; any`);
    assert.equal(blanked(`${text}; any`).code.endsWith('; any'), true, text);
  }
});

test('the expressions of a template are code, however deep', () => {
  const { code } = blanked('`any ${one({ a: `any ${two}` })} any`; three / 2 / four');
  assert.equal(code.includes('any'), false);
  for (const name of ['one', 'two', 'three', 'four']) assert.equal(code.includes(name), true, name);
});

test('each view has the lines of the text, so that places can be named', () => {
  for (const { path, text, code, uncommented } of SOURCES) {
    for (const view of [code, uncommented]) {
      assert.equal(view.length, text.length, path);
      assert.equal(view.split('\n').length, text.split('\n').length, path);
    }
  }
});
