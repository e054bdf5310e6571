import { CommanderError } from 'commander';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Shell } from './command.js';
import { type CommandContext, type CommandError, commandError } from './command-context.js';
import { commandTree } from './command-tree.js';
import type { Scenario } from './simulator.js';

/**
 * Needs nothing but bash, and evaluates nothing that was typed: the library's own script needs the package bash-completion, and runs a
 * `$(command)` on the line. Each answer is a word, a tab and what it means; the last line says how to complete.
 */
const BASH = `# bash completion for cti
_cti_complete() {
  local IFS=$'\\n' answers
  answers=$(cti complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | sed '/^:[0-9]*$/d' | cut -f1)
  COMPREPLY=($(compgen -W "$answers" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _cti_complete cti
`;

/** Prints the script with which a shell completes commands. It asks `cti complete -- <words>`. */
export const completionScript =
  (shell: Shell, scenarios: readonly Scenario[], { stdout }: CommandContext): TaskEither<CommandError, void> =>
  async () => {
    if (shell === 'bash') {
      stdout.write(BASH);
      return E.right(undefined);
    }
    const code = await withCompletion(['completion', shell], scenarios);
    return code === 0 ? E.right(undefined) : E.left(commandError(`There is no completion for ${shell}.`));
  };

/** Prints what a shell may complete the words after `--` to; answers with the exit code. */
export const answerShell = (args: readonly string[], scenarios: readonly Scenario[]): Promise<number> =>
  withCompletion(args, scenarios);

/** It prints to standard output itself. A shell wants no complaint in the middle of a line, so a failure is its exit code alone. */
const withCompletion = async (args: readonly string[], scenarios: readonly Scenario[]): Promise<number> => {
  const { default: tab } = await import('@bomb.sh/tab/commander');
  const { program } = commandTree(scenarios, { hasCompletion: false });
  tab(program, { completionCommandName: 'completion' });
  try {
    program.parse([...args], { from: 'user' });
    return 0;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return 1;
    throw thrown;
  }
};
