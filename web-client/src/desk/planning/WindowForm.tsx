import { useState } from 'preact/hooks';
import { planningApi } from '../../app/services';
import { SelectField } from '../../design/choices';
import { TextField } from '../../design/fields';
import type { HalfDay } from '../../wire/HalfDay';
import type { Series } from '../../wire/Series';
import type { Window } from '../../wire/Window';
import { clockOf, minutesOf } from '../../words/dates';
import { words } from '../../words/words';
import { SendForm } from '../SendForm';

/** Longest name of a room, characters. */
const ROOM_LENGTH_MAX = 40;
const CAP_MIN_MAX = 480;
/** Hours of a half-day that nobody has said otherwise about. */
const USUAL: Record<HalfDay, { opens: string; closes: string }> = {
  morning: { opens: '09:00', closes: '11:30' },
  afternoon: { opens: '13:30', closes: '17:00' },
};

/** A window to be made, or changed while nobody has been told of it. */
export function WindowForm(props: {
  window: Window | undefined;
  series: readonly Series[];
  onClose: () => void;
  onSaved: () => void;
}) {
  const { window } = props;
  const said = words.value.windows;
  const [date, setDate] = useState(window?.date ?? '');
  const [half, setHalf] = useState<HalfDay>(window?.half ?? 'morning');
  const [room, setRoom] = useState(window?.room ?? '');
  const [opens, setOpens] = useState(window === undefined ? USUAL.morning.opens : clockOf(window.opens_min));
  const [closes, setCloses] = useState(
    window === undefined ? USUAL.morning.closes : clockOf(window.closes_min),
  );
  const [cap, setCap] = useState(String(window?.cap_min ?? 90));
  const [series, setSeries] = useState(window?.series ?? 0);
  const send = () => {
    const wanted = {
      date,
      half,
      room: room.trim(),
      opens_min: minutesOf(opens),
      closes_min: minutesOf(closes),
      cap_min: Number(cap),
      ...(series === 0 ? {} : { series }),
    };
    return window === undefined ? planningApi.addWindow(wanted) : planningApi.changeWindow(window.id, wanted);
  };
  return (
    <SendForm<unknown> send={send} onSent={props.onSaved} onClose={props.onClose}>
      <TextField label={said.date} type="date" value={date} onInput={setDate} focused />
      <SelectField
        label={said.half}
        value={half}
        options={(['morning', 'afternoon'] as const).map((value) => ({
          value,
          label: words.value.board[value],
        }))}
        onChoose={(chosen) => {
          setHalf(chosen);
          setOpens(USUAL[chosen].opens);
          setCloses(USUAL[chosen].closes);
        }}
      />
      <TextField label={said.room} value={room} onInput={setRoom} maxLength={ROOM_LENGTH_MAX} />
      <TextField label={said.opens} type="time" value={opens} onInput={setOpens} />
      <TextField label={said.closes} type="time" value={closes} onInput={setCloses} />
      <TextField label={said.cap} type="number" value={cap} onInput={setCap} min={5} max={CAP_MIN_MAX} />
      <SelectField
        label={said.series}
        value={series}
        options={[
          { value: 0, label: said.noSeries },
          ...props.series.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChoose={setSeries}
      />
    </SendForm>
  );
}
