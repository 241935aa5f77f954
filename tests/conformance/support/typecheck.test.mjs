import assert from 'node:assert/strict';
import { test } from 'node:test';
import { typeCheck } from './typecheck.mjs';

const slack = ["import type { KnownBlock } from '@slack/types'", 'KnownBlock[]'];
const teams = ["import type { IAdaptiveCard } from '@microsoft/teams.cards'", 'IAdaptiveCard'];

test('A block and a card in order pass', () => {
  assert.deepEqual(typeCheck(...slack, { status: [{ type: 'divider' }] }), []);
  assert.deepEqual(typeCheck(...teams, { status: { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock', text: 'ok' }] } }), []);
});

test('A wrong word is complained about by name', () => {
  const complaints = typeCheck(...slack, { good: [{ type: 'divider' }], bad: [{ type: 'dividerr' }] });
  assert.match(complaints.join('\n'), /^bad\(\d+,\d+\): error/);
  assert.match(typeCheck(...teams, { card: { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlok' }] } }).join('\n'), /^card\(/);
});
