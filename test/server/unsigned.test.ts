import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isUnsigned } from '../../src/server/unsigned.ts';

const onVirtualClock = 'on a virtual clock of this machine';

test('time may be moved by anybody only where it is virtual and nobody else can reach the server', () => {
  assert.equal(isUnsigned({ clock: 'virtual', host: '127.0.0.1' }, onVirtualClock), true);
  assert.equal(isUnsigned({ clock: 'virtual', host: '0.0.0.0' }, onVirtualClock), false);
  assert.equal(isUnsigned({ clock: 'wall', host: '127.0.0.1' }, onVirtualClock), false);
});

test('what is always open is open on every server', () => {
  assert.equal(isUnsigned({ clock: 'wall', host: '0.0.0.0' }, 'always'), true);
});
