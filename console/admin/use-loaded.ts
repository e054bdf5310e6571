import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Failure, Outcome } from './api/client.js';

/** Something that is read from the server. What was read stays while it is read again. */
export interface Loaded<A> {
  readonly value: A | null;
  readonly failure: Failure | null;
  readonly isLoading: boolean;
  readonly reload: () => Promise<void>;
  /** Puts something else in its place, such as what an act has answered. */
  readonly set: (value: A) => void;
}

/** Reads when the page opens, whenever one of `inputs` changes, and every `everyMs` milliseconds unless that is null. */
export const useLoaded = <A>(
  read: () => Promise<Outcome<A>>,
  inputs: readonly unknown[],
  everyMs: number | null = null,
): Loaded<A> => {
  const [value, setValue] = useState<A | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isLoading, setLoading] = useState(true);
  /** Of two readings, the answer to the later one counts. */
  const latest = useRef(0);
  const reading = useRef(read);
  reading.current = read;
  const key = JSON.stringify(inputs);

  const reload = useCallback(async (): Promise<void> => {
    latest.current += 1;
    const own = latest.current;
    setLoading(true);
    const outcome = await reading.current();
    if (own !== latest.current) return;
    setLoading(false);
    setFailure(outcome.ok ? null : outcome.failure);
    if (outcome.ok) setValue(outcome.value);
  }, []);

  useEffect(() => {
    setValue(null);
    if (key !== null) void reload();
    return () => {
      latest.current += 1;
    };
  }, [reload, key]);

  useEffect(() => {
    if (everyMs === null) return undefined;
    const timer = setInterval(() => {
      if (!document.hidden) void reload();
    }, everyMs);
    return () => clearInterval(timer);
  }, [reload, everyMs]);

  /** What is on its way may be older than what is put in its place. */
  const set = useCallback((newer: A): void => {
    latest.current += 1;
    setLoading(false);
    setFailure(null);
    setValue(newer);
  }, []);

  return { value, failure, isLoading, reload, set };
};

/** An act that is carried out at the press of a button. */
export interface Act<I> {
  readonly run: (input: I) => Promise<void>;
  readonly isRunning: boolean;
  readonly failure: Failure | null;
  /** What the last one did, in a sentence; null before. */
  readonly done: string | null;
  readonly clear: () => void;
}

/** Carries something out, once at a time; `act` answers with a sentence that says what was done. */
export const useAct = <I>(act: (input: I) => Promise<Outcome<string>>): Act<I> => {
  const [isRunning, setRunning] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const running = useRef(false);
  return {
    isRunning,
    failure,
    done,
    clear: () => {
      setFailure(null);
      setDone(null);
    },
    run: async (input) => {
      if (running.current) return;
      running.current = true;
      setRunning(true);
      setFailure(null);
      setDone(null);
      const outcome = await act(input);
      running.current = false;
      setRunning(false);
      if (outcome.ok) setDone(outcome.value);
      else setFailure(outcome.failure);
    },
  };
};
