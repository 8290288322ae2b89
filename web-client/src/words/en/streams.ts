import type { Words } from '../words';

/** Texts of encoders and players (WHIP and WHEP), in English. */
export const streams: Pick<Words, 'streams'> = {
  streams: {
    name: 'Streams',
    hint: 'An encoder (such as OBS) sends the main venue’s picture and sound, a player watches the meeting: each by a token, without a web page.',
    kind: 'Use',
    kinds: { encoder: 'Send (encoder)', player: 'Watch (player)' },
    label: 'Name',
    labelExample: 'Such as: Meeting room encoder',
    hours: 'Valid for, hours',
    hoursHint: '1–4380; what runs by then goes on',
    make: 'Make token',
    expires: 'Valid until',
    expired: (time) => `Expired ${time}`,
    none: 'No token yet. Make one here for an encoder that sends or a player that watches.',
    revoke: 'Revoke',
    revokeSure: (label) => `What "${label}" sends or watches stops at once. Revoke it?`,
    madeTitle: (label) => `Token of "${label}"`,
    madeOnce:
      'The token is shown this once: copy it now. Whoever knows it can connect, so do not pass it on.',
    server: 'Server',
    token: 'Bearer token',
    copyServer: 'Copy server',
    copyToken: 'Copy token',
    useEncoder:
      'In OBS: open Settings → Stream, choose the service "WHIP", paste the address above into "Server" and the token into "Bearer Token", then start streaming.',
    usePlayer:
      'In a player that speaks WHEP: paste the address above as its WHEP address and the token as its bearer token, then play.',
    beginHint: 'It can connect once the meeting has started.',
    mainFromEncoder: 'Main venue’s picture: encoder',
    mainFromEncoderHint:
      'Every venue sees the encoder’s picture; where it stops, the console’s camera comes back by itself.',
  },
};
