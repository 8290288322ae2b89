import { planningApi } from '../../app/services';
import type { StreetCalendar } from '../../wire/StreetCalendar';
import { words } from '../../words/words';
import { LoadedPart } from '../LoadedPart';
import { useLoaded } from '../loaded';
import { DaysSection } from './DaysSection';
import { PresentersSection } from './PresentersSection';
import { ProtectedHoursSection } from './ProtectedHoursSection';

/** A part of the calendar: what it shows, and how the whole is saved with a change. */
export interface CalendarPart {
  readonly calendar: StreetCalendar;
  readonly mayChange: boolean;
  readonly onChanged: () => void;
}

/** Days that are not what their weekday says, the committees' own hours, and the presenters'. */
export function CalendarPage(props: { mayChange: boolean; maySetPresenters: boolean }) {
  const said = words.value.calendar;
  const { loaded, reload } = useLoaded(() => planningApi.calendar());
  return (
    <>
      <header class="page-head">
        <h1>{said.name}</h1>
      </header>
      <p class="soft">{said.hint}</p>
      <LoadedPart loaded={loaded.value} onRetry={reload}>
        {(calendar) => {
          const part = { calendar, mayChange: props.mayChange, onChanged: reload };
          return (
            <>
              <DaysSection {...part} />
              <ProtectedHoursSection {...part} />
            </>
          );
        }}
      </LoadedPart>
      <PresentersSection mayChange={props.maySetPresenters} />
    </>
  );
}
