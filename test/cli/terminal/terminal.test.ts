import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { table } from '../../../src/cli/table.ts';
import { bar } from '../../../src/cli/terminal/bar.ts';
import { painter } from '../../../src/cli/terminal/color.ts';
import { LiveLines } from '../../../src/cli/terminal/live.ts';
import { cutTo, displayWidth } from '../../../src/cli/terminal/width.ts';

const plain = painter(false, {});
const colored = painter(true, {});

describe('a terminal', () => {
  test('shows wide characters in two columns, and marks and colours in none', () => {
    assert.equal(displayWidth('日本語'), 6);
    assert.equal(displayWidth('e\u0301'), 1);
    assert.equal(displayWidth(colored('ok', 'green')), 2);
    assert.equal(cutTo('日本語', 4), '日…');
    assert.equal(cutTo('short', 5), 'short');
  });

  test('has tables whose columns stay in line', () => {
    const lines = table(
      ['A', 'B'],
      [
        ['日本', 'x'],
        [colored('ab', 'red'), 'y'],
      ],
    ).split('\n');
    assert.deepEqual(lines, ['A     B', '日本  x', `${colored('ab', 'red')}    y`, '']);
  });

  test('has no colours where NO_COLOR, a dumb terminal or a pipe forbids them', () => {
    assert.equal(colored('x', 'red'), '\u001b[31mx\u001b[0m');
    for (const paint of [plain, painter(true, { NO_COLOR: '1' }), painter(true, { TERM: 'dumb' })]) {
      assert.equal(paint('x', 'red'), 'x');
    }
  });

  test('has bars of an exact width, in which nothing that happened is invisible', () => {
    const parts = (done: number, failed: number) => [
      { count: done, sign: '#' },
      { count: failed, sign: 'x' },
    ];
    assert.equal(bar(parts(0, 0), 0, 10, plain), '··········');
    assert.equal(bar(parts(5, 0), 10, 10, plain), '#####·····');
    assert.equal(bar(parts(9_999, 1), 10_000, 10, plain), '#########x');
    assert.equal(bar(parts(1, 2), 3, 10, plain).length, 10);
    assert.ok(!bar(parts(1, 2), 3, 10, plain).includes('·'));
  });

  test('has lines that are drawn again in place, also after it became narrower', () => {
    let columns = 80;
    const written: string[] = [];
    const lines = new LiveLines({ write: (text) => written.push(text), columns: () => columns });
    lines.draw(['a'.repeat(60), 'b']);
    lines.draw(['c']);
    columns = 30;
    lines.draw(['d'.repeat(45)]);
    lines.draw(['e']);
    assert.deepEqual(
      written.map((text) => text.slice(0, 5)),
      ['\r\u001b[Ja', '\u001b[2A\r', '\u001b[1A\r', '\u001b[2A\r'],
    );
  });
});
