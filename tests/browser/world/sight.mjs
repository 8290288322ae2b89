// What a page shows and plays, measured in the page: decoded frames, pixels, sound.
import { venueOf } from './identities.mjs';

/**
 * The pictures of a page by slot name: `{ shows, frames }`, the venue whose colour the picture's
 * upper corner has, and the frames that were decoded for it.
 */
export async function pictures(page) {
  const seen = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [1, 1];
    const drawing = canvas.getContext('2d', { willReadFrequently: true });
    return [...document.querySelectorAll('video[data-slot]')].map((video) => {
      const { videoWidth: width, videoHeight: height } = video;
      if (width === 0) return [video.dataset.slot, { pixel: undefined, frames: 0 }];
      // A flat part of every venue's picture: the mean of its upper left corner.
      drawing.drawImage(video, 0, 0, width / 10, height / 10, 0, 0, 1, 1);
      const [red, green, blue] = drawing.getImageData(0, 0, 1, 1).data;
      const { totalVideoFrames: frames } = video.getVideoPlaybackQuality();
      return [video.dataset.slot, { pixel: [red, green, blue], frames }];
    });
  });
  return new Map(
    seen.map(([slot, { pixel, frames }]) => [
      slot,
      { shows: pixel === undefined ? undefined : venueOf(pixel), pixel, frames },
    ]),
  );
}

/** The page's own report of its connection. */
export function report(page) {
  return page.evaluate(() => window.pinhui?.stats());
}

/** Frames decoded so far, by slot name, from the connection's own counters. */
export async function framesDecoded(page) {
  const { slots } = (await report(page)) ?? { slots: [] };
  return new Map(slots.map((slot) => [slot.slot, slot.framesDecoded ?? 0]));
}

/** The sound slots of a page by venue: energy since the connection was made. */
export async function soundEnergy(page) {
  const { slots } = (await report(page)) ?? { slots: [] };
  return new Map(
    slots
      .filter((slot) => slot.slot.startsWith('sound') && slot.venue !== undefined)
      .map((slot) => [slot.venue, slot.audioEnergy ?? 0]),
  );
}

/** The strongest frequency, in hertz, of what a page plays in all its sound slots, and its level in dB. */
export function loudestTone(page) {
  return page.evaluate(async () => {
    window.pinhuiListening ??= listen();
    const { context, analyser } = await window.pinhuiListening;
    const levels = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(levels);
    let loudest = 0;
    levels.forEach((level, bin) => {
      if (level > levels[loudest]) loudest = bin;
    });
    return { hertz: (loudest * context.sampleRate) / analyser.fftSize, decibels: levels[loudest] };

    async function listen() {
      const context = new AudioContext();
      const analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
      for (const element of document.querySelectorAll('audio[data-slot]')) {
        if (element.srcObject !== null) {
          context.createMediaStreamSource(element.srcObject).connect(analyser);
        }
      }
      await context.resume();
      return { context, analyser };
    }
  });
}

/**
 * Arms a page to note when its stage first shows `venue`; resolves `{ atMs }` (Unix time). The
 * returned function waits for it.
 */
export async function noteFirstFrame(page, colour) {
  await page.evaluate((wanted) => {
    const video = document.querySelector('video[data-slot="stage"]');
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [1, 1];
    const drawing = canvas.getContext('2d', { willReadFrequently: true });
    window.pinhuiFirstFrame = new Promise((noted) => {
      const look = () => {
        drawing.drawImage(video, 0, 0, video.videoWidth / 10, video.videoHeight / 10, 0, 0, 1, 1);
        const pixel = drawing.getImageData(0, 0, 1, 1).data;
        const distance = Math.hypot(...wanted.map((value, at) => value - pixel[at]));
        if (distance < 36) noted(performance.timeOrigin + performance.now());
        else video.requestVideoFrameCallback(look);
      };
      video.requestVideoFrameCallback(look);
    });
  }, colour);
  return () => page.evaluate(() => window.pinhuiFirstFrame);
}
