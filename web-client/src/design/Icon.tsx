/** Every drawing the client uses: the strokes of a pen on a 24×24 grid, in the text's colour. */
const DRAWINGS = {
  microphone:
    'M12 3h0a3 3 0 0 1 3 3v5a3 3 0 0 1-3 3h-0a3 3 0 0 1-3-3v-5a3 3 0 0 1 3-3zM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3',
  'microphone-off':
    'M9 9v2.5a3 3 0 0 0 5 2.2M15 11V6a3 3 0 0 0-5.8-1.1M5.5 11.5A6.5 6.5 0 0 0 16 16.6M18.5 11.5a6.5 6.5 0 0 1-.4 2.2M12 18v3M4 3l16 18',
  camera:
    'M5 6.5h8.5a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-8.5a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2zM15.5 10.5 21 7.5v9l-5.5-3z',
  'camera-off':
    'M9.5 6.5h4a2 2 0 0 1 2 2v4M15.5 15.5a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-7a2 2 0 0 1 1.5-1.9M15.5 10.5 21 7.5v9M4 3l16 18',
  encoder:
    'M4.5 13h15a1.5 1.5 0 0 1 1.5 1.5v4a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 18.5v-4A1.5 1.5 0 0 1 4.5 13zM6.5 16.5h.01M10 16.5h.01M12 9V3M9 6l3-3 3 3',
  loudspeaker: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11',
  devices:
    'M4 7h9M17 7h3M4 12h3M11 12h9M4 17h9M17 17h3M13 7a2 2 0 1 0 4 0a2 2 0 1 0 -4 0zM7 12a2 2 0 1 0 4 0a2 2 0 1 0 -4 0zM13 17a2 2 0 1 0 4 0a2 2 0 1 0 -4 0z',
  expand: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  shrink: 'M9 4v5H4M20 9h-5V4M15 20v-5h5M4 15h5v5',
  keyboard:
    'M5 6h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-14a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2zM7 10h.01M11 10h.01M15 10h.01M18 10h.01M8 14h8',
  language: 'M3 12a9 9 0 1 0 18 0a9 9 0 1 0 -18 0zM3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18',
  hand: 'M8 12V5.5a1.5 1.5 0 0 1 3 0V11M11 10V4a1.5 1.5 0 0 1 3 0v7M14 10.5V5.5a1.5 1.5 0 0 1 3 0V14c0 4-2 6.5-5.5 6.5-3 0-4.2-1.3-5.6-3.8L4 13.2a1.4 1.4 0 0 1 2.4-1.5L8 14',
  chair: 'M7 4v9h10V4M7 13l-1.5 7M17 13l1.5 7M7 8.5h10',
  sign: 'M4 20h16M6 16l1-4 9-9 3 3-9 9z',
  more: 'M4 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0zM11 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0zM18 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0z',
  up: 'M12 19V5M6 11l6-6 6 6',
  down: 'M12 5v14M6 13l6 6 6-6',
  close: 'M6 6l12 12M18 6 6 18',
  copy: 'M11 9h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2zM5 15H4.5A1.5 1.5 0 0 1 3 13.5v-9A1.5 1.5 0 0 1 4.5 3h9A1.5 1.5 0 0 1 15 4.5V5',
  check: 'M5 12.5 10 17.5 19.5 7',
  screen:
    'M4.5 4h15a1.5 1.5 0 0 1 1.5 1.5v9a1.5 1.5 0 0 1-1.5 1.5h-15a1.5 1.5 0 0 1-1.5-1.5v-9a1.5 1.5 0 0 1 1.5-1.5zM8 20h8M12 16v4',
  stage: 'M12 15V4M7.5 8.5 12 4l4.5 4.5M4 20h16',
  back: 'M9 5 4 10l5 5M4 10h10a6 6 0 0 1 6 6v3',
  print:
    'M7 8V3.5h10V8M7 17H4.5A1.5 1.5 0 0 1 3 15.5v-6A1.5 1.5 0 0 1 4.5 8h15A1.5 1.5 0 0 1 21 9.5v6a1.5 1.5 0 0 1-1.5 1.5H17M7 13.5h10v7H7z',
  search: 'M4 10.5a6.5 6.5 0 1 0 13 0a6.5 6.5 0 1 0 -13 0zM15.5 15.5 21 21',
  add: 'M12 5v14M5 12h14',
} satisfies Record<string, string>;

/** The name of a drawing. */
export type IconName = keyof typeof DRAWINGS;

/** A drawing beside the words that say the same; screen readers hear only the words. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.8"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={DRAWINGS[name]} />
    </svg>
  );
}
