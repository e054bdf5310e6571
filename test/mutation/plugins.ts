import { readdirSync } from 'node:fs';
import type { InstrumenterContext } from '@stryker-mutator/api/core';
import type { Ignorer, NodePath } from '@stryker-mutator/api/ignore';
import { declareFactoryPlugin, declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  type DryRunOptions,
  type DryRunResult,
  DryRunStatus,
  determineHitLimitReached,
  type MutantRunOptions,
  type MutantRunResult,
  MutantRunStatus,
  type TestResult,
  type TestRunner,
  type TestRunnerCapabilities,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import Mocha from 'mocha';

/*
 * What Stryker needs to run the tests here. Its own runner for mocha reaches into files that mocha 12 has moved; this one keeps to
 * what mocha exports.
 */

/** The tests that run domain and application in this process, with no server, the quickest first: most mutants fall at once. */
const TESTS = process.env.TESTS?.split(' ') ?? [
  'test/domain',
  'test/application',
  'test/adapters/outbound/dialpad',
  'test/adapters/inbound/stream',
];
/** They wait for real time to pass, start servers, or try at length what is the adapters' own. */
const LEFT_OUT = /\/client\/|\/stream\/connection|observed-sequence|payload-reader|json-fields|delivery-authenticator/;

const testFiles = (): readonly string[] =>
  TESTS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .sort()
      .map((name) => `${folder}/${name}`)
      .filter((path) => path.endsWith('.test.ts') && !LEFT_OUT.test(path)),
  );

const escaped = (title: string): string => title.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

/** Stryker does the telling. */
class Silent extends Mocha.reporters.Base {
  override epilogue(): void {
    // Nothing is printed.
  }
}

class MochaRunner implements TestRunner {
  /** Where the mutated code looks for which mutant is active, and notes which were reached. */
  readonly #context: InstrumenterContext;
  readonly #mocha = new Mocha({ timeout: 20_000, reporter: Silent });
  #notesTests = false;
  #isLoaded = false;

  constructor(context: InstrumenterContext) {
    this.#context = context;
    this.#mocha.cleanReferencesAfterRun(false);
    for (const file of ['test/mutation/steady.ts', ...testFiles()]) this.#mocha.addFile(file);
    const note = (test: Mocha.Test | undefined): void => {
      if (this.#notesTests && test !== undefined) context.currentTestId = test.fullTitle();
    };
    this.#mocha.suite.beforeEach(function () {
      note(this.currentTest);
    });
  }

  capabilities(): TestRunnerCapabilities {
    // Mutants are active only while tests run (`ignoreStatic`), so what is loaded can stay as it is.
    return { reloadEnvironment: true };
  }

  async dryRun({ coverageAnalysis, disableBail }: DryRunOptions): Promise<DryRunResult> {
    this.#notesTests = coverageAnalysis === 'perTest';
    const result = await this.#run(disableBail);
    this.#notesTests = false;
    const { mutantCoverage } = this.#context;
    return result.status === DryRunStatus.Complete && mutantCoverage !== undefined
      ? { ...result, mutantCoverage }
      : result;
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { testFilter, hitLimit, activeMutant, mutantActivation, disableBail } = options;
    if (mutantActivation === 'static') {
      return { status: MutantRunStatus.Error, errorMessage: 'what works while files load cannot be tested' };
    }
    Object.assign(this.#context, { hitLimit, hitCount: hitLimit === undefined ? undefined : 0 });
    this.#mocha.grep(new RegExp(testFilter?.map((title) => `^${escaped(title)}$`).join('|') ?? ''));
    await this.#load();
    this.#context.activeMutant = activeMutant.id;
    return toMutantRunResult(await this.#run(disableBail));
  }

  async #load(): Promise<void> {
    if (!this.#isLoaded) await this.#mocha.loadFilesAsync();
    this.#isLoaded = true;
  }

  async #run(disableBail: boolean): Promise<DryRunResult> {
    try {
      await this.#load();
    } catch (error) {
      return { status: DryRunStatus.Error, errorMessage: String(error) };
    }
    bail(this.#mocha.suite, !disableBail);
    const tests: TestResult[] = [];
    await new Promise<void>((resolve) => {
      const run = this.#mocha.run(() => resolve());
      run.on('pass', (test) => tests.push({ ...named(test), status: TestStatus.Success }));
      run.on('pending', (test) => tests.push({ ...named(test), status: TestStatus.Skipped }));
      run.on('fail', (test, error: Error) =>
        tests.push({ ...named(test), status: TestStatus.Failed, failureMessage: error.message }),
      );
    });
    const { hitCount, hitLimit } = this.#context;
    return determineHitLimitReached(hitCount, hitLimit) ?? { status: DryRunStatus.Complete, tests };
  }
}

const named = (test: Mocha.Test) => ({ id: test.fullTitle(), name: test.fullTitle(), timeSpentMs: test.duration ?? 0 });

const bail = (suite: Mocha.Suite, yes: boolean): void => {
  suite.bail(yes);
  for (const inner of suite.suites) bail(inner, yes);
};

/** As much of a Babel path as it takes to know a message. */
interface Path extends NodePath {
  readonly node: { readonly type: string; readonly value?: unknown };
  toString(): string;
}

/** What is written for people to read, in the log or as a reason: how it is worded is for no test to say. */
const messages: Ignorer = {
  shouldIgnore: (path) => {
    const { node } = path as Path;
    const source = (): string => String(path);
    if (node.type === 'CallExpression' && /^(deps\.)?logger\.\w+\(/.test(source())) return 'goes to the log';
    const isText = node.type === 'StringLiteral' || node.type === 'TemplateLiteral';
    return isText && /\p{L} \p{L}+ \p{L}/u.test(source()) ? 'is for people to read' : undefined;
  },
};

const runner = (): TestRunner => {
  const globals = globalThis as { __stryker__?: InstrumenterContext };
  globals.__stryker__ ??= {};
  return new MochaRunner(globals.__stryker__);
};

export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.TestRunner, 'mocha', runner),
  declareValuePlugin(PluginKind.Ignore, 'messages', messages),
];
