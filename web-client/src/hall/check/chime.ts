/** Two notes of the test sound in hertz, and how long each is heard, seconds. */
const NOTES_HZ = [659, 880] as const;
const NOTE_S = 0.35;
/** How loud, of 1. */
const GAIN = 0.3;

/** An `<audio>` element whose loudspeaker can be chosen, where the browser can. */
type Loudspeaker = HTMLAudioElement & { setSinkId?: (id: string) => Promise<void> };

/** Plays two notes through a loudspeaker; empty is the system's. Resolves once they are over. */
export async function playChime(loudspeaker: string): Promise<void> {
  const context = new AudioContext();
  const gain = context.createGain();
  gain.gain.value = GAIN;
  const out = context.createMediaStreamDestination();
  gain.connect(out);
  const element: Loudspeaker = new Audio();
  element.srcObject = out.stream;
  if (loudspeaker !== '') await element.setSinkId?.(loudspeaker);
  await element.play();
  const last = NOTES_HZ.map((hertz, position) => {
    const note = context.createOscillator();
    note.frequency.value = hertz;
    note.connect(gain);
    note.start(context.currentTime + position * NOTE_S);
    note.stop(context.currentTime + (position + 1) * NOTE_S);
    return note;
  }).pop();
  await new Promise((ended) => last?.addEventListener('ended', ended));
  element.srcObject = null;
  await context.close();
}
