/** Fills the screen, or goes back to the window. A browser that refuses leaves the page as it is. */
export function toggleFullScreen(): void {
  const change =
    document.fullscreenElement === null
      ? document.documentElement.requestFullscreen?.()
      : document.exitFullscreen();
  change?.catch(() => {});
}
