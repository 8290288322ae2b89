import { CheckField } from '../../design/choices';
import { type AudienceGroup, groupsOf } from '../../state/audience';
import { venueNumber } from '../../state/roster';
import type { AudienceOf } from '../../wire/AudienceOf';
import { MAIN_VENUE } from '../../wire/constants';
import type { StreetRole } from '../../wire/StreetRole';
import type { Venue } from '../../wire/Venue';
import { clauses, listed } from '../../words/lists';
import { words } from '../../words/words';

/** Who is due: groups of roles at venues. */
export function AudienceField(props: {
  roles: readonly StreetRole[];
  venues: readonly Venue[];
  groups: readonly AudienceGroup[];
  onChange: (groups: readonly AudienceGroup[]) => void;
}) {
  const said = words.value.audience;
  const { groups } = props;
  const branches = props.venues.filter((venue) => venue.number !== MAIN_VENUE);
  const everyBranch = branches.map((venue) => venue.number);
  return (
    <fieldset class="audience">
      <legend>{said.title}</legend>
      {groups.map((group, at) => (
        <GroupField
          key={at}
          group={group}
          roles={props.roles}
          branches={branches}
          onChange={(changed) => props.onChange(groups.map((old, place) => (place === at ? changed : old)))}
          onRemove={
            groups.length === 1 ? undefined : () => props.onChange(groups.filter((_, place) => place !== at))
          }
        />
      ))}
      <button
        type="button"
        class="button button-quiet"
        onClick={() => props.onChange([...groups, { roles: [], venues: everyBranch }])}
      >
        {said.addGroup}
      </button>
    </fieldset>
  );
}

function GroupField(props: {
  group: AudienceGroup;
  roles: readonly StreetRole[];
  branches: readonly Venue[];
  onChange: (group: AudienceGroup) => void;
  onRemove: (() => void) | undefined;
}) {
  const said = words.value.audience;
  const { group, branches } = props;
  const everyBranch = branches.map((venue) => venue.number);
  const all = everyBranch.every((venue) => group.venues.includes(venue));
  return (
    <div class="audience-group">
      <div class="audience-roles">
        {props.roles.map((role) => (
          <CheckField
            key={role.number}
            checked={group.roles.includes(role.number)}
            onChange={(wanted) =>
              props.onChange({ ...group, roles: toggled(group.roles, role.number, wanted) })
            }
          >
            {role.name}
          </CheckField>
        ))}
      </div>
      <CheckField
        checked={all}
        onChange={(wanted) => props.onChange({ ...group, venues: wanted ? everyBranch : [] })}
      >
        {said.allVenues(everyBranch.length)}
      </CheckField>
      {all ? null : (
        <div class="venue-boxes">
          {branches.map(({ number, short_name }) => (
            <CheckField
              key={number}
              checked={group.venues.includes(number)}
              onChange={(wanted) =>
                props.onChange({ ...group, venues: toggled(group.venues, number, wanted) })
              }
            >
              <span class="soft">{venueNumber(number)}</span> {short_name}
            </CheckField>
          ))}
        </div>
      )}
      {props.onRemove === undefined ? null : (
        <button type="button" class="button button-quiet" onClick={props.onRemove}>
          {said.removeGroup}
        </button>
      )}
    </div>
  );
}

function toggled(values: readonly number[], value: number, wanted: boolean): number[] {
  const others = values.filter((other) => other !== value);
  return wanted ? [...others, value] : others;
}

/** An audience in words: "全部 33 个会场：书记、主任；01 05：民政社工". */
export function audienceInWords(
  audience: readonly AudienceOf[],
  roles: readonly StreetRole[],
  branchCount: number,
): string {
  const said = words.value.audience;
  const parts = groupsOf(audience).map((group) => {
    const names = group.roles.map((wanted) => roles.find(({ number }) => wanted === number)?.name ?? '');
    const where =
      group.venues.length >= branchCount
        ? said.allVenues(branchCount)
        : said.someVenues(group.venues.map(venueNumber).join(' '));
    return said.group(where, listed(names));
  });
  return clauses(parts);
}
