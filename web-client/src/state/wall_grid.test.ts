import { expect, test } from 'vitest';
import { wallGrid } from './wall_grid';

test('33 venues, the main venue and the clock stand in seven columns and five rows', () => {
  expect(wallGrid(35)).toEqual({ columns: 7, rows: 5 });
});

test('every count of cells finds room', () => {
  for (let cells = 1; cells <= 100; cells += 1) {
    const { columns, rows } = wallGrid(cells);
    expect(columns * rows).toBeGreaterThanOrEqual(cells);
    expect((rows - 1) * columns).toBeLessThan(cells);
  }
});
