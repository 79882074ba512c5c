/** Said in a cell that has nothing to show. */
export function Nothing({ children }: { children: string }) {
  return <span className="text-muted">{children}</span>;
}
