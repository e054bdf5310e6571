import { useEffect, useRef } from 'preact/hooks';
import type { CtiEvent } from '../../src/client/index.js';
import { listen } from './live.js';

/** Between two readings, in milliseconds: many events at once cause few of them. */
const PAUSE_MS = 500;

/** Reads again after an event that `concerns` what is shown. Events that come meanwhile cause one more reading, not one each. */
export const useReloadOn = (reload: () => Promise<void>, concerns: (event: CtiEvent) => boolean): void => {
  const latest = useRef({ reload, concerns });
  latest.current = { reload, concerns };
  useEffect(() => {
    let isReading = false;
    let isDue = false;
    let isOver = false;
    const read = async (): Promise<void> => {
      isDue = false;
      isReading = true;
      await latest.current.reload();
      setTimeout(() => {
        isReading = false;
        if (isDue && !isOver) void read();
      }, PAUSE_MS);
    };
    const stop = listen((event) => {
      if (!latest.current.concerns(event)) return;
      if (isReading) isDue = true;
      else void read();
    });
    return () => {
      isOver = true;
      stop();
    };
  }, []);
};
