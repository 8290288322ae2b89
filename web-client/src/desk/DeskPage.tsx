/** The desk. */
export function DeskPage() {
  return null;
}
