import { Argument, Command } from 'commander';
import type { CliContext } from './main.ts';

type Shell = 'bash' | 'zsh' | 'fish';

/** Prints a script that completes verbs and options, made from the program itself. */
export function completionCommand({ io }: CliContext, program: Command): Command {
  return new Command('completion')
    .description('completion script for a shell')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .action((shell: Shell) => io.out(scripts[shell](wordsOf(program))));
}

/** Words that may follow each verb. */
type Words = ReadonlyMap<string, readonly string[]>;

function wordsOf(program: Command): Words {
  const words = new Map<string, string[]>();
  for (const verb of program.commands) {
    const below = verb.commands.map((command) => command.name());
    const options = verb.options.map((option) => option.long ?? option.short ?? '');
    words.set(verb.name(), [...below, ...options.filter(Boolean)]);
  }
  return words;
}

function bash(words: Words): string {
  const cases = [...words].map(([verb, after]) => `    ${verb}) words="${after.join(' ')}" ;;`);
  return `_tidegate() {
  local words="${[...words.keys()].join(' ')}"
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
  [ "$COMP_CWORD" -eq 1 ] && words="${[...words.keys()].join(' ')}"
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
  [ "\${#COMPREPLY[@]}" -eq 0 ] && COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _tidegate tidegate`;
}

function zsh(words: Words): string {
  const cases = [...words].map(([verb, after]) => `    ${verb}) compadd -- ${after.join(' ')} ;;`);
  return `#compdef tidegate
_tidegate() {
  if (( CURRENT == 2 )); then compadd -- ${[...words.keys()].join(' ')}; return; fi
  case "\${words[2]}" in
${cases.join('\n')}
  esac
  _files
}
compdef _tidegate tidegate`;
}

function fish(words: Words): string {
  const first = `complete -c tidegate -n __fish_use_subcommand -f -a "${[...words.keys()].join(' ')}"`;
  const rest = [...words].flatMap(([verb, after]) =>
    after.map((word) => {
      const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-a ${word}`;
      return `complete -c tidegate -n "__fish_seen_subcommand_from ${verb}" ${what}`;
    }),
  );
  return [first, ...rest].join('\n');
}

const scripts: Readonly<Record<Shell, (words: Words) => string>> = { bash, zsh, fish };
