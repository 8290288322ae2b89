import { expect, test } from 'vitest';
import { draftOf, emptyDraft, newItemOf } from './new_item';

test('what was left empty is not sent', () => {
  const item = newItemOf({ ...emptyDraft(undefined), title: ' 电梯加装 ' });
  expect(item).toEqual({
    title: '电梯加装',
    kind: 'discuss',
    minutes: 10,
    required: true,
    priority: 10,
    presenters: [],
    after: [],
    not_with: [],
  });
});

test('an item goes through its form unchanged', () => {
  const item = {
    id: 5,
    department: 2,
    title: '电梯加装',
    kind: 'decide' as const,
    minutes: 25,
    audience: [{ role: 1, venues: [1, 2] }],
    required: false,
    earliest: '2026-11-23',
    deadline: '2026-11-27',
    wished: '2026-11-24',
    priority: 30,
    presenters: ['李红', '王建国'],
    pin: { pin: 'clock' as const, at_min: 605 },
    after: [3],
    not_with: [4],
    line: 7,
    separate_reason: '需房管到场',
    approval: 'pending' as const,
    approval_reasons: [],
    withdrawn: false,
    made_ms: 0,
    offer_tips: false,
  };
  const { id, approval, approval_reasons, withdrawn, made_ms, offer_tips, ...wanted } = item;
  expect(newItemOf(draftOf(item))).toEqual(wanted);
});
