// Pictures and sounds that Chromium's fake camera and microphone play.
import { writeFile } from 'node:fs/promises';

const [WIDTH, HEIGHT, FRAMES_PER_SECOND] = [640, 360, 15];
const [SAMPLES_PER_SECOND, SECONDS] = [48_000, 4];
/** A steady tone is noise to a browser's noise suppression: this one beeps. */
const [BEEP_S, EVERY_S] = [0.25, 0.5];
const AMPLITUDE = 0.5;

/** Writes a camera's picture, one colour all over (YUV4MPEG2, BT.601 in studio range). */
export async function writeCamera(file, [red, green, blue]) {
  const luma = 16 + (65.481 * red + 128.553 * green + 24.966 * blue) / 255;
  const cb = 128 + (-37.797 * red - 74.203 * green + 112 * blue) / 255;
  const cr = 128 + (112 * red - 93.786 * green - 18.214 * blue) / 255;
  const plane = (size, value) => Buffer.alloc(size, Math.round(value));
  const pixels = WIDTH * HEIGHT;
  const frame = [
    Buffer.from('FRAME\n'),
    plane(pixels, luma),
    plane(pixels / 4, cb),
    plane(pixels / 4, cr),
  ];
  const header = `YUV4MPEG2 W${WIDTH} H${HEIGHT} F${FRAMES_PER_SECOND}:1 Ip A1:1 C420\n`;
  await writeFile(file, Buffer.concat([Buffer.from(header), ...frame, ...frame]));
}

/** Writes a microphone's sound: beeps of one frequency (RIFF WAVE, 16 bit, mono). */
export async function writeMicrophone(file, toneHz) {
  const count = SAMPLES_PER_SECOND * SECONDS;
  const wave = Buffer.alloc(44 + 2 * count);
  wave.write('RIFF', 0);
  wave.writeUInt32LE(36 + 2 * count, 4);
  wave.write('WAVEfmt ', 8);
  wave.writeUInt32LE(16, 16);
  wave.writeUInt16LE(1, 20);
  wave.writeUInt16LE(1, 22);
  wave.writeUInt32LE(SAMPLES_PER_SECOND, 24);
  wave.writeUInt32LE(SAMPLES_PER_SECOND * 2, 28);
  wave.writeUInt16LE(2, 32);
  wave.writeUInt16LE(16, 34);
  wave.write('data', 36);
  wave.writeUInt32LE(2 * count, 40);
  for (let sample = 0; sample < count; sample += 1) {
    const at = sample / SAMPLES_PER_SECOND;
    const level = at % EVERY_S < BEEP_S ? AMPLITUDE : 0;
    wave.writeInt16LE(Math.round(32_767 * level * Math.sin(2 * Math.PI * toneHz * at)), 44 + 2 * sample);
  }
  await writeFile(file, wave);
}
