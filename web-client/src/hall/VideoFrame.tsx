import { useLayoutEffect, useRef } from 'preact/hooks';
import type { VideoPool } from './video_pool';

/** The place where a pooled video element is shown. */
export function VideoFrame(props: { pool: VideoPool; name: string; mirrored?: boolean; hidden?: boolean }) {
  const { pool, name, mirrored, hidden } = props;
  const placeholder = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const place = placeholder.current;
    if (place === null) return;
    pool.mount(name, place);
    return () => pool.park(name, place);
  }, [pool, name]);
  const classes = `video-frame${mirrored ? ' video-frame-mirrored' : ''}${hidden ? ' video-frame-hidden' : ''}`;
  return <div ref={placeholder} class={classes} />;
}
