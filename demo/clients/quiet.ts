/** kafkajs 2.2.4 sets timers that lie in the past, of which Node warns on the terminal. */
export function quietKafkajs(): void {
  const emitWarning = process.emitWarning.bind(process) as (...args: unknown[]) => void;
  process.emitWarning = (...args: unknown[]) => {
    if (args[1] !== 'TimeoutNegativeWarning') emitWarning(...args);
  };
}
