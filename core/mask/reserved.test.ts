import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isRemnant, isSubstitute } from './reserved.ts';

describe('marks of masks', () => {
  it('are known, with a name before them as well', () => {
    for (const text of [
      'tok_abcdefgh234567ab',
      'hash_bzumnpdy3jvzookweqytdwyc2v',
      '_db=tok_abcdefgh234567ab',
    ]) {
      assert.ok(isSubstitute(text), text);
    }
    for (const text of ['tok_live_abcdefgh234567', 'hash_short', 'hunter2 tok', 'tok_']) {
      assert.ok(!isSubstitute(text), text);
    }
  });

  it('are stars on one side of what is left, or a third of it', () => {
    const remnant = (text: string): boolean => {
      const start = text.indexOf('|');
      const end = text.lastIndexOf('|') - 1;
      return isRemnant(text.replaceAll('|', ''), start, end);
    };
    for (const text of ['tel=******|4567 200 12|', 'Mr. |Oko|****', '|Fla* **|', '|Trans *****|']) {
      assert.ok(remnant(text), text);
    }
    const clear = ['**|jo@example.com|**', '***|jo@example.com|***', '* |jo@example.com|', '|5|*'];
    for (const text of clear) assert.ok(!remnant(text), text);
  });
});
