import { expect, test } from 'vitest';
import { stagePicture } from './stage_picture';

test('the console shows its own camera while the main venue is on the stage', () => {
  expect(stagePicture(0, undefined)).toBe('own');
});

test('the console shows what the server sends of the main venue: its encoder’s picture', () => {
  expect(stagePicture(0, 0)).toBe('stage');
});

test('a venue on the stage is everybody’s picture, before it arrives as after', () => {
  expect(stagePicture(3, undefined)).toBe('stage');
  expect(stagePicture(3, 3)).toBe('stage');
});

test('a venue that is not on the stage is seen here alone', () => {
  expect(stagePicture(0, 7)).toBe('alone');
  expect(stagePicture(3, 7)).toBe('alone');
});
