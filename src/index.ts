export * from './application/index.js';
export * from './domain/index.js';
