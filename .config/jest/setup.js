import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';
import { TextDecoder, TextEncoder } from 'node:util';

// Busy machines are slow, and so is working out for every element whether a style sheet hides it.
configure({ asyncUtilTimeout: 10_000, defaultHidden: true });

// jsdom lacks these parts of a browser.
Object.assign(globalThis, { TextDecoder, TextEncoder });
Object.defineProperty(globalThis, 'matchMedia', {
  writable: true,
  value: (query) => ({
    matches: false,
    media: query,
    addEventListener: () => {},
    removeEventListener: () => {},
    addListener: () => {},
    removeListener: () => {},
  }),
});
class Observer {
  observe() {}
  unobserve() {}
  disconnect() {}
}
globalThis.ResizeObserver = Observer;
globalThis.IntersectionObserver = Observer;
HTMLCanvasElement.prototype.getContext = () => ({ measureText: (text) => ({ width: 8 * text.length }) });

// Option lists are virtualised: without a size they show nothing.
for (const side of ['clientWidth', 'clientHeight', 'offsetHeight']) {
  Object.defineProperty(HTMLElement.prototype, side, { get: () => 400 });
}
