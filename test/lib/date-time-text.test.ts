import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dateTimeText, parseDateTime, parseInstant } from '../../src/lib/date-time-text.ts';

const noon = Date.UTC(2028, 1, 29, 12);

test('a date and time is read in ISO 8601, as UTC where it names no zone', () => {
  for (const text of [
    '2028-02-29T12:00',
    '2028-02-29 12:00',
    '2028-02-29T12:00Z',
    '2028-02-29 12:00:00',
    '2028-02-29T12:00:00.000Z',
    '2028-02-29T12:00:00.000999999Z',
    '2028-02-29T14:00+02:00',
    '2028-02-29 06:30-05:30',
    '2028-03-01T00:00:00+12:00',
  ]) {
    assert.equal(parseDateTime(text), noon, text);
  }
  assert.equal(parseDateTime('2028-02-29T12:00:01.5Z'), noon + 1_500);
  assert.equal(new Date(parseDateTime('0026-01-01T00:00Z') ?? 0).toISOString(), '0026-01-01T00:00:00.000Z');
});

test('anything else is not a date and time', () => {
  for (const text of [
    '',
    'tomorrow',
    '1893456000',
    '2028-02-29',
    '2028-02-29T12',
    '2028-2-29T12:00',
    '2027-02-29T12:00',
    '2028-13-01T12:00',
    '2028-00-01T12:00',
    '2028-01-00T12:00',
    '2028-01-32T12:00',
    '2028-02-29T24:00',
    '2028-02-29T12:60',
    '2028-02-29T12:00:60',
    '2028-02-29T12:00:00.',
    '2028-02-29T12:00+0200',
    '2028-02-29T12:00z',
    '2028-02-29  12:00',
    ' 2028-02-29T12:00',
    '2028-02-29T12:00Z ',
    '+002028-02-29T12:00Z',
  ]) {
    assert.equal(parseDateTime(text), undefined, text);
  }
});

test('an instant is written in whole seconds of UTC, and read again as the same', () => {
  assert.equal(dateTimeText(noon + 7_999), '2028-02-29T12:00:07Z');
  assert.equal(parseDateTime(dateTimeText(noon)), noon);
});

test('an instant may also be a day, which schedules do not take', () => {
  assert.equal(parseInstant('2028-02-29'), Date.UTC(2028, 1, 29));
  assert.equal(parseInstant('2028-02-29T14:00+02:00'), noon);
  for (const text of ['2028-02-30', '2028', 'yesterday', '1835438400000', ''])
    assert.equal(parseInstant(text), undefined);
  assert.equal(parseDateTime('2028-02-29'), undefined);
});
