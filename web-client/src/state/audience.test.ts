import { expect, test } from 'vitest';
import { audienceOf, groupsOf, peopleOf } from './audience';

test('roles due at the same venues stand together', () => {
  const audience = audienceOf([
    { roles: [0, 1], venues: [3, 1, 2] },
    { roles: [4], venues: [3, 2] },
  ]);
  expect(audience).toEqual([
    { role: 0, venues: [1, 2, 3] },
    { role: 1, venues: [1, 2, 3] },
    { role: 4, venues: [2, 3] },
  ]);
  expect(groupsOf(audience)).toEqual([
    { roles: [0, 1], venues: [1, 2, 3] },
    { roles: [4], venues: [2, 3] },
  ]);
});

test('a role named by two groups is due once, at the venues of both', () => {
  const groups = [
    { roles: [1], venues: [1, 2] },
    { roles: [1, 2], venues: [2, 5] },
  ];
  expect(audienceOf(groups)).toEqual([
    { role: 1, venues: [1, 2, 5] },
    { role: 2, venues: [2, 5] },
  ]);
});

test('nobody is due of no groups, nor of groups without roles or venues', () => {
  expect(audienceOf([])).toEqual([]);
  expect(
    audienceOf([
      { roles: [1], venues: [] },
      { roles: [], venues: [1] },
    ]),
  ).toEqual([]);
});

test('people are counted by role and venue', () => {
  const headcounts = [
    { venue: 1, role: 0, people: 1 },
    { venue: 2, role: 0, people: 1 },
    { venue: 1, role: 4, people: 3 },
  ];
  expect(
    peopleOf(
      [
        { role: 0, venues: [1, 2, 9] },
        { role: 4, venues: [2] },
      ],
      headcounts,
    ),
  ).toBe(2);
});
