/** The names in lines of them, parted by commas, for lists that would be long otherwise. */
export function listed(...lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.split(', '));
}
