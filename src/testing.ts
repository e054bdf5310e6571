export { leftOf, rightOf, someOf } from './testing/storage/outcome.js';
export { type BeforeWrite, type StorageUnderTest, storageContract } from './testing/storage/storage.contract.js';
