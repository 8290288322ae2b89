import { navigate, path } from '../app/navigation';
import type { Rights } from '../state/rights';
import { words } from '../words/words';
import { AREAS, openPages, pageAt } from './pages';

/** The desk's menu: an entry for each area that has a page for this person. */
export function DeskMenu({ rights }: { rights: Rights }) {
  const said = words.value;
  const here = pageAt(path.value);
  return (
    <nav aria-label={said.app.name} class="desk-menu">
      {AREAS.map((area) => {
        const [first] = openPages(area, rights);
        if (first === undefined) return null;
        return (
          <DeskLink
            key={first.path}
            to={first.path}
            name={area.name(said)}
            current={here?.area === area ? (here.page === first ? 'page' : 'true') : undefined}
          />
        );
      })}
    </nav>
  );
}

/** The menu of an area with several pages. */
export function AreaMenu({ rights }: { rights: Rights }) {
  const said = words.value;
  const here = pageAt(path.value);
  if (here === undefined) return null;
  const pages = openPages(here.area, rights);
  if (pages.length < 2) return null;
  return (
    <nav aria-label={here.area.name(said)} class="area-menu no-print">
      {pages.map((page) => (
        <DeskLink
          key={page.path}
          to={page.path}
          name={page.name(said)}
          current={here.page === page ? 'page' : undefined}
        />
      ))}
    </nav>
  );
}

/** A link to another page of the desk, which is opened without loading the client anew. */
export function DeskLink(props: {
  to: string;
  name: string;
  class?: string;
  current?: 'page' | 'true' | undefined;
}) {
  return (
    <a
      href={props.to}
      class={props.class}
      aria-current={props.current}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        navigate(props.to);
      }}
    >
      {props.name}
    </a>
  );
}
