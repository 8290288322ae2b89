import { expect, test, vi } from 'vitest';
import { rightsOf } from '../state/rights';
import { AREAS, openPages, pageAt } from './pages';

// The address is read when the client starts.
vi.hoisted(() => vi.stubGlobal('location', { pathname: '/' }));

const everyPage = AREAS.flatMap((area) => area.pages);

test('every page has an address of its own', () => {
  const paths = everyPage.map((page) => page.path);
  expect(new Set(paths).size).toBe(paths.length);
  for (const path of paths) expect(pageAt(path)?.page.path).toBe(path);
});

test('the first page is where a login leads', () => {
  expect(pageAt('/login')?.page.path).toBe('/');
});

test('what goes on below a page is handed to it', () => {
  expect(pageAt('/venues/12')).toMatchObject({ page: { path: '/venues' }, rest: '12' });
  expect(pageAt('/venues-of-elsewhere')).toBeUndefined();
  expect(pageAt('/nowhere')).toBeUndefined();
});

test('an administrator may open every page, a venue none that plans', () => {
  for (const area of AREAS) expect(openPages(area, rightsOf('administrator'))).toEqual(area.pages);
  const open = AREAS.flatMap((area) => openPages(area, rightsOf('venue'))).map((page) => page.path);
  expect(open).not.toContain('/users');
});
